using System.Net;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>A call that must succeed and the top-level keys of its answer.</summary>
/// <param name="BareStatus">Of an answer without the common envelope; null for all others.</param>
internal sealed record RouteEntry(string Keys, Func<Cast, Task<RestReply>> CallAsync, HttpStatusCode? BareStatus = null);

/// <summary>One successful call for each route of the catalogue, by "METHOD path".</summary>
internal static class RouteEntries
{
    private const string Epoch = "1970-01-01T00:00:00.000Z";
    private const string Paging = " count offset total";

    public static Dictionary<string, RouteEntry> All()
    {
        var all = new Dictionary<string, RouteEntry>(StringComparer.Ordinal);
        AddAccounts(all);
        AddAdministration(all);
        AddKind(all, "channels", "channel");
        AddKind(all, "groups", "group");
        AddChannelsOnly(all);
        AddDirect(all, "im");
        AddDirect(all, "dm");
        AddRooms(all);
        AddMessages(all);
        CommandEntries.AddRoutes(all);
        ModerationEntries.AddRoutes(all);
        ReadingEntries.AddRoutes(all);
        ReadingEntries.AddFiles(all);
        ReadingEntries.AddMails(all);
        CustomizationEntries.AddRoutes(all);
        LoginAppEntries.AddRoutes(all);
        WebhookEntries.AddRoutes(all);
        PersonalThingsEntries.AddRoutes(all);
        WebDavEntries.AddRoutes(all);
        OffTheRecordEntries.AddRoutes(all);
        all.Add("POST apps/ui.interaction/{appId}", new("success", InteractionTests.DismissAsync));
        LaterEntries.AddRoutes(all);
        EncryptionEntries.AddRoutes(all);
        RoomKindEntries.AddRoutes(all);
        PeopleEntries.AddRoutes(all);
        AdministrationEntries.AddRoutes(all);
        return all;
    }

    private static void Get(Dictionary<string, RouteEntry> all, string path, string keys, Func<Cast, Task<RestReply>>? call = null) =>
        all.Add("GET " + path, new RouteEntry(keys, call ?? (cast => cast.Ada.Rest.GetAsync(path))));

    private static void Post(Dictionary<string, RouteEntry> all, string path, string keys, Func<Cast, Task<RestReply>> call) =>
        all.Add("POST " + path, new RouteEntry(keys, call));

    private static void AddAccounts(Dictionary<string, RouteEntry> all)
    {
        Get(all, "info", "version success");
        all.Add("GET openapi.json", new RouteEntry("openapi paths x-ddp-methods x-ddp-streams", cast => cast.Ada.Rest.GetAsync("openapi.json"), HttpStatusCode.OK));
        all.Add("GET users.getAvatar", new RouteEntry("", cast => cast.Ada.Rest.GetAsync("users.getAvatar"), HttpStatusCode.TemporaryRedirect));
        Get(all, "users.getAvatarSuggestion", "suggestions");
        Post(all, "users.setAvatar", "success", cast => cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { new ByteArrayContent(Cast.Picture), "image", "dot.png" } }));
        Post(all, "users.resetAvatar", "success", cast => cast.Ada.Rest.PostAsync("users.resetAvatar"));
        Get(all, "me", "_id username emails roles settings success");
        Get(all, "pw.getPolicy", "enabled policy");
        Get(all, "settings.public", "settings" + Paging);
        Get(all, "settings.oauth", "services");
        Get(all, "service.configurations", "configurations");
        Post(all, "login", "status data", async cast => await cast.Server.Anonymous().PostAsync("login", new { user = cast.Ada.Username, password = cast.Ada.Password }));
        Get(all, "logout", "status data", async cast => await (await cast.PersonAsync()).Rest.GetAsync("logout"));
        Post(all, "logout", "status data", async cast => await (await cast.PersonAsync()).Rest.PostAsync("logout"));
        Post(all, "users.logoutOtherClients", "token tokenExpires", async cast => await (await cast.PersonAsync()).Rest.PostAsync("users.logoutOtherClients"));
        Post(all, "users.removeOtherTokens", "success", async cast => await (await cast.PersonAsync()).Rest.PostAsync("users.removeOtherTokens"));
        Post(all, "users.logout", "message", async cast => await (await cast.PersonAsync()).Rest.PostAsync("users.logout"));
        Post(all, "users.register", "user", cast => cast.Server.Anonymous().PostAsync("users.register", NewAccount("newcomer", "pass")));
        Post(all, "users.create", "user", cast => cast.Admin.PostAsync("users.create", NewAccount("created", "password")));
        Post(all, "users.update", "user", cast => cast.Admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { name = "Robert" } }));
        Post(all, "users.updateOwnBasicInfo", "user", cast => cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Ada L." } }));
        Post(all, "users.delete", "success", async cast => await cast.Admin.PostAsync("users.delete", new { userId = (await cast.PersonAsync()).Id }));
        Post(all, "users.deleteOwnAccount", "success", async cast =>
        {
            var leaver = await cast.PersonAsync();
            return await leaver.Rest.PostAsync("users.deleteOwnAccount", new { password = leaver.Password });
        });
        Post(all, "users.setActiveStatus", "user", async cast => await cast.Admin.PostAsync("users.setActiveStatus", new { userId = (await cast.PersonAsync()).Id, activeStatus = false }));
        Get(all, "users.info", "user", cast => cast.Ada.Rest.GetAsync($"users.info?userId={cast.Bob.Id}"));
        Get(all, "users.list", "users" + Paging);
        Get(all, "users.autocomplete", "items", cast => cast.Ada.Rest.GetAsync("users.autocomplete?selector=" + Uri.EscapeDataString("""{"term":"bob"}""")));
        Get(all, "users.checkUsernameAvailability", "result", cast => cast.Ada.Rest.GetAsync("users.checkUsernameAvailability?username=" + Scratch.Name("free")));
        Get(all, "users.getUsernameSuggestion", "result");
        Post(all, "users.setPreferences", "user", cast => cast.Ada.Rest.PostAsync("users.setPreferences", new { data = new { unreadAlert = false } }));
        Get(all, "users.getPreferences", "preferences");
        Post(all, "users.createToken", "data", cast => cast.Admin.PostAsync("users.createToken", new { userId = cast.Bob.Id }));
        Post(all, "users.generatePersonalAccessToken", "token", cast => cast.Ada.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName = Scratch.Name("token") }));
        Post(all, "users.regeneratePersonalAccessToken", "token", async cast => await cast.Ada.Rest.PostAsync("users.regeneratePersonalAccessToken", new { tokenName = await TokenAsync(cast) }));
        Post(all, "users.removePersonalAccessToken", "success", async cast => await cast.Ada.Rest.PostAsync("users.removePersonalAccessToken", new { tokenName = await TokenAsync(cast) }));
        Get(all, "users.getPersonalAccessTokens", "tokens");
        Get(all, "users.getPresence", "presence");
        Get(all, "users.presence", "users full");
        Post(all, "users.setStatus", "success", cast => cast.Ada.Rest.PostAsync("users.setStatus", new { status = "busy", message = "writing" }));
        Get(all, "users.getStatus", "_id status message");
    }

    private static void AddAdministration(Dictionary<string, RouteEntry> all)
    {
        Get(all, "settings", "settings" + Paging, cast => cast.Admin.GetAsync("settings"));
        Get(all, "settings/{_id}", "_id value", cast => cast.Admin.GetAsync("settings/Site_Name"));
        Post(all, "settings/{_id}", "success", cast => cast.Admin.PostAsync("settings/Site_Name", new { value = "Elsewhere" }));
        Get(all, "permissions.listAll", "update remove");
        Post(all, "permissions.update", "permissions", cast => cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "delete-d", roles = new[] { "admin" } } } }));
        Get(all, "roles.list", "roles");
        Get(all, "roles.sync", "roles", cast => cast.Ada.Rest.GetAsync("roles.sync?updatedSince=" + Epoch));
        Post(all, "roles.addUserToRole", "role", async cast => await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username = (await cast.PersonAsync()).Username }));
        Post(all, "roles.removeUserFromRole", "role", async cast =>
        {
            var username = (await cast.PersonAsync()).Username;
            (await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username })).OrThrow();
            return await cast.Admin.PostAsync("roles.removeUserFromRole", new { roleId = "bot", username });
        });
        Get(all, "roles.getUsersInRole", "users total", cast => cast.Admin.GetAsync("roles.getUsersInRole?role=admin"));
        Post(all, "method.call/{method}", "message", cast => cast.Ada.Rest.PostAsync("method.call/getUserRoles", MethodBody("getUserRoles")));
        Post(all, "method.callAnon/{method}", "message", cast => cast.Server.Anonymous().PostAsync("method.callAnon/public-settings", MethodBody("public-settings/get")));
        Get(all, "rooms.adminRooms", "rooms" + Paging, cast => cast.Admin.GetAsync("rooms.adminRooms"));
    }

    private static void AddKind(Dictionary<string, RouteEntry> all, string prefix, string key)
    {
        void Read(string act, string keys, string query = "") =>
            Get(all, $"{prefix}.{act}", keys, async cast => await cast.Ada.Rest.GetAsync($"{prefix}.{act}?roomId={await cast.RoomAsync(prefix)}{query}"));

        void Act(string act, string keys, Func<Cast, object>? more = null, Func<Cast, string, Task>? before = null, bool asAdmin = false) =>
            Post(all, $"{prefix}.{act}", keys, async cast =>
            {
                var roomId = await cast.RoomAsync(prefix);
                if (before is not null)
                    await before(cast, roomId);
                return await (asAdmin ? cast.Admin : cast.Ada.Rest).PostAsync($"{prefix}.{act}", With(roomId, more?.Invoke(cast)));
            });

        Post(all, prefix + ".create", key, cast => cast.Ada.Rest.PostAsync(prefix + ".create", new { name = Scratch.Name("made"), members = new[] { cast.Bob.Username } }));
        Read("info", key);
        Get(all, prefix + ".list", prefix + Paging);
        Read("history", "messages");
        Read("messages", "messages" + Paging);
        Read("members", "members" + Paging);
        Get(all, prefix + ".online", "online", async cast => await cast.Ada.Rest.GetAsync($"{prefix}.online?_id={await cast.RoomAsync(prefix)}"));
        Read("roles", "roles");
        Read("moderators", "moderators");
        Read("counters", "joined members unreads msgs latest userMentions");
        Read("files", "files" + Paging);
        Post(all, prefix + ".invite", key, async cast => await cast.Ada.Rest.PostAsync(prefix + ".invite", new { roomId = await cast.RoomAsync(prefix), userId = (await cast.PersonAsync()).Id }));
        Act("addAll", key, asAdmin: true, before: async (cast, roomId) =>
        {
            if (prefix == "groups")
                (await cast.Ada.Rest.PostAsync("groups.invite", new { roomId, userId = cast.Admin.UserId })).OrThrow();
        });
        Act("kick", key, cast => new { userId = cast.Bob.Id });
        Post(all, prefix + ".leave", key, async cast => await cast.Bob.Rest.PostAsync(prefix + ".leave", new { roomId = await cast.RoomAsync(prefix) }));
        Act("archive", "success");
        // Only administrators may take a room out of the archive, and only as members of a private one.
        Act("unarchive", "success", asAdmin: true, before: async (cast, roomId) =>
        {
            (await cast.Ada.Rest.PostAsync(prefix + ".invite", new { roomId, userId = cast.Admin.UserId })).OrThrow();
            (await cast.Ada.Rest.PostAsync(prefix + ".archive", new { roomId })).OrThrow();
        });
        Act("delete", "success");
        Act("close", "success");
        Act("open", "success", before: async (cast, roomId) => (await cast.Ada.Rest.PostAsync(prefix + ".close", new { roomId })).OrThrow());
        Act("rename", key, _ => new { name = Scratch.Name("renamed") });
        Act("setTopic", "topic", _ => new { topic = "bread" });
        Act("setDescription", "description", _ => new { description = "bread" });
        Act("setPurpose", "purpose", _ => new { purpose = "bread" });
        Act("setAnnouncement", "announcement", _ => new { announcement = "bread" });
        Act("setReadOnly", key, _ => new { readOnly = true });
        Act("setType", prefix == "channels" ? "channel" : "group", _ => new { type = prefix == "channels" ? "p" : "c" });
        Act("setCustomFields", key, _ => new { customFields = new { colour = "red" } });
        foreach (var role in new[] { "Owner", "Moderator", "Leader" })
        {
            Act("add" + role, "success", cast => new { userId = cast.Bob.Id });
            Act("remove" + role, "success", cast => new { userId = cast.Bob.Id },
                async (cast, roomId) => (await cast.Ada.Rest.PostAsync($"{prefix}.add{role}", new { roomId, userId = cast.Bob.Id })).OrThrow());
        }
    }

    private static void AddChannelsOnly(Dictionary<string, RouteEntry> all)
    {
        Post(all, "channels.join", "channel", async cast => await (await cast.PersonAsync()).Rest.PostAsync("channels.join", new { roomId = await cast.RoomAsync() }));
        Post(all, "channels.setDefault", "channel", async cast => await cast.Admin.PostAsync("channels.setDefault", new Dictionary<string, object> { ["roomId"] = await cast.RoomAsync(), ["default"] = true }));
        Post(all, "channels.setJoinCode", "channel", async cast => await cast.Ada.Rest.PostAsync("channels.setJoinCode", new { roomId = await cast.RoomAsync(), joinCode = "sesame" }));
        Get(all, "channels.list.joined", "channels" + Paging);
        Get(all, "channels.anonymousread", "messages" + Paging, async cast => await cast.Server.Anonymous().GetAsync($"channels.anonymousread?roomId={await cast.RoomAsync()}"));
        Get(all, "channels.getAllUserMentionsByChannel", "mentions" + Paging, async cast => await cast.Ada.Rest.GetAsync($"channels.getAllUserMentionsByChannel?roomId={await cast.RoomAsync()}"));
        Get(all, "groups.listAll", "groups" + Paging, cast => cast.Admin.GetAsync("groups.listAll"));
    }

    private static void AddDirect(Dictionary<string, RouteEntry> all, string prefix)
    {
        void Read(string act, string keys) =>
            Get(all, $"{prefix}.{act}", keys, async cast => await cast.Ada.Rest.GetAsync($"{prefix}.{act}?roomId={await cast.RoomAsync(prefix)}"));

        Post(all, prefix + ".create", "room", cast => cast.Ada.Rest.PostAsync(prefix + ".create", new { username = cast.Bob.Username }));
        Post(all, prefix + ".delete", "success", async cast =>
        {
            var other = await cast.PersonAsync();
            var room = (await cast.Ada.Rest.PostAsync("im.create", new { username = other.Username })).OrThrow()["room"];
            return await cast.Admin.PostAsync(prefix + ".delete", new { roomId = room.MessageId() });
        });
        Post(all, prefix + ".close", "success", async cast => await cast.Ada.Rest.PostAsync(prefix + ".close", new { roomId = await cast.RoomAsync(prefix) }));
        Post(all, prefix + ".open", "success", async cast => await cast.Ada.Rest.PostAsync(prefix + ".open", new { roomId = await cast.RoomAsync(prefix) }));
        Read("counters", "joined members unreads msgs latest userMentions");
        Read("files", "files" + Paging);
        Read("history", "messages");
        Read("members", "members" + Paging);
        Read("messages", "messages" + Paging);
        Get(all, prefix + ".list", "ims" + Paging);
        Get(all, prefix + ".list.everyone", "ims" + Paging, cast => cast.Admin.GetAsync(prefix + ".list.everyone"));
        Post(all, prefix + ".setTopic", "topic", async cast => await cast.Ada.Rest.PostAsync(prefix + ".setTopic", new { roomId = await cast.RoomAsync(prefix), topic = "bread" }));
    }

    private static void AddRooms(Dictionary<string, RouteEntry> all)
    {
        Get(all, "rooms.get", "update remove");
        Get(all, "rooms.info", "room", async cast => await cast.Ada.Rest.GetAsync($"rooms.info?roomId={await cast.RoomAsync()}"));
        Get(all, "rooms.nameExists", "exists", cast => cast.Ada.Rest.GetAsync("rooms.nameExists?roomName=general"));
        Post(all, "rooms.delete", "success", async cast => await cast.Ada.Rest.PostAsync("rooms.delete", new { roomId = await cast.RoomAsync() }));
        Post(all, "rooms.leave", "success", async cast => await cast.Bob.Rest.PostAsync("rooms.leave", new { roomId = await cast.RoomAsync() }));
        Post(all, "rooms.favorite", "success", async cast => await cast.Ada.Rest.PostAsync("rooms.favorite", new { roomId = await cast.RoomAsync(), favorite = true }));
        Post(all, "rooms.saveNotification", "success", async cast => await cast.Ada.Rest.PostAsync("rooms.saveNotification", new { roomId = await cast.RoomAsync(), notifications = new { disableNotifications = "1" } }));
        Post(all, "rooms.saveRoomSettings", "rid", async cast => await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = await cast.RoomAsync(), roomTopic = "bread" }));
        Post(all, "rooms.changeArchivationState", "result", async cast => await cast.Ada.Rest.PostAsync("rooms.changeArchivationState", new { rid = await cast.RoomAsync(), action = "archive" }));
        Get(all, "rooms.autocomplete.channelAndPrivate", "items", cast => cast.Ada.Rest.GetAsync("rooms.autocomplete.channelAndPrivate?selector=" + Uri.EscapeDataString("""{"name":"room"}""")));
        Get(all, "subscriptions.get", "update remove");
        Get(all, "subscriptions.getOne", "subscription", async cast => await cast.Ada.Rest.GetAsync($"subscriptions.getOne?roomId={await cast.RoomAsync()}"));
        Post(all, "subscriptions.read", "success", async cast => await cast.Ada.Rest.PostAsync("subscriptions.read", new { rid = await cast.RoomAsync() }));
        Post(all, "subscriptions.unread", "success", async cast =>
        {
            var roomId = await cast.RoomAsync();
            await cast.SayAsync(roomId);
            return await cast.Bob.Rest.PostAsync("subscriptions.unread", new { roomId });
        });
        Get(all, "spotlight", "users rooms", cast => cast.Ada.Rest.GetAsync("spotlight?query=bob"));
        Get(all, "directory", "result" + Paging, cast => cast.Ada.Rest.GetAsync("directory?type=channels"));
        Post(all, "rooms.upload/{rid}", "message", async cast => await Cast.UploadAsync(cast.Ada, await cast.RoomAsync()));
    }

    private static void AddMessages(Dictionary<string, RouteEntry> all)
    {
        void Act(string act, string keys, Func<string, object> body, Func<Cast, string, Task>? before = null) =>
            Post(all, "chat." + act, keys, async cast =>
            {
                var id = await cast.SayAsync(await cast.RoomAsync());
                if (before is not null)
                    await before(cast, id);
                return await cast.Ada.Rest.PostAsync("chat." + act, body(id));
            });

        void Read(string act, string keys, string room = "roomId", string query = "") =>
            Get(all, "chat." + act, keys, async cast => await cast.Ada.Rest.GetAsync($"chat.{act}?{room}={await cast.RoomAsync()}{query}"));

        async Task<string> ThreadAsync(Cast cast)
        {
            var roomId = await cast.RoomAsync();
            var root = await cast.SayAsync(roomId);
            await cast.SayAsync(roomId, "reply", root);
            return root;
        }

        Post(all, "chat.sendMessage", "message", async cast => await Cast.TrySayAsync(cast.Ada, await cast.RoomAsync()));
        Post(all, "chat.postMessage", "ts channel message", async cast => await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId = await cast.RoomAsync(), text = "posted" }));
        Post(all, "chat.update", "message", async cast =>
        {
            var roomId = await cast.RoomAsync();
            return await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = await cast.SayAsync(roomId), text = "better" });
        });
        Post(all, "chat.delete", "_id ts message", async cast =>
        {
            var roomId = await cast.RoomAsync();
            return await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = await cast.SayAsync(roomId) });
        });
        Act("react", "success", id => new { messageId = id, emoji = "smile" });
        Act("pinMessage", "message", id => new { messageId = id });
        Act("unPinMessage", "success", id => new { messageId = id }, async (cast, id) => (await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = id })).OrThrow());
        Act("starMessage", "success", id => new { messageId = id });
        Act("unStarMessage", "success", id => new { messageId = id });
        Act("followMessage", "success", id => new { mid = id });
        Act("unfollowMessage", "success", id => new { mid = id });
        Get(all, "chat.getMessage", "message", async cast => await cast.Ada.Rest.GetAsync("chat.getMessage?msgId=" + await cast.SayAsync(await cast.RoomAsync())));
        Read("syncMessages", "result", query: "&lastUpdate=" + Epoch);
        Read("getDeletedMessages", "messages" + Paging, query: "&since=" + Epoch);
        Read("getPinnedMessages", "messages" + Paging);
        Read("getStarredMessages", "messages" + Paging);
        Read("getMentionedMessages", "messages" + Paging);
        Read("getThreadsList", "threads" + Paging, "rid");
        Read("syncThreadsList", "threads", "rid", "&updatedSince=" + Epoch);
        Get(all, "chat.getThreadMessages", "messages" + Paging, async cast => await cast.Ada.Rest.GetAsync("chat.getThreadMessages?tmid=" + await ThreadAsync(cast)));
        Get(all, "chat.syncThreadMessages", "messages", async cast => await cast.Ada.Rest.GetAsync($"chat.syncThreadMessages?tmid={await ThreadAsync(cast)}&updatedSince={Epoch}"));
        Read("search", "messages", query: "&searchText=hello");
        Get(all, "chat.ignoreUser", "success", async cast => await cast.Ada.Rest.GetAsync($"chat.ignoreUser?rid={await cast.RoomAsync()}&userId={cast.Bob.Id}&ignore=true"));
    }

    private static async Task<string> TokenAsync(Cast cast)
    {
        var tokenName = Scratch.Name("token");
        (await cast.Ada.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName })).OrThrow();
        return tokenName;
    }

    private static Dictionary<string, object> NewAccount(string stem, string passwordKey)
    {
        var username = Scratch.Name(stem);
        return new() { ["username"] = username, ["name"] = stem, ["email"] = username + "@example.org", [passwordKey] = "open sesame" };
    }

    private static Dictionary<string, object?> With(string roomId, object? more)
    {
        var body = new Dictionary<string, object?> { ["roomId"] = roomId };
        if (more is not null)
        {
            foreach (var member in JsonSerializer.SerializeToElement(more).EnumerateObject())
                body[member.Name] = member.Value;
        }

        return body;
    }

    private static object MethodBody(string method) =>
        new { message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = Array.Empty<object>() }) };
}
