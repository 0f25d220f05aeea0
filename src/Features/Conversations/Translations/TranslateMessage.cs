using System.Text.Json.Nodes;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>
/// Adds translations to a message. A language is asked for once: the translation stays with the message, for everybody, until its text
/// changes. Only the original counts in search and quotes.
/// </summary>
internal sealed class TranslateMessage(TranslateText texts, RoomLanguages languages, MessageQueries messages, ChangeMessage change, RoomStore rooms, RoomAccess access, PermissionRegistry permissions, SettingsRegistry settings)
{
    private const int MostLanguages = 50;
    private const int MostAttachments = 5;

    /// <summary>One person asks, for one language or for those of the room.</summary>
    /// <returns>The message as it is now; unchanged where the service could not help.</returns>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>; <c>Message not found.</c> also for messages that are closed to the caller.</exception>
    public async Task<RawJson?> AskAsync(Caller caller, string messageId, string? language, CancellationToken ct)
    {
        TranslationRights.Check(permissions, caller);
        if (language is not null && !LanguageCode.IsValid(language)) throw new WireError("error-invalid-settings", "This is no language");
        var row = await messages.FindRowAsync(messageId, ct);
        var room = row is null ? null : await access.FindReadableAsync(caller, row.RoomId, ct);
        if (row is null || room is null) throw WireError.Plain("Message not found.");
        await TranslateAsync(room, row, language is null ? await languages.OfAsync(room.Id, ct) : [language], ct);
        return await messages.FindAsync(messageId, caller.UserId, ct);
    }

    /// <summary>After sending and editing: all languages that members of the room read in.</summary>
    /// <exception cref="TranslationFailedException">The service refused or failed.</exception>
    public async Task FollowAsync(string roomId, string messageId, CancellationToken ct)
    {
        var wanted = await languages.OfAsync(roomId, ct);
        if (wanted.Count == 0 || await rooms.FindAsync(roomId, ct) is not { } room || await messages.FindRowAsync(messageId, ct) is not { } row) return;
        await TranslateAsync(room, row, wanted, ct);
    }

    private async Task TranslateAsync(RoomRow room, MessageRow row, IReadOnlyList<string> wanted, CancellationToken ct)
    {
        if (!settings.Get(TranslationSettings.Enabled) || texts.Chosen is not { } translator || room.IsEncrypted || row.Type is not null) return;
        var before = MessageJson.Parse(row.Doc);
        var missing = wanted.Where(l => before["translations"]?[l] is null).ToList();
        if (missing.Count == 0 || (before["translations"] as JsonObject)?.Count >= MostLanguages) return;
        var found = new Dictionary<string, Found>();
        foreach (var language in missing)
        {
            var spelling = await texts.SpellingOfAsync(language, ct);
            var text = await TranslateText.TranslateAsync(translator, row.Text, spelling, ct);
            found[language] = new(text, await AttachmentsAsync(translator, before, spelling, ct));
        }
        if (found.Values.All(f => f.Text is null && f.Attachments.Count == 0)) return;
        await change.ChangeAsync(room, row.Id, (_, now, doc) =>
        {
            // An edit came meanwhile; it is translated on its own.
            if (now.Text == row.Text && now.Type is null) Fill(doc, found, translator.Name);
            return Task.CompletedTask;
        }, ct);
    }

    /// <summary>By position: the description of an attachment, or its text.</summary>
    private static async Task<Dictionary<int, string>> AttachmentsAsync(ITranslator translator, JsonObject doc, string language, CancellationToken ct)
    {
        var found = new Dictionary<int, string>();
        if (doc["attachments"] is not JsonArray attachments) return found;
        for (var i = 0; i < Math.Min(attachments.Count, MostAttachments); i++)
        {
            if (WordsOf(attachments[i]) is { Length: > 0 } words && await TranslateText.TranslateAsync(translator, words, language, ct) is { } translated) found[i] = translated;
        }
        return found;
    }

    private static void Fill(JsonObject doc, Dictionary<string, Found> found, string provider)
    {
        foreach (var (language, translated) in found)
        {
            if (translated.Text is { } text) Member(doc)[language] = text;
            foreach (var (index, words) in translated.Attachments)
            {
                if (doc["attachments"] is JsonArray attachments && index < attachments.Count && attachments[index] is JsonObject attachment) Member(attachment)[language] = words;
            }
        }
        doc["translationProvider"] = provider;
    }

    private static JsonObject Member(JsonObject owner)
    {
        if (owner["translations"] is JsonObject present) return present;
        var fresh = new JsonObject();
        owner["translations"] = fresh;
        return fresh;
    }

    private static string? WordsOf(JsonNode? attachment) => attachment is not JsonObject item ? null : (string?)item["description"] is { Length: > 0 } description ? description : (string?)item["text"];

    private sealed record Found(string? Text, Dictionary<int, string> Attachments);
}

internal static class TranslationRights
{
    public static void Check(PermissionRegistry permissions, Caller caller)
    {
        if (!permissions.Has(caller, TranslationPermissions.AutoTranslate))
            throw new WireError("error-action-not-allowed", "Auto-Translate is not allowed", details: new WireObject { { "method", "autoTranslate.saveSettings" } });
    }
}
