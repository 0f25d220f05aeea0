using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Discussions;

/// <summary>Starts a discussion: a room of its own below a parent room, shown in the parent by a message.</summary>
internal sealed class CreateDiscussion(
    IStore store, CreateRoom create, RoomStore rooms, RoomAccess access, JoinRoom join, TeamStore teams, MessageQueries messages, SendMessage send,
    IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings)
{
    public const string NoteType = "discussion-created";
    private const int LongestName = 255;

    /// <param name="ParentId">May be left out when <paramref name="MessageId"/> is given.</param>
    /// <param name="MessageId">The message the discussion is about; a second one about the same message opens the first.</param>
    /// <param name="Reply">Posted into it as the first message.</param>
    /// <param name="IsEncrypted">Null for as the parent is.</param>
    public sealed record Request(string? ParentId, string? MessageId, string Name, string? Reply, IReadOnlyList<string> Usernames, bool? IsEncrypted);

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-message</c>, <c>error-invalid-arguments</c>, <c>error-invalid-room</c>, <c>error-nested-discussion</c>,
    /// <c>error-invalid-username</c>, and those of writing in the parent.</exception>
    public async Task<RoomRow> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (!settings.Get(DiscussionSettings.Enabled)) throw NotAllowed();
        var source = request.MessageId is null ? null : await FindSourceAsync(request.MessageId, ct);
        var parent = await FindParentAsync(caller, request, source, ct);
        await CheckMayStartAsync(caller, parent, source, ct);
        if (request.Name.Trim().Length is 0 or > LongestName) throw Invalid("The name is empty or too long");
        var isEncrypted = request.IsEncrypted ?? (parent.IsEncrypted && settings.Get(EncryptionSettings.Enabled));
        if (isEncrypted && !string.IsNullOrEmpty(request.Reply)) throw Invalid("Encrypted discussions must not receive an initial reply.");
        if (source is not null && await FindStartedAsync(source.Id, ct) is { } known) return await EnterAsync(caller, known, ct);
        RoomRow discussion;
        try
        {
            discussion = await CreateAsync(caller, request, parent, source, isEncrypted, ct);
        }
        catch (DbUpdateException) when (source is not null)
        {
            // Somebody else started one from the same message in this moment: theirs is the one.
            return await EnterAsync(caller, await FindStartedAsync(source.Id, ct) ?? throw Invalid("The discussion could not be started"), ct);
        }
        if (!string.IsNullOrEmpty(request.Reply)) await send.ExecuteAsync(caller, new(discussion.Id, request.Reply), ct);
        return discussion;
    }

    private async Task<MessageRow> FindSourceAsync(string messageId, CancellationToken ct) =>
        await messages.FindRowAsync(messageId, ct) ?? throw new WireError("error-invalid-message", "Invalid message", details: new WireObject { { "method", "DiscussionCreation" } });

    /// <summary>The parent must be open to the caller, and the message must be one of it or of its discussions.</summary>
    private async Task<RoomRow> FindParentAsync(Caller caller, Request request, MessageRow? source, CancellationToken ct)
    {
        var parentId = request.ParentId;
        if (source is not null)
        {
            var home = await rooms.FindAsync(source.RoomId, ct);
            if (!string.IsNullOrEmpty(parentId) && parentId != (home?.ParentId ?? home?.Id)) throw Invalid("Root message room ID does not match parent room ID ");
            parentId = string.IsNullOrEmpty(parentId) ? source.RoomId : parentId;
        }
        if (string.IsNullOrEmpty(parentId)) throw Invalid("Missing parent room ID");
        var parent = await access.FindReadableAsync(caller, parentId, ct) ?? throw WireError.InvalidRoom("DiscussionCreation");
        if (parent.ParentId is not null) throw new WireError("error-nested-discussion", "Cannot create nested discussions", details: new WireObject { { "method", "DiscussionCreation" } });
        return parent;
    }

    private async Task CheckMayStartAsync(Caller caller, RoomRow parent, MessageRow? source, CancellationToken ct)
    {
        var needed = source is null || source.UserId == caller.UserId ? DiscussionPermissions.Start : DiscussionPermissions.StartFromOthers;
        if (!await permissions.HasAsync(caller, needed, parent.Id, ct)) throw NotAllowed();
        if (await rooms.FindMemberAsync(parent.Id, caller.UserId, ct) is null) await join.ExecuteAsync(caller, parent, null, ct);
        await access.CheckMayWriteAsync(caller, parent, await rooms.FindMemberAsync(parent.Id, caller.UserId, ct), ct);
    }

    private Task<RoomRow?> FindStartedAsync(string messageId, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.ParentMessageId == messageId, ct), ct);

    private async Task<RoomRow> EnterAsync(Caller caller, RoomRow discussion, CancellationToken ct)
    {
        await join.ExecuteAsync(caller, discussion, null, ct);
        return discussion;
    }

    private async Task<RoomRow> CreateAsync(Caller caller, Request request, RoomRow parent, MessageRow? source, bool isEncrypted, CancellationToken ct)
    {
        var author = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("createDiscussion");
        var quote = source is null ? null : await QuoteAsync(parent, source, ct);
        using var extra = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { "topic", parent.Name }, { "encrypted", isEncrypted } }, WireDialect.Rest));
        return await create.ExecuteAsync(caller, new(await TypeAsync(parent, ct), Id.New(), await InvitedAsync(parent, request, source, ct), false, extra.RootElement.Clone(), default)
        {
            DisplayName = request.Name.Trim(),
            IsAuthorized = true,
            Within = async (unit, room) =>
            {
                (room.ParentId, room.ParentMessageId) = (parent.Id, source?.Id);
                room.Description = parent.IsEncrypted || source?.Type == RoomKeys.Kind ? "" : source?.Text;
                await unit.Db.SaveChangesAsync(ct);
                if (quote is not null) await send.WriteAsync(unit, room, null, "", author, Attached(quote), MessageWeight.Quiet, ct);
                var note = Attached(quote);
                (note["drid"], note["dcount"]) = (room.Id, quote is null ? 0 : 1);
                room.DiscussionNoteId = await send.WriteAsync(unit, parent, NoteType, room.DisplayName!, author, note, MessageWeight.Talk, ct);
            },
        }, ct);
    }

    /// <summary>As public as the parent, except inside a private team.</summary>
    private async Task<string> TypeAsync(RoomRow parent, CancellationToken ct) =>
        parent.Type == "c" && (parent.TeamId is not { } teamId || await teams.FindAsync(teamId, ct) is { Type: TeamRow.Public }) ? "c" : "p";

    /// <summary>The author of the message comes along, if still there.</summary>
    private async Task<IReadOnlyList<string>> InvitedAsync(RoomRow parent, Request request, MessageRow? source, CancellationToken ct)
    {
        if (source is null || await users.FindAsync(source.UserId, ct) is not { IsActive: true } author) return request.Usernames;
        var mayRead = parent.Type == "c" || await rooms.FindMemberAsync(parent.Id, author.Id, ct) is not null;
        return mayRead ? [author.Username, .. request.Usernames] : request.Usernames;
    }

    private async Task<JsonObject> QuoteAsync(RoomRow parent, MessageRow source, CancellationToken ct)
    {
        var author = await users.FindAsync(source.UserId, ct);
        var quote = new JsonObject
        {
            ["text"] = IsSealed(parent, source) ? "" : source.Text,
            ["author_name"] = author?.Username,
            ["author_icon"] = "/avatar/" + Uri.EscapeDataString(author?.Username ?? ""),
            ["ts"] = WireJson.Iso(source.At),
        };
        if (!IsSealed(parent, source) && MessageJson.Parse(source.Doc)["attachments"] is JsonArray attachments) quote["attachments"] = attachments.DeepClone();
        return quote;
    }

    private static bool IsSealed(RoomRow parent, MessageRow source) => parent.IsEncrypted || source.Type == RoomKeys.Kind;

    private static JsonObject Attached(JsonObject? quote) => quote is null ? [] : new JsonObject { ["attachments"] = new JsonArray(quote.DeepClone()) };

    private static WireError NotAllowed() => new("error-action-not-allowed", "You are not allowed to create a discussion", details: new WireObject { { "method", "createDiscussion" } });

    private static WireError Invalid(string reason) => new("error-invalid-arguments", reason, details: new WireObject { { "method", "DiscussionCreation" } });
}
