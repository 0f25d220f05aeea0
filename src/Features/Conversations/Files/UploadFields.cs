using System.Text.Json.Nodes;
using Parley.Conversations.Messages;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary>The text fields beside a file as far as a sender may choose them; what the file is says the server.</summary>
internal static class UploadFields
{
    private static readonly string[] _texts = ["alias", "avatar", "emoji", "tmid", "tshow"];

    public static SendMessage.Request Read(string roomId, IReadOnlyDictionary<string, string> fields)
    {
        var body = new JsonObject { ["text"] = fields.GetValueOrDefault("msg") ?? "", ["groupable"] = fields.GetValueOrDefault("groupable") == "true" };
        foreach (var name in _texts)
        {
            if (fields.GetValueOrDefault(name) is { Length: > 0 } value) body[name] = value;
        }
        if (fields.GetValueOrDefault("customFields") is { Length: > 0 } text) body["customFields"] = WireRead.TryParse(text, out var custom) ? JsonNode.Parse(custom.Value.GetRawText()) : text;
        using var document = System.Text.Json.JsonDocument.Parse(body.ToJsonString());
        return MessagePayload.ReadPost(document.RootElement.Clone(), roomId);
    }
}
