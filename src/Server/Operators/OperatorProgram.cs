using System.CommandLine;
using System.CommandLine.Invocation;
using Parley.Administration;
using Parley.Conversations;
using Parley.People;
using Parley.Platform.CommandLine;
using Parley.Server.Operators.Backups;

namespace Parley.Server.Operators;

/// <summary>The program as operators call it with a command. Without one, or with <c>serve</c>, it is the server.</summary>
internal static class OperatorProgram
{
    private const string Serve = "serve";

    public static bool IsServer(string[] args) => args.Length == 0 || args[0] == Serve || args[0].StartsWith("--urls", StringComparison.Ordinal);

    /// <returns>The exit code: 0, <see cref="OperatorConsole.Failed"/>, <see cref="OperatorConsole.Misused"/> or <see cref="OperatorConsole.Stopped"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var workspace = new OperatorWorkspace();
        var console = new OperatorConsole(workspace, Console.In, Console.Out, Console.Error);
        var root = new RootCommand("Parley, a server for team chat. Without a command it serves; the commands look after a workspace. They read the same environment as the server.")
        {
            new Command(Serve, "Serve, as without any command."),
        };
        foreach (var command in PeopleFeature.Commands(console)) root.Add(command);
        foreach (var command in BackupCommands.All(console)) root.Add(command);
        foreach (var command in AdministrationFeature.Commands(console)) root.Add(command);
        foreach (var command in ConversationsFeature.Commands(console)) root.Add(command);
        var given = root.Parse(args);
        if (given.Action is ParseErrorAction)
        {
            foreach (var problem in given.Errors) console.Note(problem.Message);
            console.Note("\"parley --help\" lists the commands.");
            return OperatorConsole.Misused;
        }
        var code = await given.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
        return code;
    }
}
