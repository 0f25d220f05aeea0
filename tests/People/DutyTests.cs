using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Whoever must choose a password or set up a second factor gets through no other door first.</summary>
/// <remarks>Rows: ADM-101, ACC-024, ACC-031, ADM-003.</remarks>
public sealed class DutyTests(Workspaces workspaces)
{
    /// <summary>All that is needed to do it, to see who one is, and to leave.</summary>
    private static readonly HashSet<string> _openRoutes =
    [
        "GET me", "GET info", "GET logout", "POST logout", "POST method.call/{method}", "POST users.2fa.enableEmail", "POST users.sendConfirmationEmail", "GET roles.list", "GET permissions.listAll",
    ];

    private static readonly HashSet<string> _openMethods =
    [
        "login", "logout", "setUserPassword", "resetPassword", "getPasswordPolicy", "2fa:enable", "2fa:validateTempToken", "sendConfirmationEmail", "verifyEmail", "permissions/get", "public-settings/get",
    ];

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_024_ACC_031_ADM_101_Before_a_duty_is_done_every_other_door_is_shut(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "duty");
        await using var cast = await Cast.OnAsync(server);
        var room = await cast.RoomAsync();
        var catalogue = await Catalogue.ReadAsync(server);
        var complaints = new Complaints();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(room);

        await cast.Admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { requirePasswordChange = true } }).SucceedsAsync();
        await TryAllAsync("error-password-change-required");
        await cast.SayAsync(room, "unheard");
        await line.DrainAsync();
        Assert.Equal(0, line.Frames(frame => frame.GetRawText().Contains("unheard", StringComparison.Ordinal)));
        Assert.Equal("Invalid token", (await ConsentAsync(server, cast)).Body.GetString());
        await cast.Bob.Rest.ResultAsync("setUserPassword", "chosen by myself");
        Assert.True((await cast.Bob.Rest.GetAsync("subscriptions.get")).Succeeded);

        var role = (await cast.Admin.PostAsync("roles.create", new { name = Scratch.Name("role"), scope = "Users", mandatory2fa = true })).OrThrow()["role"];
        await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = role.Text("_id"), username = cast.Bob.Username }).SucceedsAsync();
        await cast.Admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { verified = false } }).SucceedsAsync();
        await TryAllAsync("error-second-factor-required");
        await cast.Admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { verified = true } }).SucceedsAsync();
        Assert.True((await cast.Bob.Rest.GetAsync("subscriptions.get")).Succeeded, "codes by mail to a confirmed address are a factor");
        await cast.Bob.Rest.PostAsync("roles.update", new { roleId = role.Text("_id"), name = role.Text("name"), mandatory2fa = false });
        complaints.AssertNone();

        async Task TryAllAsync(string code)
        {
            foreach (var route in catalogue.Routes.Where(r => r.NeedsSignIn && !_openRoutes.Contains(r.Name)))
            {
                var reply = await route.KnockAsync(cast.Bob.Rest);
                complaints.AddUnless(reply.Status == HttpStatusCode.Forbidden && reply.Body.GetRawText().Contains(code, StringComparison.Ordinal), $"{route.Name}: {(int)reply.Status} {reply.Body.GetRawText()}");
            }

            foreach (var method in catalogue.Methods.Where(m => !_openMethods.Contains(m)))
                complaints.AddUnless(await cast.Bob.Rest.RefusalAsync(method) == code, method);
            Assert.True((await cast.Bob.Rest.GetAsync("me")).Succeeded);
            await Assert.ThrowsAsync<DdpException>(() => line.SubscribeRoomAsync(room));
        }
    }

    private static async Task<RestReply> ConsentAsync(ParleyServer server, Cast cast)
    {
        var app = await LoginAppEntries.AddAsync(cast.Admin);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["access_token"] = cast.Bob.Rest.Token!,
            ["client_id"] = app.Text("clientId"),
            ["redirect_uri"] = LoginAppEntries.Address,
            ["response_type"] = "code",
            ["allow"] = "yes",
        });
        return await server.Anonymous().SendAsync(HttpMethod.Post, "/oauth/authorize", form);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_003_Settings_change_with_a_second_factor_only(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["TEST_MODE"] = null,
            ["Accounts_TwoFactorAuthentication_RememberFor"] = "0",
            ["API_Enable_Rate_Limiter_Limit_Calls_Default"] = "1000",
        });
        var admin = await server.AdminAsync();
        (await admin.PostAsync("settings/Site_Name", new { value = "Taken" })).AssertRefused("totp-required");
        Assert.Equal("totp-required", await admin.RefusalAsync("saveSettings", (object)new[] { new { _id = "Site_Name", value = "Taken" } }));
        Assert.Equal("totp-required", await admin.RefusalAsync("saveSetting", "Site_Name", "Taken"));
        (await admin.PostWithCodeAsync("settings/Site_Name", new { value = "Taken" }, Calls.Sha256("guessed"), "password")).AssertRefused("totp-invalid");
        (await admin.PostWithCodeAsync("settings/Site_Name", new { value = "Ours" }, Calls.Sha256(ParleyServer.AdminPassword), "password")).OrThrow();
        Assert.Equal("Ours", (await admin.GetAsync("settings.public?_id=Site_Name")).OrThrow()["settings"][0].Text("value"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Nobody_opens_a_direct_room_between_other_people(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync("cleo");
        var usernames = $"{cast.Bob.Username},{cleo.Username}";
        (await cast.Ada.Rest.PostAsync("im.create", new { usernames, excludeSelf = true })).AssertRefused("error-not-allowed");
        (await cast.Ada.Rest.PostAsync("dm.create", new { username = cast.Bob.Username, excludeSelf = true })).AssertRefused("error-not-allowed");
        (await cast.Admin.PostAsync("im.create", new { usernames, excludeSelf = true })).OrThrow();
    }
}
