using System.CommandLine;
using System.Text;
using Parley.Platform.Operations;

namespace Parley.Platform.CommandLine;

/// <summary>A command cannot do what it was asked; the sentence tells the operator why, and what to do.</summary>
public sealed class OperatorException(string sentence) : Exception(sentence);

/// <summary>The workspace as an operator's command opens it, without any door to the network.</summary>
public interface IOperatorWorkspace
{
    /// <summary>Opens the database, which must be of this version.</summary>
    /// <param name="mayBegin">Whether a database that is empty yet is made into a workspace.</param>
    /// <exception cref="OperatorException">There is no workspace, or one of another version.</exception>
    Task<IServiceProvider> OpenAsync(bool mayBegin, CancellationToken ct);
}

/// <summary>
/// What commands write and read. Results go to standard output, everything else to standard error, so that results can be piped.
/// </summary>
public sealed class OperatorConsole(IOperatorWorkspace workspace, TextReader input, TextWriter output, TextWriter notes)
{
    /// <summary>A command did not do what it was asked.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the environment cannot be understood.</summary>
    public const int Misused = 2;

    /// <summary>Stopped by a signal.</summary>
    public const int Stopped = 130;

    private const int LongestSecret = 1024;

    public void Result(string line) => output.WriteLine(line);

    public void Note(string line) => notes.WriteLine(line);

    /// <summary>An action on an open workspace that fails by an exception only.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> Action(Func<IServiceProvider, ParseResult, CancellationToken, Task> run, bool mayBegin = false) =>
        Action(async (services, parsed, ct) =>
        {
            await run(services, parsed, ct);
            return 0;
        }, mayBegin);

    /// <param name="run">Answers the exit code.</param>
    public Func<ParseResult, CancellationToken, Task<int>> Action(Func<IServiceProvider, ParseResult, CancellationToken, Task<int>> run, bool mayBegin = false) => (parsed, ct) =>
        RunAsync(async () => await run(await workspace.OpenAsync(mayBegin, ct), parsed, ct));

    /// <summary>Runs a command and tells in one sentence why it failed.</summary>
    public async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (WireError refused)
        {
            Note(refused.Reason ?? refused.Code);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            Note("Stopped.");
            return Stopped;
        }
        catch (Exception problem) when (problem is OperatorException or IOException or UnauthorizedAccessException or InvalidDataException or System.Data.Common.DbException)
        {
            Note(problem.Message);
            return Failed;
        }
    }

    /// <summary>One line of standard input, so that no secret appears in the list of processes or in a shell's history.</summary>
    /// <exception cref="OperatorException">There is none, or it is too long.</exception>
    public async Task<string> ReadSecretAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (await input.ReadAsync(one, ct) == 1 && one[0] != '\n')
        {
            if (line.Append(one[0]).Length > LongestSecret) throw new OperatorException("What standard input gives is too long for a password.");
        }
        var secret = line.ToString().TrimEnd('\r');
        return secret.Length > 0 ? secret : throw new OperatorException("Standard input gives no password.");
    }
}
