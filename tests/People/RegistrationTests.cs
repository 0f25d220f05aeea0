using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Who may come in, and as what: ACC-010, ACC-015, ACC-016, ACC-019, ACC-020, ACC-069, ADM-056.</summary>
/// <remarks>Rows: ADM-069, SET-205, ACC-013.</remarks>
public sealed class RegistrationTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_010_visitor_talks_under_a_made_up_name_only_where_that_is_allowed(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var visitor = server.Anonymous();
        Assert.Equal("error-not-allowed", await visitor.RefusalAsync("registerUser", new { email = (string?)null }));
        await admin.PostAsync("settings/Accounts_AllowAnonymousWrite", new { value = true }).SucceedsAsync();
        Assert.Equal("error-not-allowed", await visitor.RefusalAsync("registerUser", new { email = (string?)null }));
        await admin.PostAsync("settings/Accounts_AllowAnonymousRead", new { value = true }).SucceedsAsync();

        var session = await visitor.ResultAsync("registerUser", new { email = (string?)null });

        using var guest = server.Anonymous();
        guest.UseToken(session.GetProperty("id").GetString()!, session.GetProperty("token").GetString()!);
        Assert.Equal(["anonymous"], (await guest.GetAsync("me")).OrThrow().Body.Texts("roles"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_015_addresses_of_listed_domains_are_let_in_or_kept_out(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["Accounts_AllowedDomainsList"] = "example.org, example.com",
            ["Accounts_BlockedDomainsList"] = "example.com",
        });
        using var visitor = server.Anonymous();
        await RegisterAsync(visitor, "eve", "eve@elsewhere.org").AssertRefusedAsync("error-invalid-domain");
        await RegisterAsync(visitor, "eve", "eve@example.com").AssertRefusedAsync("error-email-domain-blacklisted");
        await RegisterAsync(visitor, "eve", "eve@EXAMPLE.org").SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_016_ADM_069_newcomer_waits_for_approval_and_everybody_concerned_is_mailed(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        var environment = mail.Environment;
        environment["Accounts_ManuallyApproveNewUsers"] = "true";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        var admin = await server.AdminAsync();
        using var visitor = server.Anonymous();
        await RegisterAsync(visitor, "eve", "eve@example.org").AssertRefusedAsync("error-invalid-reason");
        var made = await visitor.PostAsync("users.register", new { username = "eve", name = "Eve", email = "eve@example.org", pass = "open sesame", reason = "I am <Ada's> sister" });
        var id = made.OrThrow()["user"].GetProperty("_id").GetString();
        (await server.TryLoginAsync("eve", "open sesame")).AssertRefused("error-user-is-not-activated");
        Assert.Contains("I am <Ada's> sister", (await mail.WaitAsync("warden@example.org", "waits for approval")).TextBody, StringComparison.Ordinal);

        // Administrators find who waits and why, and let them in or not.
        var waiting = (await admin.GetAsync("users.list?query=" + Uri.EscapeDataString("""{"active":false}"""))).OrThrow()["users"].EnumerateArray().Single(u => u.Text("_id") == id);
        Assert.Equal("eve", waiting.Text("username"));
        Assert.Equal("I am <Ada's> sister", (await admin.GetAsync("users.info?userId=" + id)).OrThrow()["user"].Text("reason"));
        var unwanted = await visitor.PostAsync("users.register", new { username = "mallory", name = "Mallory", email = "mallory@example.org", pass = "open sesame", reason = "let me in" });
        await admin.PostAsync("users.delete", new { userId = unwanted.OrThrow()["user"].Text("_id") }).SucceedsAsync();
        (await server.TryLoginAsync("mallory", "open sesame")).AssertRefused("Unauthorized");
        await admin.PostAsync("users.setActiveStatus", new { userId = id, activeStatus = true }).SucceedsAsync();
        await mail.WaitAsync("eve@example.org", "account is active");
        using var eve = await server.LoginAsync("eve", "open sesame");
        await admin.PostAsync("settings/Accounts_Send_Email_When_Deactivating", new { value = false }).SucceedsAsync();
        await admin.PostAsync("users.setActiveStatus", new { userId = id, activeStatus = false }).SucceedsAsync();
        await admin.PostAsync("users.setActiveStatus", new { userId = id, activeStatus = true }).SucceedsAsync();
        await admin.PostAsync("settings/Accounts_Send_Email_When_Deactivating", new { value = true }).SucceedsAsync();
        await admin.PostAsync("users.setActiveStatus", new { userId = id, activeStatus = false }).SucceedsAsync();
        await mail.WaitAsync("eve@example.org", "was deactivated");
        Assert.Equal(3, mail.To("eve@example.org").Count);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_019_listed_names_and_patterns_are_kept_from_everybody(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_BlockedUsernameList"] = "root, support*" });
        using var visitor = server.Anonymous();
        foreach (var name in new[] { "ROOT", "support", "Support-team", "admin", "all", "here" })
            await RegisterAsync(visitor, name, name + "@example.org").AssertRefusedAsync("error-blocked-username");
        await RegisterAsync(visitor, "rooted", "rooted@example.org").SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_020_extra_fields_are_checked_whatever_the_door(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["Accounts_CustomFields"] = """{"team":{"type":"select","required":true,"options":["red","blue"]},"motto":{"type":"text","minLength":3,"maxLength":10}}""",
        });
        var admin = await server.AdminAsync();
        using var visitor = server.Anonymous();
        await RegisterWithAsync(new { }).AssertRefusedAsync("error-user-registration-custom-field");
        await RegisterWithAsync(new { team = "green" }).AssertRefusedAsync("error-user-registration-custom-field");
        await RegisterWithAsync(new { team = "red", motto = "no" }).AssertRefusedAsync("error-user-registration-custom-field");
        await RegisterWithAsync(new { team = "red", motto = "carry on" }).SucceedsAsync();
        using var eve = await server.LoginAsync("eve", "open sesame");
        Assert.Equal("red", (await eve.GetAsync("me")).OrThrow()["customFields"].GetProperty("team").GetString());
        await eve.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Eve" }, customFields = new { team = "green" } }).AssertRefusedAsync("error-user-registration-custom-field");
        await eve.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Eve" }, customFields = new { team = "blue" } }).SucceedsAsync();
        await admin.PostAsync("users.update", new { userId = eve.UserId, data = new { customFields = new { motto = "much too long for it" } } }).AssertRefusedAsync("error-user-registration-custom-field");
        Assert.Equal("blue", (await admin.GetAsync("users.info?userId=" + eve.UserId)).OrThrow()["user"].GetProperty("customFields").GetProperty("team").GetString());

        Task<RestReply> RegisterWithAsync(object customFields) =>
            visitor.PostAsync("users.register", new { username = "eve", name = "Eve", email = "eve@example.org", pass = "open sesame", customFields });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_056_guests_enter_the_default_rooms_only_when_asked_to(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        await CreateAsync("guest-one", "guest", null);
        await CreateAsync("guest-two", "guest", true);
        await CreateAsync("member-one", "user", false);
        await CreateAsync("member-two", "user", null);

        // Accounts are placed in the order they were made.
        await Eventually.Async(() => IsInGeneralAsync("member-two"), "the member is in the default room");
        Assert.False(await IsInGeneralAsync("guest-one"));
        Assert.True(await IsInGeneralAsync("guest-two"));
        Assert.False(await IsInGeneralAsync("member-one"));

        Task CreateAsync(string username, string role, bool? joins)
        {
            var account = new Dictionary<string, object> { ["username"] = username, ["name"] = username, ["email"] = username + "@example.org", ["password"] = "open sesame", ["roles"] = new[] { role } };
            if (joins is { } given) account["joinDefaultChannels"] = given;
            return admin.PostAsync("users.create", account).SucceedsAsync();
        }

        async Task<bool> IsInGeneralAsync(string username)
        {
            using var person = await server.LoginAsync(username, "open sesame");
            return (await person.GetAsync("subscriptions.getOne?roomId=GENERAL")).Body.TryGetProperty("subscription", out var found) && found.ValueKind == System.Text.Json.JsonValueKind.Object;
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_069_deactivated_person_is_signed_out_and_found_no_more(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var leaver = await Scenario.RegisterAsync(cast.Server, cast.Admin, "leaver");
        var room = await cast.RoomAsync(furtherMembers: leaver.Username);
        await Cast.SayAsync(leaver, room, "I was here");
        await using var line = await leaver.ConnectAsync();
        await cast.Ada.Rest.PostAsync("users.setActiveStatus", new { userId = leaver.Id, activeStatus = false }).AssertRefusedAsync("unauthorized");

        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = leaver.Id, activeStatus = false }).SucceedsAsync();

        await line.WaitClosedAsync();
        (await cast.Server.TryLoginAsync(leaver.Username, leaver.Password)).AssertRefused("error-user-is-not-activated");
        var selector = Uri.EscapeDataString($$"""{"term":"{{leaver.Username}}"}""");
        Assert.Equal(0, (await cast.Admin.GetAsync("users.autocomplete?selector=" + selector)).OrThrow()["items"].GetArrayLength());
        var history = (await cast.Ada.Rest.GetAsync("channels.history?roomId=" + room)).OrThrow()["messages"];
        Assert.Contains(history.EnumerateArray(), m => m.Text() == "I was here");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_013_SET_205_one_address_registers_only_as_often_as_the_setting_says_through_both_doors(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["TEST_MODE"] = null, ["Rate_Limiter_Limit_RegisterUser"] = "2" });
        using var visitor = server.Anonymous();
        await RegisterAsync(visitor, "first", "first@example.org").SucceedsAsync();
        await RegisterAsync(visitor, "first", "other@example.org").AssertRefusedAsync("Username is already in use");
        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, (await RegisterAsync(visitor, "second", "second@example.org")).Status);
        await using var line = await server.ConnectAsync();
        await line.CallAsync("registerUser", new { username = "second", name = "Second", email = "second@example.org", pass = "open sesame" }).AssertRefusedAsync("too-many-requests");
        var admin = await server.AdminAsync();
        await admin.PostWithCodeAsync("settings/Rate_Limiter_Limit_RegisterUser", new { value = 100 }, Calls.Sha256(ParleyServer.AdminPassword), "password").SucceedsAsync();
        await line.CallAsync("registerUser", new { username = "second", name = "Second", email = "second@example.org", pass = "open sesame" });
    }

    private static Task<RestReply> RegisterAsync(RestClient visitor, string username, string email) =>
        visitor.PostAsync("users.register", new { username, name = username, email, pass = "open sesame" });
}
