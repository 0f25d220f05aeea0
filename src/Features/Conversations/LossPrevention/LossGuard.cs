using System.Text.Json.Nodes;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.LossPrevention;

/// <summary>
/// Judges what somebody is about to say, wherever it comes from: sending, editing, threads, names and descriptions of files, messages of
/// integrations. Rooms that are encrypted cannot be judged and are left alone.
/// </summary>
internal sealed class LossGuard(LossRules rules, RoomStore rooms, ISettings settings)
{
    private static readonly string[] _judged = ["attachments", "blocks"];

    /// <summary>Members of attachments that are addresses, times or names of kinds, not words.</summary>
    private static readonly HashSet<string> _passedOver =
    [
        "title_link", "message_link", "author_link", "author_icon", "thumb_url", "image_url", "audio_url", "video_url", "image_preview", "image_type", "audio_type", "video_type", "type", "ts", "color", "format",
    ];

    /// <summary>Looks through a document before anything is made of it. Masks in place; what is to be held back is taken out of it.</summary>
    /// <param name="doc">With <c>msg</c> and perhaps attachments.</param>
    /// <returns>What is held back until moderators decide; null when the document may be stored.</returns>
    /// <exception cref="WireError"><c>error-dlp-blocked</c>.</exception>
    public async Task<JsonObject?> JudgeAsync(RoomRow room, JsonObject doc, CancellationToken ct)
    {
        if (!settings.Get(LossSettings.Enabled) || room.IsEncrypted || !await IsInScopeAsync(room, ct)) return null;
        var action = settings.Get(LossSettings.Action);
        var isHit = Apply(doc, "msg", action);
        foreach (var name in _judged) isHit |= Walk(doc[name], action);
        isHit |= (doc["file"] as JsonObject) is { } file && Apply(file, "name", action);
        foreach (var part in (doc["files"] as JsonArray ?? []).OfType<JsonObject>()) isHit |= Apply(part, "name", action);
        if (!isHit || action == LossSettings.Mask) return null;
        // A file is readable as soon as it is stored, so it is not stored at all.
        if (action == LossSettings.Block || doc["file"] is not null || await ModeratorRoomAsync(ct) is null) throw new WireError("error-dlp-blocked", "This may hold something that must not be shared here");
        return Withhold(doc);
    }

    /// <returns>Null when none is named, or one that everybody could enter.</returns>
    public async Task<RoomRow?> ModeratorRoomAsync(CancellationToken ct) =>
        settings.Get(LossSettings.ModeratorRoom).Trim().TrimStart('#') is { Length: > 0 } name && await rooms.FindByNameAsync(name, ct) is { Type: "p" } room ? room : null;

    /// <summary>What stands in the place of a message.</summary>
    public string Placeholder(Setting<string> text) => $"*{settings.Get(LossSettings.Title).Replace("*", "", StringComparison.Ordinal)}*\n{settings.Get(text)}";

    private JsonObject Withhold(JsonObject doc)
    {
        var original = new JsonObject { ["msg"] = doc["msg"]?.DeepClone() };
        foreach (var name in _judged)
        {
            if (doc[name] is not { } part) continue;
            original[name] = part.DeepClone();
            doc.Remove(name);
        }
        doc["msg"] = Placeholder(LossSettings.Pending);
        return original;
    }

    private bool Walk(JsonNode? node, string action)
    {
        var isHit = false;
        switch (node)
        {
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue value && value.TryGetValue(out string? text) && rules.Find(text) is { Count: > 0 } found)
                    {
                        isHit = true;
                        if (action == LossSettings.Mask) list[i] = LossRules.Mask(text, found);
                    }
                    else
                    {
                        isHit |= Walk(list[i], action);
                    }
                }
                break;
            case JsonObject members:
                foreach (var name in members.Select(m => m.Key).Where(name => !_passedOver.Contains(name)).ToList()) isHit |= members[name] is JsonValue ? Apply(members, name, action) : Walk(members[name], action);
                break;
        }
        return isHit;
    }

    private bool Apply(JsonObject members, string name, string action)
    {
        if (members[name] is not JsonValue value || !value.TryGetValue(out string? text) || rules.Find(text) is not { Count: > 0 } found) return false;
        if (action == LossSettings.Mask) members[name] = LossRules.Mask(text, found);
        return true;
    }

    private async Task<bool> IsInScopeAsync(RoomRow room, CancellationToken ct)
    {
        if (await ModeratorRoomAsync(ct) is { } moderators && moderators.Id == room.Id) return false;
        var scope = settings.Get(LossSettings.Scope);
        if (scope == LossSettings.AllRooms) return true;
        // A discussion is where its parent is.
        var named = room.ParentId is { } parentId && await rooms.FindAsync(parentId, ct) is { } parent ? parent : room;
        var isListed = named.Name is { } own && settings.Get(LossSettings.Rooms).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(listed => string.Equals(listed.TrimStart('#'), own, StringComparison.OrdinalIgnoreCase));
        return isListed == (scope == LossSettings.Selected);
    }
}
