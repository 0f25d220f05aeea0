using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Rooms;
using Parley.Conversations.Threads;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Notices;

/// <summary>Why somebody is told of a message or is not, by the rules that decide it and by what is set at present; and what became of the pushes.</summary>
internal sealed class ExplainNotices(IStore store, RoomStore rooms, RoomAccess access, MessageQueries messages, IUserDirectory users, NoticeJudge judge, MissedChannels channels, IPushDevices devices, PermissionRegistry permissions)
{
    /// <param name="userId">Null for the caller; another needs the right to see deliveries.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-user</c>, <c>error-message-not-found</c> also for messages that the person asked for may not read.</exception>
    public async Task<WireObject> ExecuteAsync(Caller caller, string? messageId, string? userId, CancellationToken ct)
    {
        var isOwn = userId is null || userId == caller.UserId;
        if (!isOwn && !permissions.Has(caller, PushPermissions.ViewDeliveries)) throw WireError.NotAllowed("notices.explain");
        if (messageId is not { Length: > 0 } || await messages.FindRowAsync(messageId, ct) is not { IsHidden: false } row || await rooms.FindAsync(row.RoomId, ct) is not { } room) throw NotFound();
        if (isOwn && !await access.CanReadAsync(caller, room, ct)) throw NotFound();
        var user = await users.FindAsync(userId ?? caller.UserId, ct) ?? throw WireError.InvalidUser("notices.explain");
        using var document = JsonDocument.Parse(MessageJson.Full(row).Utf8);
        var message = NoticeMessage.Of(document.RootElement);
        var follows = message.ThreadId is { } threadId && await store.ReadAsync(db => db.Set<ThreadFollowerRow>().AnyAsync(f => f.ThreadId == threadId && f.UserId == user.Id, ct), ct);
        var reach = await channels.ReachAsync([user.Id], ct);
        var views = new List<WireObject>();
        foreach (var channel in Enum.GetValues<NoticeChannel>())
        {
            var verdict = await judge.DecideAsync(channel, room, message, user, follows, ct);
            // A rule that says no says more than the lack of a way.
            var obstacle = !verdict.IsTold ? null : channel switch
            {
                NoticeChannel.Push when !await channels.HasPushAsync(ct) => "channelOff",
                NoticeChannel.Push when !reach.Devices.Contains(user.Id) => "noDevice",
                NoticeChannel.Mail when !channels.HasMail => "channelOff",
                NoticeChannel.Mail when !reach.Mailboxes.Contains(user.Id) => "noAddress",
                _ => null,
            };
            views.Add(new() { { "channel", JsonNamingPolicy.CamelCase.ConvertName(channel.ToString()) }, { "isTold", verdict.IsTold && obstacle is null }, { "reason", obstacle ?? verdict.Name } });
        }
        var isWaiting = await store.ReadAsync(db => db.Set<MissedRow>().AnyAsync(m => m.UserId == user.Id && m.MessageId == row.Id, ct), ct);
        var deliveries = await devices.OfMessageAsync(user.Id, row.Id, ct);
        return new()
        {
            { "messageId", row.Id }, { "u", new WireObject { { "_id", user.Id }, { "username", user.Username } } }, { "channels", views }, { "isWaiting", isWaiting },
            { "deliveries", deliveries.Select(d => new WireObject { { "_id", d.Id }, { "type", d.Kind }, { "state", d.State }, { "reason", d.Reason }, { "tries", d.Tries }, { "createdAt", d.At }, { "endedAt", d.EndedAt } }).ToList() },
        };
    }

    private static WireError NotFound() => new("error-message-not-found", "The message does not exist", 404);
}

/// <summary><c>push.get</c>; <c>notices.explain</c> is ours.</summary>
internal sealed class NoticesRest(PushContent pushes, ExplainNotices explain) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("push.get", async call =>
        {
            var (message, notification) = await pushes.GetAsync(call.Caller, call.Query("id"), call.Aborted);
            return RestResult.Ok(new WireObject { { "data", new WireObject { { "message", message }, { "notification", notification } } } });
        }).Takes("id!").Limited(120, 60_000);
        routes.Get("notices.explain", async call => RestResult.Ok(await explain.ExecuteAsync(call.Caller, call.Query("messageId"), call.Query("userId"), call.Aborted))).Takes("messageId!", "userId");
    }
}
