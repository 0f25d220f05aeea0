using System.Diagnostics;

namespace Parley.Harness;

/// <summary>What a command of the program answered.</summary>
/// <param name="Output">Standard output: results.</param>
/// <param name="Notes">Standard error: everything else.</param>
public sealed record OperatorReply(int ExitCode, string Output, string Notes)
{
    public OperatorReply OrThrow() => ExitCode == 0 ? this : throw new InvalidOperationException($"The command ended with {ExitCode}: {Output}{Notes}");
}

/// <summary>An operator at the machine of a workspace, with the environment of its server.</summary>
public sealed class OperatorCommand(ParleyServer server)
{
    /// <summary>Replaces or removes (null) variables of the environment.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["DATABASE_URL"] = server.DatabaseUrl,
        ["PARLEY_DATA"] = server.DataFolder,
        ["ROOT_URL"] = server.Url.ToString().TrimEnd('/'),
        ["PORT"] = $"{server.Port}",
    };

    public Task<OperatorReply> RunAsync(params string[] arguments) => RunWithAsync("", arguments);

    /// <param name="input">Standard input.</param>
    public async Task<OperatorReply> RunWithAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, notes) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A command that has ended reads no more.
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync(patience.Token);
        return new(process.ExitCode, await output, await notes);
    }

    /// <summary>Begins a command; the caller ends it.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(server.ProgramPath, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.Start();
        return process;
    }
}
