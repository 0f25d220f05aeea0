using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.Messages;
using Parley.Conversations.Retention;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Changes what a room is: name, texts, type, switches; archives it.</summary>
internal sealed class EditRoom(IStore store, RoomStore rooms, RoomNames names, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings, SendMessage notes, IAvatars avatars)
{
    private const int LongestText = 10_000;
    private const int LongestName = 255;

    private static readonly HashSet<string> _known =
    [
        "roomName", "roomTopic", "roomAnnouncement", "roomDescription", "roomType", "readOnly", "reactWhenReadOnly", "systemMessages", "default", "featured",
        "joinCode", "roomCustomFields", "encrypted", "favorite", "roomAvatar", .. RetentionChoice.Keys,
    ];

    /// <summary>Applies named changes, each with its own right and its own note in the room.</summary>
    /// <exception cref="WireError"><c>error-invalid-settings</c>, <c>error-action-not-allowed</c>, <c>error-invalid-room</c>, and those of <see cref="RoomNames"/>.</exception>
    public async Task SaveAsync(Caller caller, RoomRow room, JsonElement changes, CancellationToken ct)
    {
        if (changes.ValueKind != JsonValueKind.Object) throw new WireError("error-invalid-settings", "Invalid settings", details: new WireObject { { "method", "saveRoomSettings" } });
        foreach (var change in changes.EnumerateObject())
        {
            if (!_known.Contains(change.Name)) throw new WireError("error-invalid-settings", "Invalid settings provided", details: new WireObject { { "method", "saveRoomSettings" } });
        }
        if (room.IsDirect)
        {
            if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) throw WireError.InvalidRoom("saveRoomSettings");
            if (changes.EnumerateObject().Any(c => c.Name != "encrypted")) throw WireError.ActionNotAllowed("Editing_room");
        }
        else if (!await permissions.HasAsync(caller, RoomPermissions.EditRoom, room.Id, ct))
        {
            throw new WireError("error-action-not-allowed", "Editing room is not allowed", details: new WireObject { { "method", "saveRoomSettings" }, { "action", "Editing_room" } });
        }
        await CheckRightsAsync(caller, room, changes, ct);
        var avatar = await StoreAvatarAsync(room, changes, ct);
        try
        {
            await ApplyAsync(caller, room, changes, avatar, ct);
        }
        catch
        {
            if (avatar?.Length > 0) await avatars.RemoveAsync(IAvatars.OfRoom(room.Id), avatar, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The people of a direct room may give it a topic.</summary>
    public async Task SetDirectTopicAsync(Caller caller, RoomRow room, string topic, CancellationToken ct)
    {
        if (!room.IsDirect || topic.Length > LongestText) throw WireError.ActionNotAllowed("Editing_room");
        var author = await AuthorAsync(caller, ct);
        await ChangeAsync(room, changesAccess: false, async (unit, row) =>
        {
            row.Topic = topic;
            await notes.WriteNoteAsync(unit, room, "room_changed_topic", topic, author, null, ct);
        }, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-direct-message-room</c>.</exception>
    public async Task ArchiveAsync(Caller caller, RoomRow room, bool isArchived, CancellationToken ct)
    {
        var permission = isArchived ? RoomPermissions.ArchiveRoom : RoomPermissions.UnarchiveRoom;
        if (!await permissions.HasAsync(caller, permission, room.Id, ct)) throw WireError.NotAllowed(isArchived ? "archiveRoom" : "unarchiveRoom");
        if (room.IsDirect) throw new WireError("error-direct-message-room", "Direct Messages can not be archived", details: new WireObject { { "method", "archiveRoom" } });
        var author = await AuthorAsync(caller, ct);
        await ChangeAsync(room, changesAccess: false, async (unit, row) =>
        {
            if (row.IsArchived == isArchived) return;
            row.IsArchived = isArchived;
            if (IsAdministrator(caller))
                await unit.AuditAsync(caller, isArchived ? "room.archive" : "room.unarchive", "room", row.Id, row.Name, new WireObject { { "archived", !isArchived } }, new WireObject { { "archived", isArchived } }, ct);
            await notes.WriteNoteAsync(unit, room, isArchived ? "room-archived" : "room-unarchived", caller.Username, author, null, ct);
            if (isArchived) unit.Publish(new Integrations.RoomArchived(row.Id, caller.UserId), row.Id);
        }, ct);
    }

    /// <returns>The tag of the new picture; empty to take the present one away, null to leave it.</returns>
    private async Task<string?> StoreAvatarAsync(RoomRow room, JsonElement changes, CancellationToken ct)
    {
        if (changes.Text("roomAvatar") is not { Length: > 0 } given) return changes.Text("roomAvatar");
        var picture = DataUri.ReadImage(given) ?? throw new WireError("error-invalid-data", "Invalid dataURI", details: new WireObject { { "method", "saveRoomSettings" } });
        return await avatars.StoreAsync(IAvatars.OfRoom(room.Id), picture, ct);
    }

    private async Task CheckRightsAsync(Caller caller, RoomRow room, JsonElement changes, CancellationToken ct)
    {
        if ((changes.Has("default") || changes.Has("favorite")) && !permissions.Has(caller, RoomPermissions.ViewRoomAdministration)) throw WireError.ActionNotAllowed("Viewing_room_administration");
        if (changes.Has("featured") && !permissions.Has(caller, RoomPermissions.ViewRoomAdministration)) throw WireError.ActionNotAllowed("Viewing_room_administration");
        if (changes.Flag("readOnly") is { } ro && ro != room.IsReadOnly && !await permissions.HasAsync(caller, RoomPermissions.SetReadonly, room.Id, ct)) throw WireError.ActionNotAllowed("Editing_room");
        if (changes.Flag("readOnly") is { } && room.IsBroadcast) throw WireError.ActionNotAllowed("Editing_room");
        if (changes.Flag("reactWhenReadOnly") is { } react && react != room.ReactWhenReadOnly) await RequireAsync(caller, RoomPermissions.SetReactWhenReadonly, room, ct);
        if (changes.Has("roomAvatar")) await RequireAsync(caller, RoomPermissions.EditRoomAvatar, room, ct);
        if (RetentionChoice.IsIn(changes)) await RequireAsync(caller, RoomPermissions.EditRetention, room, ct);
        if (changes.Get("joinCode") is { ValueKind: JsonValueKind.String } code && code.GetString() is { Length: > 0 } && (changes.Text("roomType") ?? room.Type) != "c") throw WireError.InvalidRoom("saveRoomSettings");
        if (changes.Flag("encrypted") is { } encrypted && encrypted != room.IsEncrypted) await CheckMayEncryptAsync(caller, room, encrypted, ct);
        if (changes.Text("roomType") is not { } type || type == room.Type) return;
        if (type is not ("c" or "p") || room.IsDirect) throw WireError.InvalidRoom("saveRoomSettings");
        if (!permissions.Has(caller, type == "c" ? RoomPermissions.CreateC : RoomPermissions.CreateP))
            throw new WireError("error-action-not-allowed", type == "c" ? "Changing a private group to a public channel is not allowed" : "Changing a public channel to a private room is not allowed", details: new WireObject { { "method", "saveRoomSettings" }, { "action", "Change_Room_Type" } });
    }

    /// <summary>Only closed rooms can be encrypted, and not those whose readers do not know each other.</summary>
    private async Task CheckMayEncryptAsync(Caller caller, RoomRow room, bool encrypts, CancellationToken ct)
    {
        var details = new WireObject { { "method", "saveRoomSettings" }, { "action", "Change_Room_Encrypted" } };
        if (room.Type == "c" || room.IsBroadcast) throw new WireError("error-action-not-allowed", "Only groups or direct channels can enable encryption", details: details);
        if (encrypts && !settings.Get(EncryptionSettings.Enabled)) throw new WireError("error-action-not-allowed", "This workspace has no encryption", details: details);
        if (!room.IsDirect && !await permissions.HasAsync(caller, RoomPermissions.ToggleEncryption, room.Id, ct))
            throw new WireError("error-action-not-allowed", "You do not have permission to toggle E2E encryption", details: details);
    }

    private async Task RequireAsync(Caller caller, Permission permission, RoomRow room, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, permission, room.Id, ct)) throw WireError.ActionNotAllowed("Editing_room");
    }

    /// <summary>Without asking for rights.</summary>
    /// <param name="avatar">See <see cref="StoreAvatarAsync"/>.</param>
    public async Task ApplyAsync(Caller caller, RoomRow room, JsonElement changes, string? avatar, CancellationToken ct)
    {
        var author = await AuthorAsync(caller, ct);
        var newType = changes.Text("roomType");
        await ChangeAsync(room, changesAccess: newType is not null && newType != room.Type, async (unit, row) =>
        {
            Task Note(string type, string text) => notes.WriteNoteAsync(unit, room, type, text, author, null, ct);
            if (changes.Text("roomName") is { } wanted && wanted != row.DisplayName) await Note("r", await RenameAsync(unit, row, wanted, ct));
            if (TextOf(changes, "roomTopic") is { } topic && topic != (row.Topic ?? ""))
            {
                row.Topic = topic;
                await Note("room_changed_topic", topic);
            }
            if (TextOf(changes, "roomAnnouncement") is { } announcement && announcement != (row.Announcement ?? ""))
            {
                row.Announcement = announcement;
                await Note("room_changed_announcement", announcement);
            }
            if (TextOf(changes, "roomDescription") is { } description && description != (row.Description ?? ""))
            {
                row.Description = description;
                await Note("room_changed_description", description);
            }
            if (newType is not null && newType != row.Type)
            {
                row.Type = newType;
                await Note("room_changed_privacy", newType == "c" ? "public" : "private");
            }
            if (changes.Flag("readOnly") is { } readOnly && readOnly != row.IsReadOnly)
            {
                row.IsReadOnly = readOnly;
                await Note(readOnly ? "room-set-read-only" : "room-removed-read-only", "");
            }
            if (changes.Flag("reactWhenReadOnly") is { } react && react != row.ReactWhenReadOnly)
            {
                row.ReactWhenReadOnly = react;
                await Note(react ? "room-allowed-reacting" : "room-disallowed-reacting", "");
            }
            if (avatar is not null && (avatar.Length > 0 || row.AvatarETag is not null))
            {
                var former = row.AvatarETag;
                row.AvatarETag = avatar.Length > 0 ? avatar : null;
                await Note("room_changed_avatar", "");
                unit.Publish(new RoomAvatarChanged(room.Id, row.AvatarETag, former), room.Id);
            }
            if (changes.Get("systemMessages") is { ValueKind: JsonValueKind.Array } kinds) row.HiddenSystemMessages = kinds.GetArrayLength() == 0 ? null : kinds.GetRawText();
            if (changes.Get("joinCode") is { } code) row.JoinCode = code.ValueKind == JsonValueKind.String && code.GetString() is { Length: > 0 and <= 255 } text ? text : null;
            if (changes.Get("roomCustomFields") is { ValueKind: JsonValueKind.Object } fields) row.CustomFields = fields.GetRawText();
            if (changes.Flag("default") is { } isDefault) row.IsDefault = isDefault;
            if (changes.Flag("featured") is { } isFeatured) row.IsFeatured = isFeatured;
            if (changes.Get("favorite") is { ValueKind: JsonValueKind.Object } favorite) row.IsFavoriteByDefault = (favorite.Flag("favorite") ?? false) && (favorite.Flag("defaultValue") ?? false);
            if (RetentionChoice.IsIn(changes)) row.Retention = RetentionChoice.Read(row.Retention).With(changes).Write();
            if (changes.Flag("encrypted") is { } isEncrypted && isEncrypted != row.IsEncrypted)
            {
                row.WasEncrypted |= row.IsEncrypted;
                row.IsEncrypted = isEncrypted;
                await Note(isEncrypted ? "room_e2e_enabled" : "room_e2e_disabled", caller.Username);
            }
            if ((row.Name, row.Type) != (room.Name, room.Type)) await EditTeam.FollowRoomAsync(unit, row, ct);
            if (IsAdministrator(caller)) await unit.AuditAsync(caller, "room.update", "room", row.Id, row.Name, StateOf(room, changes), StateOf(row, changes), ct);
        }, ct);
    }

    /// <summary>What owners do with their rooms is theirs; what administrators do is written down (SEC-090).</summary>
    private bool IsAdministrator(Caller caller) => permissions.Has(caller, RoomPermissions.ViewRoomAdministration);

    /// <summary>What the changes touch, as the room has it.</summary>
    private static WireObject StateOf(RoomRow room, JsonElement changes)
    {
        var all = new WireObject
        {
            { "roomName", room.DisplayName ?? room.Name }, { "roomTopic", room.Topic }, { "roomAnnouncement", room.Announcement }, { "roomDescription", room.Description }, { "roomType", room.Type },
            { "readOnly", room.IsReadOnly }, { "reactWhenReadOnly", room.ReactWhenReadOnly }, { "roomAvatar", room.AvatarETag }, { "joinCode", room.JoinCode is null ? null : AuditTrail.Hidden },
            { "default", room.IsDefault }, { "featured", room.IsFeatured }, { "favorite", room.IsFavoriteByDefault }, { "encrypted", room.IsEncrypted },
        };
        var touched = new WireObject();
        foreach (var (name, value) in all)
        {
            if (changes.Has(name)) touched.Add(name, value);
        }
        return touched;
    }

    /// <returns>The name as the note tells it.</returns>
    private async Task<string> RenameAsync(WriteUnit unit, RoomRow row, string wanted, CancellationToken ct)
    {
        if (row.ParentId is not null)
        {
            // A discussion keeps the name it was born with: only what people see changes.
            if (wanted.Trim().Length is 0 or > LongestName) throw new WireError("error-invalid-room-name", "This is not a valid room name", details: new WireObject { { "channel_name", wanted } });
            return row.DisplayName = wanted.Trim();
        }
        var (name, display) = names.Check(wanted);
        await RoomNames.EnsureFreeAsync(unit.Db, name, row.Id, ct);
        (row.Name, row.NameLower, row.DisplayName) = (name, name.ToLowerInvariant(), display);
        return name;
    }

    private static string? TextOf(JsonElement changes, string name) =>
        changes.Text(name) is not { } text ? null : text.Length <= LongestText ? text : throw WireError.InvalidParams($"{name} is too long");

    private async Task ChangeAsync(RoomRow room, bool changesAccess, Func<WriteUnit, RoomRow, Task> change, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.Id == room.Id, ct) ?? throw WireError.RoomNotFound();
            await change(unit, row);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            if (room.Name is { } former && row.Name is { } name && former != name) unit.Publish(new Contracts.RoomRenamed(row.Id, former, name), row.Id);
            unit.Publish(new RoomEdited(room.Id, changesAccess, ChangesSubscriptions: Shown(row) != Shown(room)), room.Id);
            return true;
        }, ct);
        rooms.ForgetRoom(room.Id);
    }

    /// <summary>What a subscription tells about its room.</summary>
    private static (string?, string?, string, bool, bool) Shown(RoomRow room) => (room.Name, room.DisplayName, room.Type, room.IsArchived, room.IsEncrypted);

    private async Task<UserBrief> AuthorAsync(Caller caller, CancellationToken ct) => await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("saveRoomSettings");
}

/// <summary>A room is gone and its files with it.</summary>
internal sealed record RoomFilesReleased(string RoomId, string? AvatarETag) : Platform.Events.IDomainEvent;
