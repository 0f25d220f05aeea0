using System.Diagnostics;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Search;

/// <summary>Finds messages in one room, or in all rooms of the caller where the workspace allows it. Newest first.</summary>
internal sealed class SearchMessages(RoomAccess access, MessageQueries messages, SearchStatements statements, PendingTerms pending, IUserDirectory users, SettingsRegistry settings)
{
    private const int LongestPage = 100;
    private const int PatternChunk = 1000;
    private const int MostPatternChunks = 20;
    private static readonly TimeSpan _patternTime = TimeSpan.FromSeconds(1);

    /// <param name="RoomId">Null for everywhere.</param>
    public sealed record Request(string? RoomId, string Text, int Offset, int Count);

    /// <exception cref="WireError"><c>error-not-allowed</c> for a room the caller may not read and for everywhere when that is off,
    /// <c>error-invalid-search-pattern</c>.</exception>
    public async Task<IReadOnlyList<RawJson>> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (request.RoomId is null)
        {
            if (!settings.Get(SearchSettings.Everywhere)) throw WireError.NotAllowed("messageSearch");
        }
        else if (await access.FindReadableAsync(caller, request.RoomId, ct) is not { } room)
        {
            throw WireError.NotAllowed("messageSearch");
        }
        else if (room.IsEncrypted)
        {
            return [];
        }
        var query = await ReadAsync(caller, request.Text, ct);
        if (query.IsEmpty) return [];
        if (await WhoAsync(query, ct) is not { } who) return [];
        if (query.Phrases.Count > 0 || request.RoomId is null) await pending.TakeAsync(ct);
        var scope = new SearchStatements.Scope(caller.UserId, request.RoomId, query, who.From, who.Mentioned, request.Offset, Math.Clamp(request.Count, 1, LongestPage));
        var rows = query.Pattern is null ? await statements.FindAsync(scope, ct) : await MatchAsync(scope, ct);
        return await messages.ForReaderAsync(rows, caller.UserId, ct);
    }

    private async Task<SearchQuery> ReadAsync(Caller caller, string text, CancellationToken ct)
    {
        var me = await users.FindAsync(caller.UserId, ct);
        try
        {
            return SearchQuery.Read(text, caller.Username, me?.UtcOffset ?? 0, settings.Get(SearchSettings.AlwaysPattern));
        }
        catch (SearchQuery.PatternRefused)
        {
            throw new WireError("error-invalid-search-pattern", "This pattern cannot be used");
        }
    }

    /// <returns>Ids of the named people; null when nobody of a named kind exists, so that nothing can be found.</returns>
    private async Task<(IReadOnlyList<string> From, IReadOnlyList<string> Mentioned)?> WhoAsync(SearchQuery query, CancellationToken ct)
    {
        var from = query.From.Count == 0 ? [] : (await users.FindByUsernamesAsync(query.From, ct)).Select(u => u.Id).ToList();
        var mentioned = query.Mentions.Count == 0 ? [] : (await users.FindByUsernamesAsync(query.Mentions, ct)).Select(u => u.Id).ToList();
        return (query.From.Count > 0 && from.Count == 0) || (query.Mentions.Count > 0 && mentioned.Count == 0) ? null : (from, mentioned);
    }

    /// <summary>Reads stretches of messages and keeps those the pattern fits, within bounds of number and time.</summary>
    private async Task<List<MessageRow>> MatchAsync(SearchStatements.Scope scope, CancellationToken ct)
    {
        var found = new List<MessageRow>();
        var started = Stopwatch.GetTimestamp();
        for (var chunk = 0; chunk < MostPatternChunks && Stopwatch.GetElapsedTime(started) < _patternTime; chunk++)
        {
            var rows = await statements.FindAsync(scope with { Offset = chunk * PatternChunk, Count = PatternChunk }, ct);
            foreach (var row in rows)
            {
                if (!Fits(scope.Query, row.Text)) continue;
                found.Add(row);
                if (found.Count == scope.Offset + scope.Count) return found[scope.Offset..];
            }
            if (rows.Count < PatternChunk) break;
        }
        return found.Count > scope.Offset ? found[scope.Offset..] : [];
    }

    private static bool Fits(SearchQuery query, string text)
    {
        try
        {
            return query.Pattern!.IsMatch(text);
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
