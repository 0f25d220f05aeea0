using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Interactions;

internal static class InteractionsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<Interact>();
        services.AddSingleton<MentionApp>();
        services.AddSingleton<IBlockApp>(s => s.GetRequiredService<MentionApp>());
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<MentionApp>());
        services.AddSingleton<IRestDoor, InteractionsRest>();
    }
}

/// <summary><c>POST /api/apps/ui.interaction/{appId}</c>, where all clients say that a block was used.</summary>
internal sealed class InteractionsRest(Interact interact) : IRestDoor
{
    public void Map(RestRoutes routes) =>
        routes.Post("apps/ui.interaction/{appId}", ActAsync).Limited(600, 60_000).Takes("type!", "actionId!", "triggerId", "mid!", "rid", "tmid", "container:object", "payload:object");

    private async Task<RestResult> ActAsync(RestCall call)
    {
        await interact.ExecuteAsync(call.Caller, call.RouteValue("appId"), call.Body, call.Aborted);
        return RestResult.Ok();
    }
}
