using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Storage;

namespace Parley.Conversations.Search;

/// <summary>What is written into the index, in both dialects.</summary>
internal static class SearchIndex
{
    /// <summary>How many keys share a bucket term on PostgreSQL.</summary>
    public const int BucketSize = 10_000;

    private const int MostTerms = 3000;
    private const int MostPositions = 250;
    private const int LastPosition = 16_000;

    /// <summary>
    /// A repeated id adds nothing. On SQLite this follows the insert of the message at once, and <c>changes()</c> is whether that one stored
    /// anything; on PostgreSQL the room's stamp is behind a message only until the message is counted.
    /// </summary>
    public static readonly HotStatement Add = new(
        "INSERT INTO message_search(room_id,pending,message_id) SELECT ?1,?2,?3 WHERE changes()>0",
        $"INSERT INTO message_search(key,message_id,room_id,terms) SELECT k.v,m.id,m.room_id,$2::tsvector||array_to_tsvector(ARRAY['r:'||$1,'b:'||(k.v/{BucketSize})]) "
        + "FROM messages m JOIN rooms r ON r.id=m.room_id, LATERAL (SELECT nextval('message_search_key_seq') v WHERE m.id IS NOT NULL) k WHERE m.id=$3 AND r.stamp<m.at");

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
    public static string Write(StorageEngine engine, string text)
    {
        var terms = SearchText.Terms(text);
        if (terms.Count > MostTerms) terms.RemoveRange(MostTerms, terms.Count - MostTerms);
        return engine == StorageEngine.Sqlite ? SearchText.Join(terms) : Vector(terms);
    }

    /// <summary>Takes the present text of a message into the index, or the message out of it.</summary>
    public static async Task UpdateAsync(WriteUnit unit, MessageRow row, JsonObject doc, bool isEncryptedRoom, CancellationToken ct)
    {
        var text = isEncryptedRoom || row.IsHidden ? null : TextOf(row.Type, doc);
        var place = await unit.Db.Set<SearchRow>().FirstOrDefaultAsync(s => s.MessageId == row.Id, ct);
        if (place is null) return;
        await WriteTermsAsync(unit.Db, place, text ?? "", isNew: false, ct);
    }

    /// <summary>Writes the terms of a place that exists.</summary>
    public static async Task WriteTermsAsync(ParleyDb db, SearchRow place, string text, bool isNew, CancellationToken ct)
    {
        if (IsPostgres(db))
        {
            var vector = Write(StorageEngine.Postgres, text);
            var (room, bucket) = ("r:" + place.RoomId, "b:" + BucketOf(place.Key).ToString(CultureInfo.InvariantCulture));
            await db.Database.ExecuteSqlAsync($"UPDATE message_search SET terms={vector}::tsvector||array_to_tsvector(ARRAY[{room},{bucket}]) WHERE key={place.Key}", ct);
            return;
        }
        var joined = Write(StorageEngine.Sqlite, text);
        if (!isNew) await db.Database.ExecuteSqlAsync($"DELETE FROM message_terms WHERE rowid={place.Key}", ct);
        await db.Database.ExecuteSqlAsync($"UPDATE message_search SET pending={joined} WHERE key={place.Key}", ct);
    }

    public static bool IsPostgres(ParleyDb db) => db.Database.ProviderName?.Contains("Npgsql", StringComparison.Ordinal) == true;

    /// <summary>As PostgreSQL divides: towards zero.</summary>
    private static long BucketOf(long key) => key / BucketSize;

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
