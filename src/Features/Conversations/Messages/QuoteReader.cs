using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Turns links to messages of this workspace into quotes, if the author may read the source.</summary>
internal sealed partial class QuoteReader(IStore store, RoomAccess access, SettingsRegistry settings)
{
    private const int MostQuotes = 10;
    private static readonly Setting<string> _siteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public async Task<IReadOnlyList<JsonObject>> FindAsync(Caller author, string text, CancellationToken ct)
    {
        if (!text.Contains("?msg=", StringComparison.Ordinal)) return [];
        var site = settings.Get(_siteUrl).TrimEnd('/');
        var quotes = new List<JsonObject>();
        foreach (Match link in MessageLink().Matches(text))
        {
            if (quotes.Count == MostQuotes) break;
            if (!link.Value.StartsWith(site + "/", StringComparison.OrdinalIgnoreCase)) continue;
            if (await ReadAsync(author, link.Groups[1].Value, link.Value, ct) is { } quote) quotes.Add(quote);
        }
        return quotes;
    }

    private async Task<JsonObject?> ReadAsync(Caller author, string messageId, string link, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == messageId && !m.IsHidden, ct), ct);
        if (row is null) return null;
        try
        {
            await access.GetReadableAsync(author, row.RoomId, ct);
        }
        catch (WireError)
        {
            return null;
        }
        var doc = MessageJson.Parse(row.Doc);
        var username = (string?)doc["u"]?["username"] ?? "";
        var quote = new JsonObject
        {
            ["text"] = row.Type == RoomKeys.Kind ? "" : row.Text,
            ["author_name"] = (string?)doc["alias"] ?? username,
            ["author_icon"] = "/avatar/" + Uri.EscapeDataString(username),
            ["message_link"] = link,
            ["ts"] = WireJson.Iso(row.At),
        };
        if (doc["md"] is { } md) quote["md"] = md.DeepClone();
        quote["attachments"] = doc["attachments"] is JsonArray inner ? Shorten(inner, (int)settings.Get(MessageSettings.QuoteChainLimit) - 1) : new JsonArray();
        return quote;
    }

    /// <summary>A chain of quotes ends at the workspace's limit.</summary>
    private static JsonArray Shorten(JsonArray attachments, int levels)
    {
        var kept = new JsonArray();
        foreach (var item in attachments.OfType<JsonObject>())
        {
            var isQuote = item["message_link"] is not null;
            if (isQuote && levels <= 0) continue;
            var copy = item.DeepClone().AsObject();
            if (isQuote && copy["attachments"] is JsonArray inner) copy["attachments"] = Shorten(inner, levels - 1);
            kept.Add(copy);
        }
        return kept;
    }

    [GeneratedRegex(@"https?://[^\s)\]>|]+\?msg=([0-9A-Za-z._-]{1,64})", RegexOptions.CultureInvariant)]
    private static partial Regex MessageLink();
}
