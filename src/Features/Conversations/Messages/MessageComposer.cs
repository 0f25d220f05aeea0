using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Conversations.Links;
using Parley.Conversations.LossPrevention;
using Parley.Conversations.Rooms;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.MessageMarkup;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Builds the document of a message from what somebody wrote: markup tree, mentions, quotes, links.</summary>
internal sealed partial class MessageComposer(IUserDirectory users, RoomStore rooms, RoomAccess access, QuoteReader quotes, TeamMentions teams, WordFilter words, LossGuard loss, PermissionRegistry permissions, SettingsRegistry settings)
{
    private const int MostMentions = 200;

    /// <param name="Extras">Further wire members: alias, avatar, emoji, attachments, file, files, groupable, …</param>
    public sealed record Draft(string Text, JsonObject Extras);

    /// <param name="Held">What the document does not hold until moderators have decided; null for most.</param>
    public sealed record Composed(JsonObject Doc, IReadOnlyList<string> MentionedUserIds, bool MentionsGroup, JsonObject? Held = null);

    /// <exception cref="WireError"><c>error-action-not-allowed</c> for <c>@all</c>/<c>@here</c> without the right or above the limit.</exception>
    public async Task<Composed> ComposeAsync(Caller sender, RoomRow room, Draft draft, CancellationToken ct)
    {
        var doc = new JsonObject
        {
            ["msg"] = draft.Text,
            ["u"] = new JsonObject { ["_id"] = sender.UserId, ["username"] = sender.Username, ["name"] = sender.Name },
        };
        if (sender.Name is null) doc["u"]!.AsObject().Remove("name");
        foreach (var (name, value) in draft.Extras) doc[name] = value?.DeepClone();
        return await FillAsync(sender, room, doc, ct);
    }

    /// <summary>Parses the text of a document anew, after sending or editing.</summary>
    /// <exception cref="WireError">As <see cref="ComposeAsync"/>, and <c>error-dlp-blocked</c>.</exception>
    public async Task<Composed> FillAsync(Caller sender, RoomRow room, JsonObject doc, CancellationToken ct)
    {
        var given = (string?)doc["msg"] ?? "";
        var held = await loss.JudgeAsync(room, doc, ct);
        // What is not allowed at all need not wait for moderators.
        if (held is not null && given.Contains('@', StringComparison.Ordinal)) await MentionsAsync(sender, room, given, ct);
        return await FillApprovedAsync(sender, room, doc, ct) with { Held = held };
    }

    /// <summary>As <see cref="FillAsync"/> for what moderators have seen.</summary>
    public async Task<Composed> FillApprovedAsync(Caller sender, RoomRow room, JsonObject doc, CancellationToken ct)
    {
        var text = (string?)doc["msg"] ?? "";
        var isSecret = (string?)doc["t"] is "e2e" or "otr";
        if (!isSecret && words.Mask(text) is var masked && masked != text) doc["msg"] = text = masked;
        var mentioned = new List<string>();
        var mentionsGroup = false;
        var mentions = new JsonArray();
        var channels = new JsonArray();
        if (!isSecret && text.Length > 0)
        {
            if (text.Contains('@', StringComparison.Ordinal)) (mentions, mentioned, mentionsGroup) = await MentionsAsync(sender, room, text, ct);
            if (text.Contains('#', StringComparison.Ordinal)) channels = await ChannelsAsync(sender, text, ct);
            await AddQuotesAsync(sender, doc, text, ct);
        }
        doc["mentions"] = mentions;
        doc["channels"] = channels;
        doc["urls"] = isSecret ? [] : LinkFinder.Find(text, doc);
        if (!isSecret) doc["md"] = Markup(text);
        return new Composed(doc, mentioned, mentionsGroup);
    }

    private JsonNode? Markup(string text)
    {
        if (text.Length == 0) return null;
        var katex = settings.Get(MessageSettings.Katex);
        var options = new MarkupOptions(
            Colors: settings.Get(MessageSettings.HexColors),
            DollarKatex: katex && settings.Get(MessageSettings.KatexDollar),
            ParenthesisKatex: katex && settings.Get(MessageSettings.KatexParenthesis),
            CustomDomains: settings.Get(MessageSettings.CustomDomains) is { Length: > 0 } domains ? domains.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null);
        return JsonNode.Parse(MarkupParser.Parse(text, options).ToJson());
    }

    private async Task<(JsonArray, List<string>, bool)> MentionsAsync(Caller sender, RoomRow room, string text, CancellationToken ct)
    {
        var list = new JsonArray();
        var ids = new List<string>();
        var names = UserMention().Matches(text).Select(m => m.Groups[1].Value.TrimEnd('.', '-')).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostMentions).ToList();
        var group = false;
        foreach (var everybody in names.Where(n => n is "all" or "here"))
        {
            await CheckGroupMentionAsync(sender, room, everybody, ct);
            list.Add(new JsonObject { ["_id"] = everybody, ["username"] = everybody });
            group = true;
        }
        var people = await users.FindByUsernamesAsync([.. names.Where(n => n is not ("all" or "here"))], ct);
        foreach (var user in people)
        {
            var mention = new JsonObject { ["_id"] = user.Id, ["username"] = user.Username, ["name"] = user.Name, ["type"] = "user" };
            if (user.Name is null) mention.Remove("name");
            list.Add(mention);
            if (user.Id != sender.UserId) ids.Add(user.Id);
        }
        var others = names.Where(n => n is not ("all" or "here") && !people.Any(p => string.Equals(p.Username, n, StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (var team in await teams.FindAsync(sender, room, others, ct))
        {
            list.Add(new JsonObject { ["_id"] = team.TeamId, ["name"] = team.Name, ["type"] = "team" });
            ids = [.. ids.Union(team.MemberIds.Where(id => id != sender.UserId))];
        }
        return (list, ids, group);
    }

    private async Task CheckGroupMentionAsync(Caller sender, RoomRow room, string which, CancellationToken ct)
    {
        var permission = which == "all" ? MessagePermissions.MentionAll : MessagePermissions.MentionHere;
        if (!await permissions.HasAsync(sender, permission, room.Id, ct))
            throw new WireError("error-action-not-allowed", $"Notify {which} in this room not allowed", details: new WireObject { { "action", "Notify_" + which } });
        var limit = settings.Get(MessageSettings.MaxAll);
        if (which != "all" || limit <= 0) return;
        var fresh = await rooms.ReadAsync(room.Id, ct);
        if (fresh is not null && fresh.MemberCount > limit)
            throw new WireError("error-action-not-allowed", "Notify all in this room not allowed", details: new WireObject { { "action", "Notify_all_in_this_room" } });
    }

    private async Task<JsonArray> ChannelsAsync(Caller sender, string text, CancellationToken ct)
    {
        var list = new JsonArray();
        foreach (var name in ChannelMention().Matches(text).Select(m => m.Groups[1].Value.TrimEnd('.', '-')).Distinct(StringComparer.OrdinalIgnoreCase).Take(20))
        {
            if (await rooms.FindByNameAsync(name, ct) is not { } room) continue;
            if (!await access.CanReadAsync(sender, room, ct)) continue;
            list.Add(new JsonObject { ["_id"] = room.Id, ["name"] = room.Name, ["fname"] = room.DisplayName ?? room.Name });
        }
        return list;
    }

    private async Task AddQuotesAsync(Caller sender, JsonObject doc, string text, CancellationToken ct)
    {
        var found = await quotes.FindAsync(sender, text, ct);
        if (found.Count == 0) return;
        var attachments = doc["attachments"] as JsonArray ?? [];
        // An edit quotes anew what the text still links to.
        for (var i = attachments.Count - 1; i >= 0; i--)
        {
            if (attachments[i] is JsonObject old && old["message_link"] is not null) attachments.RemoveAt(i);
        }
        foreach (var quote in found) attachments.Add(quote);
        doc["attachments"] = attachments;
    }

    [GeneratedRegex("(?:^|[\\s>(*_~\"'\\[,;:])@([0-9a-zA-Z._-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex UserMention();

    [GeneratedRegex("(?:^|[\\s>(*_~\"'\\[,;:])#([0-9a-zA-Z._-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelMention();
}
