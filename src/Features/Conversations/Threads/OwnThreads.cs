using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Threads;

/// <summary>Which of a person's threads.</summary>
internal enum ThreadChoice
{
    Following,
    Mine,
    Unread,
}

/// <summary>The threads a person follows and the messages that mention them, over all rooms they are in.</summary>
internal sealed class OwnThreads(IStore store, MessageQueries messages, PermissionRegistry permissions)
{
    private const int LongestPage = 100;

    /// <summary>Roots, the one with the latest reply first.</summary>
    public async Task<(IReadOnlyList<RawJson> Threads, int Total)> ListAsync(Caller caller, ThreadChoice choice, int offset, int count, CancellationToken ct)
    {
        var kinds = ReadableKinds(caller);
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var joined = Joined(db, caller.UserId, kinds);
            var roots = db.Set<MessageRow>().AsNoTracking().Where(m => !m.IsHidden && joined.Any(s => s.RoomId == m.RoomId));
            if (choice == ThreadChoice.Unread)
            {
                var marks = await db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.UserId == caller.UserId && s.UnreadThreads != "").Select(s => s.UnreadThreads).ToListAsync(ct);
                var unread = marks.SelectMany(RoomRow.SplitBars).Distinct().ToList();
                roots = roots.Where(m => unread.Contains(m.Id));
            }
            else
            {
                var followed = db.Set<ThreadFollowerRow>().Where(f => f.UserId == caller.UserId);
                roots = roots.Where(m => followed.Any(f => f.ThreadId == m.Id));
                if (choice == ThreadChoice.Mine) roots = roots.Where(m => m.UserId == caller.UserId);
            }
            return (await roots.OrderByDescending(m => m.UpdatedAt).ThenBy(m => m.Id).Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await roots.CountAsync(ct));
        }, ct);
        return (await messages.ForReaderAsync(rows, caller.UserId, ct), total);
    }

    /// <summary>Messages that name the caller, newest first.</summary>
    public async Task<(IReadOnlyList<RawJson> Messages, int Total)> MentionsAsync(Caller caller, int offset, int count, CancellationToken ct)
    {
        var kinds = ReadableKinds(caller);
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var joined = Joined(db, caller.UserId, kinds);
            var query = from mention in db.Set<MentionRow>().AsNoTracking()
                        join message in db.Set<MessageRow>().AsNoTracking() on mention.MessageId equals message.Id
                        where mention.UserId == caller.UserId && !message.IsHidden && joined.Any(s => s.RoomId == mention.RoomId)
                        orderby mention.At descending
                        select message;
            return (await query.Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await messages.ForReaderAsync(rows, caller.UserId, ct), total);
    }

    private static IQueryable<SubscriptionRow> Joined(ParleyDb db, string userId, IReadOnlyList<string> kinds) =>
        db.Set<SubscriptionRow>().Where(s => s.UserId == userId && db.Set<RoomRow>().Any(r => r.Id == s.RoomId && kinds.Contains(r.Type)));

    private List<string> ReadableKinds(Caller caller)
    {
        var reads = permissions.Has(caller, RoomPermissions.ViewJoinedRoom);
        return [.. new[] { ("c", RoomPermissions.ViewCRoom), ("p", RoomPermissions.ViewPRoom), ("d", RoomPermissions.ViewDRoom) }.Where(kind => reads || permissions.Has(caller, kind.Item2)).Select(kind => kind.Item1)];
    }
}

/// <summary><c>threads.list</c> and <c>mentions.list</c>, which are ours.</summary>
internal sealed class OwnThreadsRest(OwnThreads threads) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("threads.list", ThreadsAsync).Takes("type");
        routes.Get("mentions.list", async call =>
        {
            var page = call.Page();
            var (found, total) = await threads.MentionsAsync(call.Caller, page.Offset, page.Count, call.Aborted);
            return Page("messages", found, page, total);
        });
    }

    private async Task<RestResult> ThreadsAsync(RestCall call)
    {
        var choice = call.Query("type") switch
        {
            null or "following" => ThreadChoice.Following,
            "mine" => ThreadChoice.Mine,
            "unread" => ThreadChoice.Unread,
            _ => throw WireError.InvalidParams("type is following, mine or unread"),
        };
        var page = call.Page();
        var (found, total) = await threads.ListAsync(call.Caller, choice, page.Offset, page.Count, call.Aborted);
        return Page("threads", found, page, total);
    }

    private static RestResult Page(string name, IReadOnlyList<RawJson> found, Page page, int total) =>
        RestResult.Ok(new WireObject { { name, found }, { "count", found.Count }, { "offset", page.Offset }, { "total", total } });
}

internal static class OwnThreadsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<OwnThreads>();
        services.AddSingleton<IRestDoor, OwnThreadsRest>();
    }
}
