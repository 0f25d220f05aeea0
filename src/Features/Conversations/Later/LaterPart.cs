using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Later;

internal static class LaterPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<LaterNews>();
        services.AddSingleton<SavedMessages>();
        services.AddSingleton<ScheduledMessages>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<LaterCleanup>();
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<LaterCleanup>());
        services.AddSingleton<IEventHandler<RoomErased>>(s => s.GetRequiredService<LaterCleanup>());
        services.AddSingleton<IEventHandler<MessageDeleted>>(s => s.GetRequiredService<LaterCleanup>());
        services.AddSingleton<IRestDoor, LaterRest>();
        services.AddWorker<LaterWorker>(roles);
    }
}

/// <summary><c>later.*</c>, <c>scheduled.*</c> and <c>drafts.*</c>, which are ours. Dates are ISO 8601 in both directions.</summary>
internal sealed class LaterRest(SavedMessages saved, ScheduledMessages scheduled, Drafts drafts) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("later.list", ListSavedAsync).Takes("done:boolean");
        routes.Post("later.save", async call => Saved(await saved.SaveAsync(call.Caller, call.Body.Text("messageId")!, DateIn(call.Body, "remindAt"), call.Aborted))).Strictly("messageId!", "remindAt");
        routes.Post("later.setDone", async call => Saved(await saved.SetDoneAsync(call.Caller, call.Body.Text("messageId")!, call.Body.Flag("done") ?? true, call.Aborted))).Strictly("messageId!", "done:boolean!");
        routes.Post("later.remove", async call =>
        {
            await saved.RemoveAsync(call.Caller, call.Body.Text("messageId")!, call.Aborted);
            return RestResult.Ok();
        }).Strictly("messageId!");
        routes.Get("scheduled.list", async call => RestResult.Ok(new WireObject { { "messages", (await scheduled.ListAsync(call.Caller, call.Aborted)).ConvertAll(s => s.View()) } }));
        routes.Post("scheduled.create", CreateAsync).Strictly("roomId!", "text!", "sendAt!", "tmid", "tshow:boolean");
        routes.Post("scheduled.update", async call => Scheduled(await scheduled.ChangeAsync(call.Caller, call.Body.Text("scheduledId")!, call.Body.Text("text"), DateIn(call.Body, "sendAt"), call.Aborted)))
            .Strictly("scheduledId!", "text", "sendAt");
        routes.Post("scheduled.remove", async call =>
        {
            await scheduled.RemoveAsync(call.Caller, call.Body.Text("scheduledId")!, call.Aborted);
            return RestResult.Ok();
        }).Strictly("scheduledId!");
        routes.Post("scheduled.sendNow", async call => RestResult.Ok(new WireObject { { "message", await scheduled.SendNowAsync(call.Caller, call.Body.Text("scheduledId")!, call.Aborted) } })).Strictly("scheduledId!");
        routes.Get("drafts.list", async call => RestResult.Ok(new WireObject { { "drafts", (await drafts.ListAsync(call.Caller, call.Aborted)).ConvertAll(d => d.View()) } }));
        routes.Post("drafts.set", async call => RestResult.Ok(new WireObject
        {
            { "draft", (await drafts.SetAsync(call.Caller, call.Body.Text("roomId")!, call.Body.Text("tmid"), call.Body.Text("text")!, call.Aborted))?.View() },
        })).Limited(120, 60_000).Strictly("roomId!", "text!", "tmid");
    }

    private static RestResult Saved(SavedMessageRow row) => RestResult.Ok(new WireObject { { "saved", row.View() } });

    private static RestResult Scheduled(ScheduledMessageRow row) => RestResult.Ok(new WireObject { { "scheduled", row.View() } });

    private async Task<RestResult> ListSavedAsync(RestCall call)
    {
        var page = call.Page();
        var (entries, total) = await saved.ListAsync(call.Caller, call.QueryFlag("done") ?? false, page.Offset, page.Count, call.Aborted);
        var views = entries.ConvertAll(e =>
        {
            var view = e.Row.View();
            view["message"] = e.Message;
            return view;
        });
        return RestResult.Ok(new WireObject { { "saved", views }, { "count", views.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var sendAt = DateIn(call.Body, "sendAt") ?? throw WireError.InvalidParams("sendAt is no date");
        return Scheduled(await scheduled.AddAsync(call.Caller, new(call.Body.Text("roomId")!, call.Body.Text("text")!, sendAt, call.Body.Text("tmid"), call.Body.Flag("tshow") ?? false), call.Aborted));
    }

    /// <exception cref="WireError"><c>invalid-params</c> for what is given and no date.</exception>
    private static DateTimeOffset? DateIn(JsonElement body, string name) =>
        body.Text(name) is not { } text ? null : WireRead.ParseDate(text) ?? throw WireError.InvalidParams($"{name} is no date");
}
