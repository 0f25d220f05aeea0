using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Search;
using Parley.Platform.CommandLine;

namespace Parley.Conversations.Operators;

/// <summary><c>parley reindex</c>.</summary>
internal static class ConversationCommands
{
    private const int StepToTell = 10_000;

    public static IEnumerable<Command> All(OperatorConsole console)
    {
        var reindex = new Command("reindex", "Make the search index anew. The server may run; it finds everything again when this has ended.");
        reindex.SetAction(console.Action(async (services, _, ct) =>
        {
            var told = 0;
            var count = await services.GetRequiredService<Reindex>().ExecuteAsync(taken =>
            {
                if (taken - told < StepToTell) return;
                told = taken;
                console.Note($"{taken} messages");
            }, ct);
            console.Note($"{count} messages can be found.");
        }));
        return [reindex];
    }
}
