using System.Data.Common;
using System.Globalization;
using System.Text;
using Parley.Conversations.Messages;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Search;

/// <summary>The SQL of a search, for both engines. Every value is a parameter; the text of a statement depends on which parts a query has.</summary>
internal sealed class SearchStatements(IStore store)
{
    /// <summary>Somebody in more rooms than this gets them filtered afterwards instead of looked up as terms.</summary>
    private const int MostRoomTerms = 500;

    /// <summary>Most messages that a search without words looks at.</summary>
    private const int MostUnindexed = 100_000;

    /// <summary>How far back a search everywhere looks on PostgreSQL while its page is not full, in buckets of keys.</summary>
    private static readonly int?[] _reach = [2, 16, 128, null];

    private const string Columns = "m.id,m.room_id,m.user_id,m.at,m.updated_at,m.text,m.doc";

    /// <param name="RoomId">Null for all rooms the reader is in.</param>
    public sealed record Scope(string ReaderId, string? RoomId, SearchQuery Query, IReadOnlyList<string> From, IReadOnlyList<string> Mentioned, int Offset, int Count);

    public async Task<List<MessageRow>> FindAsync(Scope scope, CancellationToken ct)
    {
        if (scope.Query.Phrases.Count == 0) return await UnindexedAsync(scope, ct);
        var rooms = scope.RoomId is { } one ? [one] : await OwnRoomsAsync(scope.ReaderId, ct);
        if (rooms is { Count: 0 }) return [];
        if (store.Engine == StorageEngine.Sqlite) return await SqliteAsync(scope, rooms, ct);
        if (scope.RoomId is not null) return await PostgresAsync(scope, rooms, null, ct);
        var newest = await NewestBucketAsync(ct);
        foreach (var reach in _reach)
        {
            var isLast = reach is null || scope.Query.IsOldestFirst || reach > newest;
            var rows = await PostgresAsync(scope, rooms, isLast ? null : newest - reach!.Value, ct);
            if (isLast || rows.Count == scope.Count) return rows;
        }
        return [];
    }

    private Task<List<MessageRow>> RunAsync(Statement statement, string sql, CancellationToken ct) =>
        store.QueryAsync(new(sql, sql.Replace('?', '$')), statement.Bind, Read, ct);

    /// <summary>A pattern for the stored document: a member whose text contains the words. What people write cannot look like a member, because its quotes are escaped.</summary>
    private static string Like(string member, string part)
    {
        var text = new StringBuilder();
        foreach (var c in WireJson.ToText(part)[1..^1]) text.Append(c is '%' or '_' or '^' ? "^" : "").Append(c);
        return $"%\"{member}\":\"%{text}%";
    }

    private static MessageRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        RoomId = row.GetString(1),
        UserId = row.GetString(2),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        Text = row.GetString(5),
        Doc = row.GetString(6),
    };

    private Task<List<MessageRow>> UnindexedAsync(Scope scope, CancellationToken ct)
    {
        var q = new Statement();
        var from = scope.RoomId is not null
            ? $"(SELECT * FROM messages WHERE room_id={q.Value(scope.RoomId)} AND NOT is_hidden AND type IS NULL ORDER BY at {Order(scope)} LIMIT {MostUnindexed}) m WHERE {Filters(q, scope)} ORDER BY m.at"
            : $"(SELECT key,message_id FROM message_search ORDER BY key {Order(scope)} LIMIT {MostUnindexed}) s JOIN messages m ON m.id=s.message_id WHERE {InRooms(q, scope)} AND {Filters(q, scope)} ORDER BY s.key";
        return RunAsync(q, $"SELECT {Columns} FROM {from} {Order(scope)} {Page(q, scope)}", ct);
    }

    /// <summary>The index gives its rows in the order of keys, so the walk ends when the page is full.</summary>
    private Task<List<MessageRow>> SqliteAsync(Scope scope, IReadOnlyList<string>? rooms, CancellationToken ct)
    {
        var q = new Statement();
        return RunAsync(q, $"SELECT {Columns} FROM message_terms f CROSS JOIN message_search s ON s.key=f.rowid CROSS JOIN messages m ON m.id=s.message_id "
            + $"WHERE f.message_terms MATCH {q.Value(MatchText(scope.Query, rooms))} AND {InRooms(q, scope)} AND {Filters(q, scope)} ORDER BY f.rowid {Order(scope)} {Page(q, scope)}", ct);
    }

    /// <returns>Null for more than can be looked up as terms.</returns>
    private async Task<IReadOnlyList<string>?> OwnRoomsAsync(string readerId, CancellationToken ct)
    {
        var q = new Statement();
        var sql = $"SELECT room_id FROM subscriptions WHERE user_id={q.Value(readerId)} LIMIT {MostRoomTerms + 1}";
        var rooms = await store.QueryAsync(new(sql, sql.Replace('?', '$')), q.Bind, static row => row.GetString(0), ct);
        return rooms.Count > MostRoomTerms ? null : rooms;
    }

    /// <param name="fromBucket">Only keys from this bucket on; null for all.</param>
    private Task<List<MessageRow>> PostgresAsync(Scope scope, IReadOnlyList<string>? rooms, long? fromBucket, CancellationToken ct)
    {
        var q = new Statement();
        var terms = $"terms @@ {q.Value(Vector(scope.Query, rooms, fromBucket))}::tsquery";
        // A page of candidates is cut before the messages are read, unless something still has to be checked on these.
        var from = scope.RoomId is not null && !HasFilters(scope)
            ? $"(SELECT key,message_id FROM message_search WHERE {terms} ORDER BY key {Order(scope)} {Page(q, scope)}) s JOIN messages m ON m.id=s.message_id WHERE {InRooms(q, scope)} AND {Filters(q, scope)} ORDER BY s.key {Order(scope)}"
            : $"message_search s JOIN messages m ON m.id=s.message_id WHERE s.{terms} AND {InRooms(q, scope)} AND {Filters(q, scope)} ORDER BY s.key {Order(scope)} {Page(q, scope)}";
        return RunAsync(q, $"SELECT {Columns} FROM {from}", ct);
    }

    private static string Order(Scope scope) => scope.Query.IsOldestFirst ? "ASC" : "DESC";

    private static string Page(Statement q, Scope scope) => $"LIMIT {q.Value(scope.Count)} OFFSET {q.Value(scope.Offset)}";

    /// <summary>The one room, or all that the reader is in and that are not encrypted.</summary>
    private string InRooms(Statement q, Scope scope) => scope.RoomId is not null
        ? $"m.room_id={q.Value(scope.RoomId)}"
        : $"m.room_id IN (SELECT u.room_id FROM subscriptions u JOIN rooms r ON r.id=u.room_id WHERE u.user_id={q.Value(scope.ReaderId)} AND NOT r.is_encrypted)";

    private static bool HasFilters(Scope scope) =>
        scope.Query is { HasStar: true } or { IsPinned: true } or { HasLink: true } or { HasLocation: true } or { After: not null } or { Before: not null }
        || scope.From.Count + scope.Mentioned.Count + scope.Query.FileTitles.Count + scope.Query.FileDescriptions.Count > 0;

    private string Filters(Statement q, Scope scope)
    {
        var query = scope.Query;
        var isSqlite = store.Engine == StorageEngine.Sqlite;
        string Each(IReadOnlyList<string> ids) => isSqlite ? $"(SELECT value FROM json_each({q.Value(WireJson.ToText(ids))}))" : $"(SELECT jsonb_array_elements_text({q.Value(WireJson.ToText(ids))}::jsonb))";
        var like = isSqlite ? "LIKE" : "ILIKE";
        var all = new List<string> { "NOT m.is_hidden", "m.type IS NULL" };
        if (query.After is { } after) all.Add($"m.at>={q.Value(after.ToUnixTimeMilliseconds())}");
        if (query.Before is { } before) all.Add($"m.at<{q.Value(before.ToUnixTimeMilliseconds())}");
        if (scope.From.Count > 0) all.Add($"m.user_id IN {Each(scope.From)}");
        if (scope.Mentioned.Count > 0) all.Add($"EXISTS(SELECT 1 FROM message_mentions n WHERE n.message_id=m.id AND n.user_id IN {Each(scope.Mentioned)})");
        if (query.HasStar) all.Add($"EXISTS(SELECT 1 FROM message_stars t WHERE t.user_id={q.Value(scope.ReaderId)} AND t.message_id=m.id)");
        if (query.IsPinned) all.Add("m.is_pinned");
        if (query.HasLink) all.Add("m.doc LIKE '%\"urls\":[{%'");
        if (query.HasLocation) all.Add("m.doc LIKE '%\"location\":{%'");
        if (query.FileTitles.Count > 0) all.Add($"m.doc {like} {q.Value(Like("title", query.FileTitles[0]))} ESCAPE '^'");
        if (query.FileDescriptions.Count > 0) all.Add($"m.doc {like} {q.Value(Like("description", query.FileDescriptions[0]))} ESCAPE '^'");
        return string.Join(" AND ", all);
    }

    /// <summary>FTS5: terms are quoted, so that nothing in them is an operator.</summary>
    private static string MatchText(SearchQuery query, IReadOnlyList<string>? rooms)
    {
        var parts = query.Phrases.Select((phrase, i) => $"\"{SearchText.Join(phrase)}\"{(query.IsLastOpen && i == query.Phrases.Count - 1 ? " *" : "")}");
        var text = "text : (" + string.Join(" AND ", parts) + ")";
        return rooms is null ? text : "room : (" + string.Join(" OR ", rooms.Select(r => $"\"{r.Replace("\"", "", StringComparison.Ordinal)}\"")) + ") AND " + text;
    }

    /// <param name="fromBucket">Only keys from this bucket on; null for all.</param>
    private static string Vector(SearchQuery query, IReadOnlyList<string>? rooms, long? fromBucket)
    {
        var parts = new List<string>();
        for (var i = 0; i < query.Phrases.Count; i++)
        {
            var phrase = query.Phrases[i];
            var isOpen = query.IsLastOpen && i == query.Phrases.Count - 1;
            parts.Add("(" + string.Join(" <-> ", phrase.Select((term, j) => $"'{term}'{(isOpen && j == phrase.Count - 1 ? ":*" : "")}")) + ")");
        }
        if (rooms is not null) parts.Add("(" + string.Join(" | ", rooms.Select(r => $"'r:{r.Replace("'", "''", StringComparison.Ordinal)}'")) + ")");
        if (fromBucket is { } first) parts.Add("(" + string.Join(" | ", Buckets(first).Select(b => $"'b:{b.ToString(CultureInfo.InvariantCulture)}'")) + ")");
        return string.Join(" & ", parts);

        static IEnumerable<long> Buckets(long first)
        {
            // One more than the newest known: keys go on while the search runs.
            for (var i = 0; i <= _reach.Max()!.Value + 1; i++) yield return first + i;
        }
    }

    private async Task<long> NewestBucketAsync(CancellationToken ct)
    {
        var newest = await store.QueryAsync(new("", "SELECT COALESCE(MAX(key),0) FROM message_search"), static _ => { }, static row => row.GetInt64(0), ct);
        return newest[0] / SearchIndex.BucketSize;
    }

    /// <summary>Values of a statement in the order in which its text names them.</summary>
    private sealed class Statement
    {
        private readonly List<object> _values = [];

        public string Value(string value) => Place(value);

        public string Value(long value) => Place(value);

        public void Bind(IHotParameters parameters)
        {
            foreach (var value in _values)
            {
                if (value is long number) parameters.Add(number);
                else parameters.Add((string)value);
            }
        }

        private string Place(object value)
        {
            _values.Add(value);
            return "?" + _values.Count.ToString(CultureInfo.InvariantCulture);
        }
    }
}
