using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>The <c>*.history</c> routes and the history methods.</summary>
internal sealed class HistoryReader(MessageQueries messages)
{
    public async Task<RestResult> AnswerAsync(RestCall call, RoomRow room)
    {
        var page = call.Page();
        var latest = Date(call, "latest");
        var oldest = Date(call, "oldest");
        var inclusive = call.QueryFlag("inclusive") ?? false;
        var withReplies = call.QueryFlag("showThreadMessages") ?? true;
        var list = await messages.HistoryAsync(new(room, call.MaybeCaller?.UserId, oldest, latest, inclusive, page.Offset, page.Count, withReplies), call.Aborted);
        var answer = new WireObject { { "messages", list } };
        if (call.QueryFlag("unreads") == true) await AddUnreadAsync(answer, room.Id, oldest, list, call.Aborted);
        return RestResult.Ok(answer);
    }

    /// <summary><c>loadHistory</c>: the page before <paramref name="end"/>, and where reading stopped.</summary>
    public async Task<WireObject> LoadAsync(Caller? caller, RoomRow room, DateTimeOffset? end, int limit, DateTimeOffset? lastSeen, bool withReplies, CancellationToken ct)
    {
        var list = await messages.HistoryAsync(new(room, caller?.UserId, null, end, false, 0, limit, withReplies), ct);
        var answer = new WireObject { { "messages", list } };
        await AddUnreadAsync(answer, room.Id, lastSeen, list, ct);
        return answer;
    }

    /// <summary><c>getChannelHistory</c>: a page in the shape of the routes.</summary>
    /// <param name="asked"><c>latest</c>, <c>oldest</c>, <c>inclusive</c>, <c>offset</c>, <c>count</c>, <c>unreads</c>, <c>showThreadMessages</c>.</param>
    public async Task<WireObject> PageAsync(Caller caller, RoomRow room, System.Text.Json.JsonElement asked, int longest, CancellationToken ct)
    {
        var oldest = asked.Date("oldest");
        var (offset, count) = ((int)Math.Clamp(asked.Number("offset") ?? 0, 0, int.MaxValue), (int)Math.Clamp(asked.Number("count") ?? 20, 1, longest));
        var list = await messages.HistoryAsync(new(room, caller.UserId, oldest, asked.Date("latest"), asked.Flag("inclusive") ?? false, offset, count, asked.Flag("showThreadMessages") ?? true), ct);
        var answer = new WireObject { { "messages", list } };
        if (asked.Flag("unreads") == true) await AddUnreadAsync(answer, room.Id, oldest, list, ct);
        return answer;
    }

    private async Task AddUnreadAsync(WireObject answer, string roomId, DateTimeOffset? since, IReadOnlyList<RawJson> page, CancellationToken ct)
    {
        answer["unreadNotLoaded"] = 0;
        if (since is not { } seen || page.Count == 0) return;
        using var oldest = System.Text.Json.JsonDocument.Parse(page[^1].Utf8);
        if (oldest.RootElement.Date("ts") is not { } first || first <= seen) return;
        answer["firstUnread"] = await messages.FirstAfterAsync(roomId, seen, ct) is { } message ? message : null;
        answer["unreadNotLoaded"] = await messages.CountAfterAsync(roomId, seen, first, ct);
    }

    private static DateTimeOffset? Date(RestCall call, string name) => call.Query(name) is not { Length: > 0 } text
        ? null
        : WireRead.ParseDate(text) ?? throw new WireError($"error-{name}-param-invalid", $"The \"{name}\" query parameter must be a valid date.");
}
