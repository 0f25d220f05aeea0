using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Search;

/// <summary>What is written into the index, in both dialects.</summary>
internal static class SearchIndex
{
    /// <summary>How many keys share a bucket term on PostgreSQL.</summary>
    public const int BucketSize = 10_000;

    /// <summary>Entries are a JSON list of <c>{id, terms}</c>. A message that is gone by now gets no place.</summary>
    private static readonly string[] _writeSqlite =
    [
        "DELETE FROM message_terms WHERE rowid IN (SELECT s.key FROM json_each({0}) j JOIN message_search s ON s.message_id=j.value->>'id')",
        "INSERT INTO message_search(message_id,room_id) SELECT m.id,m.room_id FROM json_each({0}) j CROSS JOIN messages m ON m.id=j.value->>'id' ORDER BY j.key ON CONFLICT(message_id) DO NOTHING",
        "INSERT INTO message_terms(rowid,room,text) SELECT s.key,s.room_id,j.value->>'terms' FROM json_each({0}) j CROSS JOIN message_search s ON s.message_id=j.value->>'id' ORDER BY s.key",
    ];

    private static readonly string[] _writePostgres =
    [
        $"UPDATE message_search s SET terms=(j.v->>'terms')::tsvector||array_to_tsvector(ARRAY['r:'||s.room_id,'b:'||(s.key/{BucketSize})]) FROM jsonb_array_elements({{0}}::jsonb) j(v) WHERE s.message_id=j.v->>'id'",
        $"INSERT INTO message_search(key,message_id,room_id,terms) SELECT k.key,k.id,k.room_id,k.terms||array_to_tsvector(ARRAY['r:'||k.room_id,'b:'||(k.key/{BucketSize})]) "
            + "FROM (SELECT nextval('message_search_key_seq') AS key,o.* FROM (SELECT m.id,m.room_id,(j.v->>'terms')::tsvector AS terms FROM jsonb_array_elements({0}::jsonb) WITH ORDINALITY j(v,place) "
            + "JOIN messages m ON m.id=j.v->>'id' WHERE NOT EXISTS(SELECT 1 FROM message_search s WHERE s.message_id=m.id) ORDER BY j.place) o) k ON CONFLICT(message_id) DO NOTHING",
    ];

    private const int MostTerms = 3000;
    private const int MostPositions = 250;
    private const int LastPosition = 16_000;

    /// <summary>Remembers that the terms of a message are to be written. A repeated id does no harm.</summary>
    public static readonly HotStatement Queue = new(
        "INSERT INTO message_search_queue(message_id) VALUES(?1)",
        "INSERT INTO message_search_queue(message_id) VALUES($1)");

    /// <summary>The text of a message that can be found: what people wrote and called their files.</summary>
    /// <returns>Null for what is never indexed.</returns>
    public static string? TextOf(string? type, JsonObject doc)
    {
        if (type is not null || (string?)doc["t"] is not null) return null;
        var text = new StringBuilder((string?)doc["msg"] ?? "");
        foreach (var attachment in (doc["attachments"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (attachment["message_link"] is not null) continue;
            foreach (var name in new[] { "title", "description" })
            {
                if (attachment[name] is JsonValue value && value.TryGetValue(out string? part)) text.Append('\n').Append(part);
            }
        }
        return text.ToString();
    }

    /// <summary>The terms as the engine's statement takes them.</summary>
    private static string Write(StorageEngine engine, string text)
    {
        var terms = SearchText.Terms(text);
        if (terms.Count > MostTerms) terms.RemoveRange(MostTerms, terms.Count - MostTerms);
        return engine == StorageEngine.Sqlite ? SearchText.Join(terms) : Vector(terms);
    }

    /// <summary>The text of a message changed: its terms follow with the others that wait.</summary>
    public static void Renew(WriteUnit unit, string messageId) => unit.Db.Add(new SearchQueueRow { MessageId = messageId });

    /// <summary>Writes the terms of messages, in place of what stood there.</summary>
    public static async Task WriteAsync(ParleyDb db, IReadOnlyList<SearchEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0) return;
        var engine = IsPostgres(db) ? StorageEngine.Postgres : StorageEngine.Sqlite;
        var json = WireJson.ToText(entries.Select(e => new WireObject { { "id", e.MessageId }, { "terms", Write(engine, e.Text) } }).ToList());
        foreach (var statement in engine == StorageEngine.Postgres ? _writePostgres : _writeSqlite) await db.Database.ExecuteSqlRawAsync(statement, [json], ct);
    }

    public static bool IsPostgres(ParleyDb db) => db.Database.ProviderName?.Contains("Npgsql", StringComparison.Ordinal) == true;

    /// <summary>A <c>tsvector</c> in its text form. Terms hold letters and digits only, so nothing needs escaping.</summary>
    private static string Vector(List<string> terms)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < terms.Count && i < LastPosition; i++)
        {
            if (!places.TryGetValue(terms[i], out var list)) places[terms[i]] = list = [];
            if (list.Count < MostPositions) list.Add(i + 1);
        }
        var text = new StringBuilder();
        foreach (var (term, list) in places) text.Append('\'').Append(term).Append("':").AppendJoin(',', list).Append(' ');
        return text.ToString();
    }
}
