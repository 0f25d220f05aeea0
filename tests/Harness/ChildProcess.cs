using System.Diagnostics;
using System.Globalization;

namespace Parley.Harness;

/// <summary>
/// A program started by the tests. Its output goes to a log file, and a note of its id is kept while it lives, so that
/// <c>./test</c> can end it if the tests themselves are killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _note;
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private ChildProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
        _note = WriteNote(process.Id);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="command">Program and its arguments.</param>
    /// <param name="logFile">Receives standard output and error; appended to.</param>
    /// <param name="environment">Added to this process's own environment; null removes a name.</param>
    /// <param name="onLine">Called for each line of output, on any thread.</param>
    public static ChildProcess Start(
        IReadOnlyList<string> command,
        string logFile,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null,
        Action<string>? onLine = null)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            info.Environment[name] = value;

        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var process = new Process { StartInfo = info };
        process.Start();
        var child = new ChildProcess(process, log);
        process.OutputDataReceived += (_, line) => child.Take(line.Data, onLine);
        process.ErrorDataReceived += (_, line) => child.Take(line.Data, onLine);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end; throws with its output when it fails.</summary>
    public static async Task<string> RunAsync(params string[] command)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = info };
        process.Start();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {output}{await error}");
        return output;
    }

    /// <summary>SIGKILL: the program gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks to stop by a signal, and kills after the grace.</summary>
    public async Task StopAsync(string signal = "TERM", TimeSpan? grace = null)
    {
        if (_process.HasExited)
            return;
        await SignalAsync(signal);
        using var limit = new CancellationTokenSource(grace ?? TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    public Task SignalAsync(string signal) =>
        RunAsync("kill", "-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture));

    public async Task<int> WaitForExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Processor time of the program so far.</summary>
    public TimeSpan CpuTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Task.WhenAny(_outputEnded.Task, Task.Delay(TimeSpan.FromSeconds(1)));
        if (_note is not null)
            File.Delete(_note);
        _process.Dispose();
        lock (_log)
            _log.Dispose();
    }

    private void Take(string? line, Action<string>? onLine)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
                _outputEnded.TrySetResult();
            return;
        }

        lock (_log)
        {
            if (_log.BaseStream.CanWrite)
                _log.WriteLine(line);
        }

        onLine?.Invoke(line);
    }

    /// <summary>The note holds the start time of the process, so that a reused id is never mistaken for it.</summary>
    private static string? WriteNote(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var startTime = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            var note = Repository.Output("pids", id.ToString(CultureInfo.InvariantCulture));
            File.WriteAllText(note, startTime);
            return note;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
