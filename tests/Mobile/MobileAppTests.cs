using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Mobile;

/// <summary>The calls of the official phone app in the order in which it makes them: adding the workspace, signing in, the list of rooms, a room, writing, uploading, searching, pushes, a lost connection, signing out.</summary>
/// <remarks>Rows: MOB-001, MOB-002, MOB-003, MOB-004, MOB-005, MOB-006, MOB-009, MOB-011, MOB-012, MOB-013, MOB-014, MOB-016, MOB-017, MOB-018, MOB-019, MOB-022, MOB-025, MOB-026.</remarks>
public sealed class MobileAppTests(Workspaces workspaces)
{
    private static readonly string[] _loginSettings =
    [
        "Site_Name", "Site_Url", "uniqueID", "Accounts_RegistrationForm", "Accounts_RegistrationForm_LinkReplacementText", "Accounts_PasswordReset", "Accounts_ShowFormLogin", "Accounts_EmailOrUsernamePlaceholder", "Accounts_PasswordPlaceholder", "Accounts_iframe_enabled",
        "Accounts_iframe_url", "Accounts_Iframe_api_url", "Accounts_Iframe_api_method", "Accounts_EmailVerification", "Accounts_ManuallyApproveNewUsers", "Assets_favicon_512", "API_Use_REST_For_DDP_Calls", "FileUpload_MaxFileSize", "FileUpload_MediaTypeWhiteList", "Message_AllowDeleting",
        "Message_AllowEditing", "Message_AllowPinning", "Message_AllowStarring", "Message_GroupingPeriod", "Threads_enabled", "UI_Use_Real_Name", "Hide_System_Messages", "Store_Last_Message", "Allow_Save_Media_to_Gallery", "Force_Screen_Lock", "Force_Screen_Lock_After",
        "E2E_Enable", "Presence_broadcast_disabled", "Accounts_AllowUserProfileChange", "Accounts_AllowUsernameChange", "Accounts_AllowUserAvatarChange", "Accounts_AllowInvisibleStatusOption", "UTF8_User_Names_Validation", "Number_of_users_autocomplete_suggestions", "DirectMesssage_maxUsers",
    ];

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MOB_001_to_MOB_025_the_sequence_of_a_phone(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        var roomName = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        var old = await cast.SayAsync(roomId, "before the phone came");

        // Adding the workspace: what it is, before anybody signs in.
        using var raw = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url };
        using var info = await raw.GetAsync("api/info");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (info.StatusCode, info.Content.Headers.ContentType?.MediaType));
        var about = JsonElement.Parse(await info.Content.ReadAsStringAsync());
        Assert.True(about.Flag("success"));
        Assert.Matches(@"^6\.4", about.Text("version"));
        Assert.False(about.TryGetProperty("supportedVersions", out _));
        using var probe = await raw.PostAsync("api/ecdh_proxy/initEncryptedSession", new StringContent("{\"clientPublicKey\":\"x\"}", Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.OK, """{"success":false,"error":"Not Acceptable"}"""), (probe.StatusCode, await probe.Content.ReadAsStringAsync()));
        Assert.Equal("ok", (await raw.GetStringAsync("health")).Trim().ToLowerInvariant());
        Assert.True(long.Parse(await raw.GetStringAsync("_timesync"), System.Globalization.CultureInfo.InvariantCulture) > 1_700_000_000_000);
        using var app = new RestClient(server.Url);
        var query = Uri.EscapeDataString(JsonSerializer.Serialize(new { _id = new Dictionary<string, object> { ["$in"] = _loginSettings.Append("no_such_setting") } }));
        var settings = new Dictionary<string, JsonElement>();
        for (var offset = 0; ;)
        {
            var page = (await app.GetAsync($"settings.public?query={query}&count=25&offset={offset}")).OrThrow();
            foreach (var setting in page["settings"].EnumerateArray()) settings[setting.Text("_id")] = setting.GetProperty("value");
            offset += page["settings"].GetArrayLength();
            Assert.Equal(offset, page["offset"].GetInt32() + page["count"].GetInt32());
            if (offset >= page["total"].GetInt32() || page["settings"].GetArrayLength() == 0) break;
        }
        Assert.Empty(_loginSettings.Except(settings.Keys));
        Assert.DoesNotContain("no_such_setting", settings.Keys);
        Assert.True(settings["API_Use_REST_For_DDP_Calls"].GetBoolean());
        Assert.Equal((true, false, 1800), (settings["Allow_Save_Media_to_Gallery"].GetBoolean(), settings["Force_Screen_Lock"].GetBoolean(), settings["Force_Screen_Lock_After"].GetInt32()));
        (await app.GetAsync("settings.oauth")).OrThrow()["services"].EnumerateArray();

        // Signing in over the socket, with a digest; then over REST with what that gave.
        var line = await server.ConnectAsync();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cast.Bob.Password)));
        var session = await line.CallAsync("login", new { user = new { username = cast.Bob.Username }, password = new { digest, algorithm = "sha-256" } });
        Assert.Equal(cast.Bob.Id, session.Text("id"));
        Assert.True(session.GetProperty("tokenExpires").TryGetProperty("$date", out _));
        app.UseToken(session.Text("id"), session.Text("token"));
        var me = (await app.GetAsync("me")).OrThrow();
        Assert.Equal((cast.Bob.Username, true), (me["username"].GetString(), me["roles"].EnumerateArray().Any(r => r.GetString() == "user")));
        Assert.True(me.Body.TryGetProperty("settings", out _));
        Assert.Equal(cast.Bob.Id, (await app.GetAsync("users.info?userId=" + cast.Bob.Id)).OrThrow()["user"].Text("_id"));

        // What the app listens to.
        foreach (var name in new[] { "message", "subscriptions-changed", "rooms-changed", "userData", "notification", "uiInteraction", "e2ekeyRequest", "webrtc", "otr" }) await line.SubscribeAsync("stream-notify-user", $"{cast.Bob.Id}/{name}", false);
        foreach (var name in new[] { "updateAvatar", "updateEmojiCustom", "deleteEmojiCustom", "roles-change", "Users:NameChanged", "permissions-changed", "user-status" }) await line.SubscribeAsync("stream-notify-logged", name, false);
        foreach (var name in new[] { "public-settings-changed" }) await line.SubscribeAsync("stream-notify-all", name, false);
        await line.SubscribeAsync("stream-roles", "roles", false);
        await line.SubscribeAsync("stream-user-presence", "", new { added = new[] { cast.Ada.Id } });

        // The list of rooms and all that goes with it.
        const string since = "1970-01-01T00:00:00.000Z";
        var subscriptions = (await app.GetAsync("subscriptions.get?updatedSince=" + since)).OrThrow();
        Assert.Contains(subscriptions["update"].EnumerateArray(), s => s.Text("rid") == roomId && s.Text("name") == roomName);
        Assert.Equal(JsonValueKind.Array, subscriptions["remove"].ValueKind);
        var listed = (await app.GetAsync("rooms.get?updatedSince=" + since)).OrThrow();
        Assert.Contains(listed["update"].EnumerateArray(), r => r.Text("_id") == roomId && r.Text("t") == "c");
        (await app.GetAsync("permissions.listAll?updatedSince=" + since)).OrThrow()["update"].EnumerateArray();
        Assert.NotEmpty((await app.GetAsync("roles.list")).OrThrow()["roles"].EnumerateArray());
        (await app.GetAsync("emoji-custom.list?updatedSince=" + since)).OrThrow()["emojis"].GetProperty("update").EnumerateArray();
        (await app.GetAsync("custom-user-status.list")).OrThrow()["statuses"].EnumerateArray();
        Assert.NotEmpty((await app.GetAsync("commands.list")).OrThrow()["commands"].EnumerateArray());
        Assert.Single((await app.GetAsync("users.presence?ids=" + cast.Ada.Id)).OrThrow()["users"].EnumerateArray());
        (await app.GetAsync("licenses.isEnterprise")).OrThrow();

        // Push.
        var push = Scratch.Name("token");
        Assert.Equal(push, (await app.PostAsync("push.token", new { type = "gcm", value = push, appName = "chat.rocket.android" })).OrThrow()["result"].GetProperty("token").Text("gcm"));

        // A room opens.
        var rooms = await line.SubscribeAsync("stream-room-messages", roomId, false);
        foreach (var name in new[] { "deleteMessage", "deleteMessageBulk", "user-activity", "messagesRead", "typing" }) await line.SubscribeAsync("stream-notify-room", $"{roomId}/{name}", false);
        Assert.Contains(old, (await app.GetAsync($"channels.history?roomId={roomId}&count=50&showThreadMessages=false")).OrThrow()["messages"].Ids());
        Assert.Equal(roomName, (await app.GetAsync("rooms.info?roomId=" + roomId)).OrThrow()["room"].Text("name"));
        (await app.GetAsync("channels.roles?roomId=" + roomId)).OrThrow()["roles"].EnumerateArray();
        Assert.Equal(2, (await app.GetAsync($"channels.members?roomId={roomId}&count=25&offset=0")).OrThrow()["total"].GetInt32());
        (await app.PostAsync("subscriptions.read", new { rid = roomId })).OrThrow();

        // Writing, with an id of the app's own; answering; reacting.
        await line.CallAsync("stream-notify-room", roomId + "/user-activity", cast.Bob.Username, new[] { "user-typing" }, new { });
        var own = Id();
        var sent = (await app.PostAsync("chat.sendMessage", new { message = new { _id = own, rid = roomId, msg = "from the phone" } })).OrThrow()["message"];
        Assert.Equal(own, sent.MessageId());
        await line.WaitMessageAsync(roomId, message => message.MessageId() == own);
        Assert.Equal(own, (await app.PostAsync("chat.sendMessage", new { message = new { _id = own, rid = roomId, msg = "from the phone" } })).Body.TryGetProperty("message", out var retried) ? retried.MessageId() : own);
        Assert.Single((await app.GetAsync($"channels.history?roomId={roomId}&count=50")).OrThrow()["messages"].Ids(), id => id == own);
        await cast.SayAsync(roomId, "an answer", own);
        Assert.Single((await app.GetAsync($"chat.getThreadMessages?tmid={own}&count=50&offset=0")).OrThrow()["messages"].EnumerateArray());
        (await app.PostAsync("chat.react", new { messageId = own, emoji = ":thumbsup:" })).OrThrow();

        // Uploading a picture, and seeing it with the token in the address.
        var file = new ByteArrayContent(Cast.Picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        var uploaded = (await app.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, new MultipartFormDataContent { { file, "file", "photo.png" }, { new StringContent("a photo"), "description" } })).OrThrow()["message"];
        Assert.Equal("photo.png", uploaded.GetProperty("file").Text("name"));
        var link = uploaded.GetProperty("attachments")[0].Text("title_link").TrimStart('/');
        Assert.Equal(HttpStatusCode.Forbidden, (await raw.GetAsync(link)).StatusCode);
        using var range = new HttpRequestMessage(HttpMethod.Get, $"{link}?rc_uid={app.UserId}&rc_token={app.Token}") { Headers = { Range = new RangeHeaderValue(0, 3) } };
        using var part = await raw.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, 4), (part.StatusCode, (await part.Content.ReadAsByteArrayAsync()).Length));
        Assert.True((await raw.GetAsync($"avatar/{cast.Ada.Username}?size=40&format=png")).IsSuccessStatusCode);

        // Searching: methods through REST, whose answers are EJSON in a text.
        var spotlight = await MethodAsync(app, "spotlight", [roomName, Array.Empty<string>(), new { users = true, rooms = true }, roomId]);
        Assert.Contains(spotlight.GetProperty("result").GetProperty("rooms").EnumerateArray(), r => r.Text("_id") == roomId);
        Assert.Contains(own, (await app.GetAsync($"chat.search?roomId={roomId}&searchText=phone&count=50&offset=0")).OrThrow()["messages"].Ids());
        var directory = Uri.EscapeDataString(JsonSerializer.Serialize(new { text = roomName, type = "channels", workspace = "local" }));
        Assert.Contains((await app.GetAsync($"directory?query={directory}&count=50&offset=0&sort={Uri.EscapeDataString("{\"usersCount\":-1}")}")).OrThrow()["result"].EnumerateArray(), r => r.Text("_id") == roomId);
        Assert.Contains(cast.Ada.Username, (await app.GetAsync("users.autocomplete?selector=" + Uri.EscapeDataString($"{{\"term\":\"{cast.Ada.Username}\"}}"))).OrThrow()["items"].EnumerateArray().Select(i => i.Text("username")));
        Assert.Equal("error-not-allowed", (await MethodAsync(app, "push_test", [])).GetProperty("error").Text("error"));
        (await app.PostAsync("channels.create", new { name = Scratch.Name("phone"), members = new[] { cast.Ada.Username }, readOnly = false, extraData = new { broadcast = false, encrypted = false } })).OrThrow();
        (await app.PostAsync("im.create", new { username = cast.Ada.Username })).OrThrow();
        (await app.PostAsync("rooms.createDiscussion", new { prid = roomId, t_name = Scratch.Name("talk"), users = new[] { cast.Ada.Username }, pmid = own, reply = "let us see" })).OrThrow();

        // The connection is lost and comes back: resume, and everything since.
        var last = (await Cast.MessageAsync(cast.Ada, own)).Text("ts");
        await line.UnsubscribeAsync(rooms);
        await line.DisposeAsync();
        var missed = await cast.SayAsync(roomId, "while the phone was away");
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = old }).SucceedsAsync();
        await using var again = await server.ConnectAsync();
        await again.ResumeAsync(app.Token!);
        await again.SubscribeRoomAsync(roomId);
        var news = (await app.GetAsync($"chat.syncMessages?roomId={roomId}&lastUpdate={last}")).OrThrow()["result"];
        Assert.Contains(missed, news.GetProperty("updated").Ids());
        Assert.Contains(old, news.GetProperty("deleted").Ids());
        Assert.Contains((await app.GetAsync("rooms.get?updatedSince=" + last)).OrThrow()["update"].EnumerateArray(), r => r.Text("_id") == roomId);
        await again.CallAsync("UserPresence:away");
        await again.CallAsync("UserPresence:online");
        var live = await cast.SayAsync(roomId, "live again");
        await again.WaitMessageAsync(roomId, message => message.MessageId() == live);

        // Signing out takes the token along.
        (await app.SendAsync(HttpMethod.Delete, "push.token?token=" + push, null)).OrThrow();
        (await app.PostAsync("logout")).OrThrow();
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("me")).Status);
        await cast.Bob.Rest.GetAsync("me").SucceedsAsync();
    }

    [Fact]
    public async Task MOB_019_MOB_022_MOB_026_what_phones_must_do_and_which_apps_open_links_is_set_by_the_workspace()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "mobile");
        await using var cast = await Cast.OnAsync(server);
        using var raw = new HttpClient { BaseAddress = server.Url };
        Assert.Equal(HttpStatusCode.NotFound, (await raw.GetAsync(".well-known/apple-app-site-association")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await raw.GetAsync(".well-known/assetlinks.json")).StatusCode);
        var print = string.Join(':', Enumerable.Range(0, 32).Select(i => i.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var (setting, value) in new (string, object)[] { ("Mobile_Apple_App_Ids", "ABCDE12345.chat.example.ios\nnonsense"), ("Mobile_Android_Apps", $"chat.example.android {print}\nchat.example.bad 00:11"), ("Force_Screen_Lock", true), ("Force_Screen_Lock_After", 60), ("Allow_Save_Media_to_Gallery", false) })
            await cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
        var apple = JsonElement.Parse(await raw.GetStringAsync(".well-known/apple-app-site-association"));
        Assert.Equal(["ABCDE12345.chat.example.ios"], apple.GetProperty("applinks").GetProperty("details")[0].Texts("appIDs"));
        using var answer = await raw.GetAsync(".well-known/assetlinks.json");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var target = Assert.Single(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).EnumerateArray()).GetProperty("target");
        Assert.Equal(("android_app", "chat.example.android", print), (target.Text("namespace"), target.Text("package_name"), target.Texts("sha256_cert_fingerprints").Single()));
        using var visitor = server.Anonymous();
        var shown = (await visitor.GetAsync("settings.public?query=" + Uri.EscapeDataString("""{"_id":{"$in":["Force_Screen_Lock","Force_Screen_Lock_After","Allow_Save_Media_to_Gallery","Mobile_Android_Apps"]}}"""))).OrThrow()["settings"].EnumerateArray().ToDictionary(s => s.Text("_id"), s => s.GetProperty("value").ToString());
        Assert.Equal(("True", "60", "False", 3), (shown["Force_Screen_Lock"], shown["Force_Screen_Lock_After"], shown["Allow_Save_Media_to_Gallery"], shown.Count));

        // The desktop app looks for a name and an icon.
        var look = (await visitor.GetAsync("settings.public?query=" + Uri.EscapeDataString("""{"_id":{"$in":["Site_Name","Assets_favicon"]}}"""))).OrThrow()["settings"].EnumerateArray().ToDictionary(s => s.Text("_id"), s => s.GetProperty("value"));
        Assert.NotEmpty(look["Site_Name"].GetString()!);
        var icon = look["Assets_favicon"].TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString()! : look["Assets_favicon"].Text("defaultUrl");
        Assert.True((await raw.GetAsync(icon)).IsSuccessStatusCode, icon);
        var manifest = JsonElement.Parse(await raw.GetStringAsync("manifest.json"));
        Assert.Equal(("standalone", "/share"), (manifest.Text("display"), manifest.GetProperty("share_target").Text("action")));
        foreach (var entry in manifest.GetProperty("icons").EnumerateArray()) Assert.True((await raw.GetAsync(entry.Text("src").TrimStart('/'))).IsSuccessStatusCode);
    }

    private static async Task<JsonElement> MethodAsync(RestClient app, string name, object[] parameters)
    {
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method = name, @params = parameters });
        return JsonElement.Parse((await app.PostAsync("method.call/" + Uri.EscapeDataString(name), new { message })).Body.Text("message"));
    }

    private static string Id() => string.Concat(Enumerable.Range(0, 17).Select(_ => "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz"[Random.Shared.Next(55)]));
}
