using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Conversations.Encryption;
using Parley.Conversations.OffTheRecord;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Messages in the shapes clients send them. What the server decides itself is never taken from a client.</summary>
internal static class MessagePayload
{
    private const int MostAttachments = 50;
    private const int MostBlocks = 50;
    private const int LargestBlocks = 50_000;

    private static readonly string[] _texts = ["alias", "avatar", "emoji"];

    private static readonly Dictionary<string, JsonValueKind[]> _attachmentMembers = new()
    {
        ["color"] = [JsonValueKind.String],
        ["text"] = [JsonValueKind.String],
        ["pretext"] = [JsonValueKind.String],
        ["ts"] = [JsonValueKind.String, JsonValueKind.Object, JsonValueKind.Number],
        ["thumb_url"] = [JsonValueKind.String],
        ["button_alignment"] = [JsonValueKind.String],
        ["actions"] = [JsonValueKind.Array],
        ["message_link"] = [JsonValueKind.String],
        ["collapsed"] = [JsonValueKind.True, JsonValueKind.False],
        ["author_name"] = [JsonValueKind.String],
        ["author_link"] = [JsonValueKind.String],
        ["author_icon"] = [JsonValueKind.String],
        ["title"] = [JsonValueKind.String],
        ["title_link"] = [JsonValueKind.String],
        ["title_link_download"] = [JsonValueKind.True, JsonValueKind.False],
        ["image_dimensions"] = [JsonValueKind.Object],
        ["image_url"] = [JsonValueKind.String],
        ["image_preview"] = [JsonValueKind.String],
        ["image_type"] = [JsonValueKind.String],
        ["image_size"] = [JsonValueKind.Number],
        ["audio_url"] = [JsonValueKind.String],
        ["audio_type"] = [JsonValueKind.String],
        ["audio_size"] = [JsonValueKind.Number],
        ["video_url"] = [JsonValueKind.String],
        ["video_type"] = [JsonValueKind.String],
        ["video_size"] = [JsonValueKind.Number],
        ["fields"] = [JsonValueKind.Array],
        ["mrkdwn_in"] = [JsonValueKind.Array],
        ["fallback"] = [JsonValueKind.String],
        ["footer"] = [JsonValueKind.String],
        ["format"] = [JsonValueKind.String],
        ["type"] = [JsonValueKind.String],
        ["description"] = [JsonValueKind.String],
        ["attachments"] = [JsonValueKind.Array],
        ["md"] = [JsonValueKind.Array],
    };

    /// <summary><c>chat.sendMessage</c> and the method <c>sendMessage</c>.</summary>
    public static SendMessage.Request Read(JsonElement message)
    {
        var roomId = message.Text("rid") ?? throw WireError.Match("Expected string in rid");
        if (message.Has("msg") && message.Text("msg") is null) throw WireError.Match("Expected string in msg");
        if (message.Has("tmid") && message.Text("tmid") is null) throw WireError.Match("Expected string in tmid");
        if (message.Has("_id") && message.Text("_id") is null) throw WireError.Match("Expected string in _id");
        if (message.Text("msg") is { } given && string.IsNullOrWhiteSpace(given) && !message.Has("attachments") && !message.Has("blocks") && !message.Has("location"))
            throw WireError.InvalidParams("The message is empty");
        var threadId = message.Text("tmid");
        var isShown = message.Flag("tshow") ?? false;
        if (isShown && threadId is null) throw new WireError("invalid-params", "tshow provided but missing tmid");
        return new(roomId, message.Text("msg") ?? "", message.Text("_id"), threadId, isShown, Extras(message), message.Date("ts"), message.Text("t") is StreamOffTheRecord.Kind or RoomKeys.Kind ? message.Text("t") : null);
    }

    /// <summary><c>chat.postMessage</c> and incoming webhooks.</summary>
    public static SendMessage.Request ReadPost(JsonElement body, string roomId)
    {
        if (body.Has("text") && body.Text("text") is null) throw WireError.Match("Expected string in text");
        var threadId = body.Text("tmid");
        return new(roomId, body.Text("text") ?? "", null, threadId, threadId is not null && (body.Flag("tshow") ?? false), Extras(body));
    }

    private static JsonObject Extras(JsonElement given)
    {
        var extras = new JsonObject();
        foreach (var name in _texts)
        {
            if (given.Get(name) is not { } value) continue;
            if (value.ValueKind != JsonValueKind.String) throw WireError.Match($"Expected string in {name}");
            var text = value.GetString()!;
            if (text.Length is 0 or > 2000) continue;
            if (name == "avatar" && !IsSafeLink(text)) throw new WireError("error-invalid-avatar", "The avatar must be an http(s) or relative address");
            extras[name] = text;
        }
        if (given.Get("attachments") is { } attachments) extras["attachments"] = Attachments(attachments, 0);
        if (given.Flag("groupable") is { } groupable) extras["groupable"] = groupable;
        if (given.Flag("parseUrls") is { } parseUrls) extras["parseUrls"] = parseUrls;
        if (given.Get("customFields") is { } fields) extras["customFields"] = JsonNode.Parse(fields.GetRawText());
        if (given.Get("blocks") is { ValueKind: not JsonValueKind.Null } blocks) extras["blocks"] = Blocks(blocks);
        if (given.Get("location") is { ValueKind: JsonValueKind.Object } location && location.Texts("coordinates") is null && location.Get("coordinates") is { ValueKind: JsonValueKind.Array } point && point.GetArrayLength() == 2)
            extras["location"] = JsonNode.Parse(location.GetRawText());
        return extras;
    }

    /// <summary>What clients draw as buttons, menus and fields (MSG-088). Kinds that a client does not know, it skips: so nothing is looked into here.</summary>
    /// <exception cref="WireError">For what is no list of objects, or too large.</exception>
    public static JsonNode Blocks(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(b => b.ValueKind != JsonValueKind.Object)) throw WireError.Match("Expected objects in blocks");
        if (given.GetArrayLength() > MostBlocks || given.GetRawText().Length > LargestBlocks) throw new WireError("error-blocks-too-large", $"A message carries at most {MostBlocks} blocks of {LargestBlocks} characters in all");
        return JsonNode.Parse(given.GetRawText())!;
    }

    private static JsonArray Attachments(JsonElement given, int depth)
    {
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > MostAttachments || depth > 5) throw WireError.Match("Expected a short array in attachments");
        var list = new JsonArray();
        foreach (var item in given.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw WireError.Match("Expected objects in attachments");
            list.Add(Attachment(item, depth));
        }
        return list;
    }

    private static JsonObject Attachment(JsonElement item, int depth)
    {
        var kept = new JsonObject();
        foreach (var member in item.EnumerateObject())
        {
            if (!_attachmentMembers.TryGetValue(member.Name, out var kinds) || member.Value.ValueKind == JsonValueKind.Null) continue;
            if (!kinds.Contains(member.Value.ValueKind)) throw WireError.Match($"Unexpected {member.Value.ValueKind.ToString().ToLowerInvariant()} in attachments.{member.Name}");
            if (member.Name.EndsWith("_url", StringComparison.Ordinal) || member.Name.EndsWith("_link", StringComparison.Ordinal))
            {
                if (!IsSafeLink(member.Value.GetString()!)) continue;
            }
            if (member.Name == "fields") CheckFields(member.Value);
            kept[member.Name] = member.Name == "attachments" ? Attachments(member.Value, depth + 1) : JsonNode.Parse(member.Value.GetRawText());
        }
        return kept;
    }

    private static void CheckFields(JsonElement fields)
    {
        foreach (var field in fields.EnumerateArray())
        {
            if (field.Text("title") is null || !field.Has("value")) throw WireError.Match("Expected title and value in attachments.fields");
        }
    }

    /// <summary>http, https or relative; never a scheme that runs code.</summary>
    public static bool IsSafeLink(string link)
    {
        var text = link.Trim();
        if (text.Length == 0 || text.StartsWith('/') || text.StartsWith('#')) return true;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return !text.Contains(':', StringComparison.Ordinal);
        return uri.Scheme is "http" or "https" or "mailto" or "tel" || (uri.Scheme == "data" && text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase));
    }
}
