using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Settings, each in both positions: what is refused or absent in one is there in the other, at once and without a restart.</summary>
/// <remarks>Rows: ACC-009, SET-010, SET-014, SET-016, SET-017, SET-018, SET-026, SET-028, SET-037, SET-038, SET-039, SET-040, SET-041, SET-042,
/// SET-044, SET-055, SET-073, SET-089, SET-090, SET-091, SET-092, SET-093, SET-096, SET-119, SET-120, SET-123, SET-124, SET-125, SET-127, SET-128,
/// SET-129, SET-138, SET-141, SET-151, SET-156, SET-158, SET-163, SET-164, SET-165, SET-167, SET-169, SET-171, SET-176, SET-177, SET-181, SET-188,
/// SET-224, SET-226.</remarks>
public sealed class SettingRowTests(Workspaces workspaces)
{
    [Fact]
    public async Task SET_016_SET_017_SET_018_SET_028_SET_055_what_people_may_do_with_their_accounts()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        var ada = cast.Ada.Rest;
        var leaver = await cast.PersonAsync("leaver");
        Task<RestReply> ChangeAsync(object data) => ada.PostAsync("users.updateOwnBasicInfo", new { data });

        await stage.BothAsync("Accounts_AllowDeleteOwnAccount", (false, "error-not-allowed"), (true, null), () => leaver.Rest.PostAsync("users.deleteOwnAccount", new { password = Hash(leaver.Password) }));
        await stage.BothAsync("Accounts_AllowUserProfileChange", (false, "error-not-allowed"), (true, null), () => ChangeAsync(new { bio = "about me" }));
        await stage.BothAsync("Accounts_AllowRealNameChange", (false, "error-not-allowed"), (true, null), () => ChangeAsync(new { name = Scratch.Name("Ada") }));
        await stage.BothAsync("Accounts_AllowUsernameChange", (false, ""), (true, null), () => ChangeAsync(new { username = Scratch.Name("ada") }));
        await stage.BothAsync("Accounts_AllowUserStatusMessageChange", (false, ""), (true, null), () => ada.PostAsync("users.setStatus", new { message = "busy" }));
        await stage.BothAsync("Accounts_AllowUserAvatarChange", (false, ""), (true, null), () => ada.PostAsync("users.resetAvatar", new { userId = cast.Ada.Id }));
        await stage.BothAsync("Accounts_AllowInvisibleStatusOption", (false, "error-status-not-allowed"), (true, null), () => ada.PostAsync("users.setStatus", new { status = "offline", message = "" }));
        await stage.BothAsync("Accounts_AllowedDomainsList", ("elsewhere.example", "error-invalid-domain"), ("", null), RegisterAsync);
        await stage.BothAsync("Accounts_BlockedDomainsList", ("fresh.example", "error-email-domain-blacklisted"), ("", null), RegisterAsync);

        async Task<RestReply> RegisterAsync()
        {
            var name = Scratch.Name("fresh");
            return await cast.Server.Anonymous().PostAsync("users.register", new { username = name, name, email = name + "@fresh.example", pass = "words that nobody guesses" });
        }
    }

    [Fact]
    public async Task SET_037_SET_038_SET_039_SET_040_SET_041_SET_042_defaults_count_for_everybody_who_has_not_chosen()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        await stage.Cast.Bob.Rest.PostAsync("users.setPreferences", new { data = new { hideRoles = false, idleTimeLimit = 90, desktopNotifications = "all", sidebarSortby = "activity", omnichannelTranscriptEmail = false } }).SucceedsAsync();
        foreach (var (name, value) in new (string, object)[]
        {
            ("hideRoles", true), ("hideUsernames", true), ("collapseMediaByDefault", true), ("useEmojis", false), ("idleTimeLimit", 120), ("enableAutoAway", false), ("desktopNotifications", "nothing"),
            ("pushNotifications", "mentions"), ("emailNotificationMode", "nothing"), ("unreadAlert", false), ("notifyCalendarEvents", false), ("sidebarSortby", "alphabetical"), ("sidebarViewMode", "condensed"),
            ("themeAppearence", "dark"), ("omnichannelTranscriptEmail", true), ("omnichannelTranscriptPDF", true),
        })
        {
            await stage.SetAsync("Accounts_Default_User_Preferences_" + name, value);
            Assert.Equal(JsonSerializer.Serialize(value), (await PreferencesAsync(stage.Cast.Ada)).GetProperty(name).GetRawText());
        }

        var chosen = await PreferencesAsync(stage.Cast.Bob);
        Assert.Equal((false, 90, "all", "activity"), (chosen.Flag("hideRoles"), chosen.GetProperty("idleTimeLimit").GetInt32(), chosen.Text("desktopNotifications"), chosen.Text("sidebarSortby")));
        Assert.False(chosen.Flag("omnichannelTranscriptEmail"));
        Assert.True(chosen.Flag("hideUsernames"));

        static async Task<JsonElement> PreferencesAsync(Person person) => (await person.Rest.GetAsync("me")).OrThrow()["settings"].GetProperty("preferences");
    }

    [Fact]
    public async Task SET_073_SET_119_SET_124_SET_129_SET_138_SET_151_SET_167_SET_177_SET_224_what_rooms_there_can_be()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        var (ada, cleo) = (cast.Ada.Rest, await cast.PersonAsync());
        var roomId = await cast.RoomAsync();
        var parent = await cast.SayAsync(roomId, "a beginning");

        await stage.BothAsync("Discussion_enabled", (false, "error-action-not-allowed"), (true, null), () => ada.PostAsync("rooms.createDiscussion", new { prid = roomId, t_name = Scratch.Name("aside") }));
        await stage.BothAsync("Threads_enabled", (false, "error-not-allowed"), (true, null), () => Cast.TrySayAsync(cast.Ada, roomId, "a reply", parent));
        await stage.BothAsync("Message_AllowDirectMessagesToYourself", (false, ""), (true, null), () => ada.PostAsync("im.create", new { username = cast.Ada.Username }));
        await stage.BothAsync("DirectMesssage_maxUsers", (2, "error-direct-message-max-user-exceeded"), (8, null), () => ada.PostAsync("im.create", new { usernames = $"{cast.Bob.Username},{cleo.Username}" }));
        await stage.BothAsync("API_User_Limit", (1, "error-user-limit-exceeded"), (500, null), () => ada.PostAsync("channels.create", new { name = Scratch.Name("full"), members = new[] { cast.Bob.Username, cleo.Username } }));
        await stage.BothAsync("UTF8_Channel_Names_Validation", ("[a-f]+", "error-invalid-room-name"), ("[0-9a-zA-Z-_.]+", null), () => ada.PostAsync("channels.create", new { name = Scratch.Name("zoo") }));
        await stage.BothAsync("UI_Allow_room_names_with_special_chars", (false, "error-invalid-room-name"), (true, null), () => ada.PostAsync("channels.create", new { name = Scratch.Name("Grüße an alle!") }));
        var direct = await cast.RoomAsync("im");
        await cast.SayAsync(direct, "between us");
        await stage.BothAsync("API_Enable_Direct_Message_History_EndPoint", (false, "error-endpoint-disabled"), (true, null), () => cast.Admin.GetAsync($"im.messages.others?roomId={direct}"));

        await stage.SetAsync("Store_Last_Message", false);
        await cast.SayAsync(roomId, "not kept on the room");
        Assert.NotEqual("not kept on the room", (await Cast.RoomInfoAsync(cast.Ada, roomId)) is var info && info.TryGetProperty("lastMessage", out var last) ? last.Text("msg") : null);
        await stage.SetAsync("Store_Last_Message", true);
        await cast.SayAsync(roomId, "kept on the room");
        Assert.Equal("kept on the room", (await Cast.RoomInfoAsync(cast.Ada, roomId)).GetProperty("lastMessage").Text("msg"));
    }

    [Fact]
    public async Task SET_163_SET_164_SET_165_SET_169_SET_171_SET_176_SET_181_what_may_be_said_and_done_with_it()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        var ada = cast.Ada.Rest;
        var roomId = await cast.RoomAsync();
        var said = await cast.SayAsync(roomId, "first words");
        var own = await Cast.SayAsync(cast.Bob, roomId, "a member's words");

        await stage.BothAsync("Message_AllowEditing", (false, "error-action-not-allowed"), (true, null), () => cast.Bob.Rest.PostAsync("chat.update", new { roomId, msgId = own, text = Scratch.Name("second words") }));
        await stage.BothAsync("Message_AllowDeleting", (false, "error-action-not-allowed"), (true, null), async () => await cast.Bob.Rest.PostAsync("chat.delete", new { roomId, msgId = await Cast.SayAsync(cast.Bob, roomId, "short-lived") }));
        await stage.BothAsync("Message_MaxAllowedSize", (5, "error-message-size-exceeded"), (5000, null), () => Cast.TrySayAsync(cast.Ada, roomId, "more than five"));
        await stage.BothAsync("Message_AllowPinning", (false, "error-action-not-allowed"), (true, null), () => ada.PostAsync("chat.pinMessage", new { messageId = said }));
        await stage.BothAsync("Message_AllowStarring", (false, "error-action-not-allowed"), (true, null), () => ada.PostAsync("chat.starMessage", new { messageId = said }));

        await stage.SetAsync("Message_BadWordsFilterList", "fiddlesticks");
        Assert.Equal("oh fiddlesticks", (await Cast.MessageAsync(cast.Ada, await cast.SayAsync(roomId, "oh fiddlesticks"))).Text("msg"));
        await stage.SetAsync("Message_AllowBadWordsFilter", true);
        Assert.Equal("oh ************", (await Cast.MessageAsync(cast.Ada, await cast.SayAsync(roomId, "oh fiddlesticks"))).Text("msg"));
        await stage.SetAsync("Message_AllowBadWordsFilter", false);

        await stage.SetAsync("Message_ShowDeletedStatus", true);
        var shown = await cast.SayAsync(roomId, "leaves a trace");
        await ada.PostAsync("chat.delete", new { roomId, msgId = shown }).SucceedsAsync();
        Assert.Equal("rm", (await Cast.MessageAsync(cast.Ada, shown)).Text("t"));
        await stage.SetAsync("Message_ShowDeletedStatus", false);
        var gone = await cast.SayAsync(roomId, "leaves none");
        await ada.PostAsync("chat.delete", new { roomId, msgId = gone }).SucceedsAsync();
        Assert.False((await ada.GetAsync($"chat.getMessage?msgId={gone}")).Succeeded);

        await ada.PostAsync("channels.setTopic", new { roomId, topic = "told" }).SucceedsAsync();
        Assert.True(await TellsAsync("told"));
        await stage.SetAsync("Hide_System_Messages", new[] { "room_changed_topic" });
        await ada.PostAsync("channels.setTopic", new { roomId, topic = "untold" }).SucceedsAsync();
        Assert.False(await TellsAsync("untold"));

        async Task<bool> TellsAsync(string topic) => (await ada.GetAsync($"channels.history?roomId={roomId}&count=20")).OrThrow()["messages"].EnumerateArray().Any(m => m.TryGetProperty("t", out var kind) && kind.ValueEquals("room_changed_topic") && m.Text("msg") == topic);
    }

    [Fact]
    public async Task SET_089_SET_090_SET_091_SET_092_SET_093_SET_096_SET_226_which_files_are_taken_and_who_reads_them()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        var (roomId, direct) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        Task<RestReply> UploadAsync() => Cast.UploadAsync(cast.Ada, roomId);

        await stage.BothAsync("FileUpload_Enabled", (false, "error-file-upload-disabled"), (true, null), UploadAsync);
        await stage.BothAsync("FileUpload_MaxFileSize", (3, "error-file-too-large"), (1_000_000, null), UploadAsync);
        await stage.BothAsync("FileUpload_MediaTypeWhiteList", ("image/*", "error-invalid-file-type"), ("", null), UploadAsync);
        await stage.BothAsync("FileUpload_MediaTypeBlackList", ("text/plain", "error-invalid-file-type"), ("image/svg+xml", null), UploadAsync);
        await stage.BothAsync("FileUpload_Enabled_Direct", (false, "error-direct-message-file-upload-not-allowed"), (true, null), () => Cast.UploadAsync(cast.Ada, direct));
        await stage.BothAsync("UserData_EnableDownload", (false, "error-not-allowed"), (true, null), () => cast.Ada.Rest.GetAsync("users.requestDataDownload"));

        var path = (await UploadAsync()).OrThrow()["message"].GetProperty("attachments")[0].Text("title_link")!;
        using var visitor = cast.Server.Anonymous();
        var stranger = await cast.PersonAsync("stranger");
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(path)).Status);
        await stage.SetAsync("FileUpload_ProtectFiles", false);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).Status);
        await stage.SetAsync("FileUpload_ProtectFiles", true);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stranger.Rest.GetAsync(path)).Status);
        await stage.SetAsync("FileUpload_Restrict_to_room_members", true);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.Rest.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await cast.Bob.Rest.GetAsync(path)).Status);
    }

    [Fact]
    public async Task SET_010_SET_014_SET_120_SET_123_SET_125_SET_127_SET_128_SET_141_ACC_009_what_the_server_tells_and_to_whom()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        using var visitor = cast.Server.Anonymous();
        await cast.SayAsync("GENERAL", "words for all");
        var closed = await cast.RoomAsync("groups");

        await stage.BothAsync("Accounts_AllowAnonymousRead", (false, ""), (true, null), () => visitor.GetAsync("channels.anonymousread?roomId=GENERAL"));
        Assert.False((await visitor.GetAsync($"channels.anonymousread?roomId={closed}")).Succeeded);
        Assert.False((await visitor.PostAsync("chat.postMessage", new { roomId = "GENERAL", text = "me too" })).Succeeded);

        await stage.SetAsync("API_Default_Count", 1);
        Assert.Single((await cast.Admin.GetAsync("users.list")).OrThrow()["users"].EnumerateArray());
        await stage.SetAsync("API_Upper_Count_Limit", 2);
        Assert.Equal(2, (await cast.Admin.GetAsync("users.list?count=50")).OrThrow()["users"].GetArrayLength());
        await stage.SetAsync("API_Allow_Infinite_Count", false);
        Assert.Single((await cast.Admin.GetAsync("users.list?count=0")).OrThrow()["users"].EnumerateArray());
        await stage.SetAsync("API_Allow_Infinite_Count", true);
        Assert.True((await cast.Admin.GetAsync("users.list?count=0")).OrThrow()["users"].GetArrayLength() > 2);

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "view-outside-room", roles = new[] { "admin" } } } }).SucceedsAsync();
        await stage.SetAsync("API_Apply_permission_view-outside-room_on_users-list", true);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync("users.list")).Status);
        await stage.SetAsync("API_Apply_permission_view-outside-room_on_users-list", false);
        Assert.Equal(HttpStatusCode.OK, (await cast.Bob.Rest.GetAsync("users.list")).Status);

        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method = "getRoomIdByNameOrId", @params = new[] { "general" } });
        Assert.Contains("GENERAL", (await cast.Bob.Rest.PostAsync("method.call/getRoomIdByNameOrId", new { message })).OrThrow()["message"].GetString(), StringComparison.Ordinal);
        Assert.Equal("GENERAL", (await (await cast.LineAsync(cast.Bob)).CallAsync("getRoomIdByNameOrId", "general")).GetString());

        await stage.SetAsync("Robot_Instructions_File_Content", "User-agent: *\nDisallow: /nowhere");
        Assert.Contains("/nowhere", (await visitor.GetAsync("/robots.txt")).Body.GetString(), StringComparison.Ordinal);
        await stage.SetAsync("theme-custom-css", ".mine { color: red }");
        Assert.Contains(".mine", (await visitor.GetAsync("/theme.css")).Body.GetString(), StringComparison.Ordinal);
        await stage.SetAsync("theme-custom-css", "");
        Assert.DoesNotContain(".mine", (await visitor.GetAsync("/theme.css")).Body.ToString(), StringComparison.Ordinal);
        await stage.SetAsync("Layout_Privacy_Policy", "<p>What we keep<script>alert(1)</script></p>");
        var told = (await visitor.GetAsync("settings.public?_id=Layout_Privacy_Policy")).OrThrow()["settings"][0].Text("value");
        Assert.Contains("What we keep", told, StringComparison.Ordinal);

        await stage.SetAsync("SMTP_Password", "hush hush");
        Assert.Equal("", (await cast.Admin.GetAsync("settings/SMTP_Password")).OrThrow()["value"].GetString());
        Assert.DoesNotContain("hush hush", (await cast.Admin.GetAsync("settings?count=0")).Body.GetRawText(), StringComparison.Ordinal);
        await ShieldsAsync(stage, visitor);
    }

    [Fact]
    public async Task SET_026_SET_044_SET_120_SET_156_SET_158_SET_188_what_is_found_logged_and_told_in_pages()
    {
        await using var stage = await Stage.OnAsync(workspaces);
        var cast = stage.Cast;
        using var visitor = cast.Server.Anonymous();
        await cast.Bob.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { bio = "keeper of bees", nickname = "honeyman" } }).SucceedsAsync();
        foreach (var word in new[] { "bees", "honeyman", cast.Bob.Username })
        {
            await stage.SetAsync("Accounts_SearchFields", "username, name, bio, nickname");
            Assert.True(await FindsAsync(word), word);
            await stage.SetAsync("Accounts_SearchFields", word == "bees" ? "username, nickname" : word == "honeyman" ? "username, bio" : "bio");
            Assert.False(await FindsAsync(word), word);
        }

        await stage.SetAsync("Accounts_SearchFields", "username, name, bio, nickname");
        await stage.SetAsync("Accounts_AvatarExternalProviderUrl", "https://pictures.example/{username}.png");
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/avatar/" + cast.Bob.Username)).Status);
        Assert.Equal($"https://pictures.example/{cast.Bob.Username}.png", (await visitor.GetAsync("/avatar/" + cast.Bob.Username)).Headers.GetValues("Location").Single());
        await stage.SetAsync("Accounts_RoomAvatarExternalProviderUrl", "javascript:alert({roomId})");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/avatar/room/GENERAL")).Status);
        await stage.SetAsync("Accounts_RoomAvatarExternalProviderUrl", "https://pictures.example/{roomId}");
        Assert.Equal("https://pictures.example/GENERAL", (await visitor.GetAsync("/avatar/room/GENERAL")).Headers.GetValues("Location").Single());
        await stage.SetAsync("Accounts_AvatarExternalProviderUrl", "");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/avatar/" + cast.Bob.Username)).Status);

        await stage.SetAsync("Default_Referrer_Policy", "no-referrer");
        Assert.Equal("no-referrer", (await visitor.GetAsync("/home")).Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("<meta name=\"robots\" content=\"INDEX,FOLLOW\" />", (await visitor.GetAsync("/home")).Body.GetString(), StringComparison.Ordinal);
        await stage.SetAsync("Meta_msvalidate01", "\"><script>x</script>");
        await stage.SetAsync("Meta_custom", "<meta name=\"mine\" content=\"1\">");
        var page = (await visitor.GetAsync("/home")).Body.GetString()!;
        Assert.Contains("<meta name=\"mine\" content=\"1\">", page, StringComparison.Ordinal);
        Assert.Contains("msvalidate.01", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>x</script>", page, StringComparison.Ordinal);

        var line = await cast.LineAsync(cast.Bob);
        await stage.SetAsync("Log_Trace_Methods_Filter", "^getRoomId");
        await stage.SetAsync("Log_Trace_Methods", true);
        await stage.SetAsync("Log_Trace_Subscriptions", true);
        await line.CallAsync("getRoomIdByNameOrId", "general");
        await line.CallAsync("getUserRoles");
        await line.SubscribeAsync("stream-notify-logged", "user-status", false);
        await Eventually.Async(async () => await LoggedAsync("stream-notify-logged") > 0, "the subscription is logged");
        var logged = await LoggedAsync("getRoomIdByNameOrId");
        Assert.Equal(1, logged);
        Assert.Equal(0, await LoggedAsync("getUserRoles"));
        await stage.SetAsync("Log_Level", "0");
        await line.CallAsync("getRoomIdByNameOrId", "GENERAL");
        Assert.Equal(logged, await LoggedAsync("getRoomIdByNameOrId"));
        await stage.SetAsync("Log_Level", "1");
        await line.CallAsync("getRoomIdByNameOrId", "GENERAL");
        await Eventually.Async(async () => await LoggedAsync("getRoomIdByNameOrId") == logged + 1, "what happens is logged again");

        async Task<bool> FindsAsync(string word) => (await cast.Ada.Rest.GetAsync("directory?type=users&text=" + word)).OrThrow()["result"].EnumerateArray().Any(u => u.Text("username") == cast.Bob.Username);
        async Task<int> LoggedAsync(string name) => (await cast.Admin.GetAsync("stdout.queue")).OrThrow()["queue"].EnumerateArray().Count(l => l.Text("string")!.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    private static async Task ShieldsAsync(Stage stage, RestClient visitor)
    {
        var drawn = (await visitor.GetAsync($"shield.svg?type=user&username={stage.Cast.Ada.Username}&name=%3Cscript%3E")).Body.GetString()!;
        Assert.StartsWith("<svg", drawn, StringComparison.Ordinal);
        Assert.Contains("@" + stage.Cast.Ada.Username, drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", drawn, StringComparison.Ordinal);
        await stage.SetAsync("API_Shield_user_require_auth", true);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync($"shield.svg?type=user&username={stage.Cast.Ada.Username}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.Cast.Bob.Rest.GetAsync($"shield.svg?type=user&username={stage.Cast.Ada.Username}")).Status);
        await stage.SetAsync("API_Shield_Types", "online, channel");
        await visitor.GetAsync("shield.svg?type=user&username=x").AssertRefusedAsync("error-shield-disabled");
        Assert.Contains("online", (await visitor.GetAsync("shield.svg?type=online&icon=true")).Body.GetString(), StringComparison.Ordinal);
        Assert.Contains("#general", (await visitor.GetAsync("shield.svg?type=channel&channel=general")).Body.GetString(), StringComparison.Ordinal);
        Assert.False((await visitor.GetAsync("shield.svg?type=online&icon=false")).Succeeded);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("shield.svg?type=online&icon=false")).Status);
        await stage.SetAsync("API_Enable_Shields", false);
        await visitor.GetAsync("shield.svg?type=online").AssertRefusedAsync("error-endpoint-disabled");
    }

    private static string Hash(string password) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(password)));

    /// <summary>A server whose settings the test may turn.</summary>
    private sealed class Stage(ParleyServer server, Cast cast) : IAsyncDisposable
    {
        public Cast Cast { get; } = cast;

        public static async Task<Stage> OnAsync(Workspaces workspaces)
        {
            var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "rows");
            return new(server, await Cast.OnAsync(server));
        }

        public Task SetAsync(string setting, object value) => Cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

        /// <param name="first">A value and the error that the call then gets.</param>
        /// <param name="second">A value with which the same call succeeds.</param>
        public async Task BothAsync<T>(string setting, (T Value, string? Error) first, (T Value, string? Error) second, Func<Task<RestReply>> call)
            where T : notnull
        {
            foreach (var (value, error) in new[] { first, second })
            {
                await SetAsync(setting, value);
                var reply = await call();
                Assert.True(error is null ? reply.Succeeded : !reply.Succeeded && reply.Body.GetRawText().Contains(error, StringComparison.Ordinal),
                    $"{setting} = {value}: {reply.Request} answered {(int)reply.Status} {reply.Body.GetRawText()}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Cast.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
