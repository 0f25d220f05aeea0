using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.SlashCommands;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.LossPrevention;

/// <summary><c>dlp.list</c>, <c>dlp.decide</c>: for the members of the moderators' room.</summary>
internal sealed class LossRest(DecideHeld decide) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("dlp.list", async call => RestResult.Ok(new WireObject { { "messages", await decide.ListAsync(call.Caller, call.Aborted) } }));
        routes.Post("dlp.decide", DecideAsync).Limited(60, 60_000).Strictly("id!", "approve:boolean!");
    }

    private async Task<RestResult> DecideAsync(RestCall call)
    {
        await decide.ExecuteAsync(call.Caller, call.Body.Text("id")!, call.Body.Flag("approve")!.Value, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>/dlp approve ID</c>, <c>/dlp reject ID</c>: what the buttons of a card write.</summary>
internal sealed class LossCommands(DecideHeld decide) : ISlashCommands
{
    public IEnumerable<SlashCommand> All => [new("dlp", "approve|reject id", "DLP_Slash_Description", DecideAsync)];

    private async Task DecideAsync(CommandCall call)
    {
        if (call.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [("approve" or "reject") and var what, var id]) throw new CommandRefused("Write /dlp approve or /dlp reject, and the id that the card shows.");
        try
        {
            await decide.ExecuteAsync(call.Caller, id, what == "approve", call.Aborted);
        }
        catch (WireError refused)
        {
            throw new CommandRefused(refused.Reason ?? refused.Code);
        }
    }
}

internal static class LossPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<LossRules>();
        services.AddSingleton<LossGuard>();
        services.AddSingleton<DecideHeld>();
        services.AddSingleton<IEventHandler<MessageHeld>, HeldNotices>();
        services.AddSingleton<IRestDoor, LossRest>();
        services.AddSingleton<ISlashCommands, LossCommands>();
    }
}
