using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>A method call that must succeed, and what it answers.</summary>
/// <param name="Answer">Keys of the answer; <c>[]</c> a list; <c>true</c> and the like a value; empty says nothing about it.</param>
internal sealed record MethodEntry(string Answer, Func<Cast, Task<JsonElement>> CallAsync);

/// <summary>One successful call for each DDP method of the catalogue.</summary>
internal static class MethodEntries
{
    public static Dictionary<string, MethodEntry> All()
    {
        var all = new Dictionary<string, MethodEntry>(StringComparer.Ordinal);
        AddAccounts(all);
        AddMessages(all);
        AddRooms(all);
        AddMembers(all);
        CommandEntries.AddMethods(all);
        ModerationEntries.AddMethods(all);
        ReadingEntries.AddMethods(all);
        all.Add("rocketchatSearch.search", new("message", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("rocketchatSearch.search", "hello", new { rid = await cast.RoomAsync() }, new { limit = 5 })));
        all.Add("rocketchatSearch.getProvider", new("key settings", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("rocketchatSearch.getProvider")));
        CustomizationEntries.AddMethods(all);
        LoginAppEntries.AddMethods(all);
        WebhookEntries.AddMethods(all);
        PersonalThingsEntries.AddMethods(all);
        WebDavEntries.AddMethods(all);
        OffTheRecordEntries.AddMethods(all);
        EncryptionEntries.AddMethods(all);
        RoomKindEntries.AddMethods(all);
        PeopleEntries.AddMethods(all);
        AdministrationEntries.AddMethods(all);
        return all;
    }

    /// <summary>Called by Ada.</summary>
    private static void Add(Dictionary<string, MethodEntry> all, string method, string answer, params object?[] parameters) =>
        all.Add(method, new MethodEntry(answer, async cast => await (await cast.LineAsync(cast.Ada)).CallAsync(method, parameters)));

    /// <summary>Called by Ada about a room of hers.</summary>
    private static void InRoom(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, string, object?[]> parameters, Func<Cast, string, Task>? before = null, string prefix = "channels") =>
        all.Add(method, new MethodEntry(answer, async cast =>
        {
            var roomId = await cast.RoomAsync(prefix);
            if (before is not null)
                await before(cast, roomId);
            return await (await cast.LineAsync(cast.Ada)).CallAsync(method, parameters(cast, roomId));
        }));

    /// <summary>Called by Ada about a message of hers.</summary>
    private static void OnMessage(Dictionary<string, MethodEntry> all, string method, string answer, Func<string, string, object?[]> parameters, Func<Cast, string, Task>? before = null) =>
        all.Add(method, new MethodEntry(answer, async cast =>
        {
            var roomId = await cast.RoomAsync();
            var id = await cast.SayAsync(roomId);
            if (before is not null)
                await before(cast, id);
            return await (await cast.LineAsync(cast.Ada)).CallAsync(method, parameters(roomId, id));
        }));

    /// <summary>Called by somebody whose account may suffer.</summary>
    private static void Alone(Dictionary<string, MethodEntry> all, string method, string answer, Func<Person, object?[]> parameters) =>
        all.Add(method, new MethodEntry(answer, async cast =>
        {
            var person = await cast.PersonAsync();
            return await (await cast.LineAsync(person)).CallAsync(method, parameters(person));
        }));

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, Task<object?[]>> parameters) =>
        all.Add(method, new MethodEntry(answer, async cast =>
        {
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            await line.ResumeAsync(cast.Admin.Token!);
            return await line.CallAsync(method, await parameters(cast));
        }));

    private static void AddAccounts(Dictionary<string, MethodEntry> all)
    {
        Alone(all, "login", "id token tokenExpires type", person => [new { user = new { username = person.Username }, password = new { digest = Sha256(person.Password), algorithm = "sha-256" } }]);
        Alone(all, "logout", "", _ => []);
        Alone(all, "logoutOtherClients", "", _ => []);
        Alone(all, "removeOtherTokens", "", _ => []);
        Alone(all, "getNewToken", "id token tokenExpires", _ => []);
        Alone(all, "setUsername", "", _ => [Scratch.Name("chosen")]);
        Alone(all, "deleteUserOwnAccount", "true", person => [Sha256(person.Password)]);
        Add(all, "setAvatarFromService", "", "data:image/png;base64," + Convert.ToBase64String(Cast.Picture), "image/png", "upload");
        Add(all, "resetAvatar", "");
        Add(all, "getAvatarSuggestion", "{}");
        all.Add("registerUser", new MethodEntry("", async cast =>
        {
            await using var line = await cast.Server.ConnectAsync();
            var username = Scratch.Name("newcomer");
            return await line.CallAsync("registerUser", new { username, name = "Newcomer", email = username + "@example.org", pass = "open sesame" });
        }));
        Add(all, "saveUserProfile", "true", new { realname = "Ada Lovelace" });
        Add(all, "saveUserPreferences", "true", new { unreadAlert = false });
        Add(all, "setUserStatus", "", "busy", "writing");
        Add(all, "UserPresence:setDefaultStatus", "", "online");
        Add(all, "UserPresence:online", "");
        Add(all, "UserPresence:away", "");
        Add(all, "getUserRoles", "[]");
        Add(all, "permissions/get", "[]");
        Add(all, "public-settings/get", "[]");
        AsAdmin(all, "OEmbedCacheCleanup", "message", _ => Task.FromResult(Array.Empty<object?>()));
        AsAdmin(all, "private-settings/get", "[]", _ => Task.FromResult<object?[]>([]));
        AsAdmin(all, "saveSetting", "true", _ => Task.FromResult<object?[]>(["Site_Name", "Elsewhere"]));
        AsAdmin(all, "saveSettings", "true", _ => Task.FromResult<object?[]>([new[] { new { _id = "Site_Name", value = "Elsewhere" } }]));
        AsAdmin(all, "authorization:addUserToRole", "true", async cast => ["bot", (await cast.PersonAsync()).Username]);
        AsAdmin(all, "authorization:removeUserFromRole", "true", async cast =>
        {
            var username = (await cast.PersonAsync()).Username;
            (await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username })).OrThrow();
            return ["bot", username];
        });
    }

    private static void AddMessages(Dictionary<string, MethodEntry> all)
    {
        var epoch = new Dictionary<string, long> { ["$date"] = 0 };
        InRoom(all, "sendMessage", "_id rid msg ts u", (_, roomId) => [new { _id = Scratch.Name("m"), rid = roomId, msg = "hello" }]);
        OnMessage(all, "updateMessage", "", (roomId, id) => [new { _id = id, rid = roomId, msg = "better" }]);
        OnMessage(all, "deleteMessage", "", (_, id) => [new { _id = id }]);
        OnMessage(all, "setReaction", "", (_, id) => ["smile", id]);
        OnMessage(all, "pinMessage", "_id pinned", (roomId, id) => [new { _id = id, rid = roomId }]);
        OnMessage(all, "unpinMessage", "_id", (roomId, id) => [new { _id = id, rid = roomId }],
            async (cast, id) => (await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = id })).OrThrow());
        OnMessage(all, "starMessage", "true", (roomId, id) => [new { _id = id, rid = roomId, starred = true }]);
        OnMessage(all, "followMessage", "true", (_, id) => [new { mid = id }]);
        OnMessage(all, "unfollowMessage", "true", (_, id) => [new { mid = id }]);
        InRoom(all, "deleteFileMessage", "", (cast, _) => [cast.Memory], async (cast, roomId) =>
            cast.Memory = (await Cast.UploadAsync(cast.Ada, roomId)).OrThrow()["message"].GetProperty("file").MessageId());
        InRoom(all, "loadHistory", "messages", (_, roomId) => [roomId, null, 50, null]);
        InRoom(all, "loadMissedMessages", "[]", (_, roomId) => [roomId, epoch]);
        InRoom(all, "loadNextMessages", "messages", (_, roomId) => [roomId, epoch, 50]);
        OnMessage(all, "loadSurroundingMessages", "messages moreBefore moreAfter", (roomId, id) => [new { _id = id, rid = roomId }, 50]);
        OnMessage(all, "getSingleMessage", "_id rid", (_, id) => [id]);
        OnMessage(all, "getMessages", "[]", (_, id) => [new[] { id }]);
        OnMessage(all, "getThreadMessages", "[]", (_, id) => [new { tmid = id }]);
        InRoom(all, "getThreadsList", "[]", (_, roomId) => [new { rid = roomId }]);
        InRoom(all, "messageSearch", "message", (_, roomId) => ["hello", roomId, 10]);
        InRoom(all, "messages/get", "updated deleted", (_, roomId) => [roomId, new { lastUpdate = epoch }]);
    }

    private static void AddRooms(Dictionary<string, MethodEntry> all)
    {
        Add(all, "rooms/get", "[]");
        Add(all, "subscriptions/get", "[]");
        all.Add("createChannel", Creates("createChannel"));
        all.Add("createPrivateGroup", Creates("createPrivateGroup"));
        all.Add("createDirectMessage", new MethodEntry("rid", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("createDirectMessage", cast.Bob.Username)));
        all.Add("joinRoom", new MethodEntry("true", async cast => await (await cast.LineAsync(await cast.PersonAsync())).CallAsync("joinRoom", await cast.RoomAsync())));
        all.Add("leaveRoom", new MethodEntry("", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("leaveRoom", await cast.RoomAsync())));
        InRoom(all, "hideRoom", "1", (_, roomId) => [roomId]);
        InRoom(all, "openRoom", "1", (_, roomId) => [roomId]);
        InRoom(all, "readMessages", "", (_, roomId) => [roomId]);
        all.Add("unreadMessages", new MethodEntry("", async cast =>
        {
            var id = await cast.SayAsync(await cast.RoomAsync());
            return await (await cast.LineAsync(cast.Bob)).CallAsync("unreadMessages", new { _id = id });
        }));
        OnMessage(all, "readThreads", "", (_, id) => [id]);
        InRoom(all, "toggleFavorite", "1", (_, roomId) => [roomId, true]);
        InRoom(all, "saveRoomSettings", "result rid", (_, roomId) => [roomId, new { roomTopic = "bread" }]);
        InRoom(all, "saveNotificationSettings", "true", (_, roomId) => [roomId, "disableNotifications", "1"]);
        InRoom(all, "archiveRoom", "", (_, roomId) => [roomId]);
        AsAdmin(all, "unarchiveRoom", "", async cast =>
        {
            var roomId = await cast.RoomAsync();
            (await cast.Ada.Rest.PostAsync("channels.archive", new { roomId })).OrThrow();
            return [roomId];
        });
        InRoom(all, "eraseRoom", "true", (_, roomId) => [roomId]);
        InRoom(all, "getRoomRoles", "[]", (_, roomId) => [roomId]);
        InRoom(all, "getRoomByTypeAndName", "_id t", (_, roomId) => ["c", roomId]);
        InRoom(all, "getRoomIdByNameOrId", "", (_, roomId) => [roomId]);
        InRoom(all, "getRoomNameById", "", (_, roomId) => [roomId]);
        InRoom(all, "canAccessRoom", "_id", (_, roomId) => [roomId]);
        Add(all, "channelsList", "channels", "room", "");
        Add(all, "spotlight", "users rooms", "bob", Array.Empty<string>(), new { users = true, rooms = true });
        Add(all, "browseChannels", "results total", new { type = "channels" });
    }

    private static void AddMembers(Dictionary<string, MethodEntry> all)
    {
        all.Add("addUsersToRoom", new MethodEntry("true", async cast =>
            await (await cast.LineAsync(cast.Ada)).CallAsync("addUsersToRoom", new { rid = await cast.RoomAsync(), users = new[] { (await cast.PersonAsync()).Username } })));
        all.Add("addUserToRoom", new MethodEntry("true", async cast =>
            await (await cast.LineAsync(cast.Ada)).CallAsync("addUserToRoom", new { rid = await cast.RoomAsync(), username = (await cast.PersonAsync()).Username })));
        InRoom(all, "removeUserFromRoom", "true", (cast, roomId) => [new { rid = roomId, username = cast.Bob.Username }]);
        InRoom(all, "muteUserInRoom", "true", (cast, roomId) => [new { rid = roomId, username = cast.Bob.Username }]);
        InRoom(all, "unmuteUserInRoom", "true", (cast, roomId) => [new { rid = roomId, username = cast.Bob.Username }]);
        InRoom(all, "blockUser", "true", (cast, roomId) => [new { rid = roomId, blocked = cast.Bob.Id }], prefix: "im");
        InRoom(all, "unblockUser", "true", (cast, roomId) => [new { rid = roomId, blocked = cast.Bob.Id }], prefix: "im");
        InRoom(all, "ignoreUser", "true", (cast, roomId) => [new { rid = roomId, userId = cast.Bob.Id, ignore = true }]);
        InRoom(all, "getUsersOfRoom", "total records", (_, roomId) => [roomId, true, new { limit = 50, skip = 0 }, ""]);
        foreach (var role in new[] { "Owner", "Moderator", "Leader" })
        {
            InRoom(all, "addRoom" + role, "true", (cast, roomId) => [roomId, cast.Bob.Id]);
            InRoom(all, "removeRoom" + role, "true", (cast, roomId) => [roomId, cast.Bob.Id],
                async (cast, roomId) => (await cast.Ada.Rest.PostAsync("channels.add" + role, new { roomId, userId = cast.Bob.Id })).OrThrow());
        }
    }

    private static MethodEntry Creates(string method) =>
        new("rid", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync(method, Scratch.Name("made"), new[] { cast.Bob.Username }, false, new { }, new { }));

    public static string Sha256(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
