using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Devices that are signed in: ACC-036, ACC-037, ADM-105, ADM-106, ADM-107, ADM-108, ADM-109.</summary>
public sealed class DeviceTests(Workspaces workspaces)
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    private const string Phone = "RC Mobile; ios 17.5; v4.51.0 (12345)";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_036_ADM_108_person_sees_their_devices_and_ends_one_of_them(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var eve = await Scenario.RegisterAsync(server, admin, "eve");
        using var phone = await LoginFromAsync(server, ada, Phone);
        await using var line = await server.ConnectAsync();
        await line.ResumeAsync(phone.Token!);
        await using var kept = await ada.ConnectAsync();

        var devices = (await ada.Rest.GetAsync("sessions/list")).OrThrow();
        Assert.Equal(2, devices["total"].GetInt32());
        var found = devices["sessions"].EnumerateArray().Single(s => s.GetProperty("device").GetProperty("type").GetString() == "mobile-app");
        Assert.Equal("ios", found.GetProperty("device").GetProperty("os").GetProperty("name").GetString());
        Assert.Equal("4.51.0", found.GetProperty("device").GetProperty("longVersion").GetString());
        Assert.Equal("127.0.0.1", found.GetProperty("ip").GetString()!.Replace("::ffff:", "", StringComparison.Ordinal));
        Assert.DoesNotContain(phone.Token!, devices.Body.GetRawText(), StringComparison.Ordinal);
        var id = found.GetProperty("sessionId").GetString()!;
        await ada.Rest.GetAsync("sessions/info?sessionId=" + id).SucceedsAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await eve.Rest.GetAsync("sessions/info?sessionId=" + id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.Rest.PostAsync("sessions/logout.me", new { sessionId = id })).Status);

        await ada.Rest.PostAsync("sessions/logout.me", new { sessionId = id }).SucceedsAsync();

        await line.WaitClosedAsync(Eventually.Soon);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("me")).Status);
        await kept.CallAsync("getUserRoles");
        Assert.Equal(1, (await ada.Rest.GetAsync("sessions/list")).OrThrow()["total"].GetInt32());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_105_ADM_106_ADM_107_administrator_finds_and_ends_the_sessions_of_everybody(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var browser = await LoginFromAsync(server, ada, Firefox);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Rest.GetAsync("sessions/list.all")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Rest.PostAsync("sessions/logout", new { sessionId = "any" })).Status);

        var all = (await admin.GetAsync($"sessions/list.all?filter={ada.Username}&sort={Uri.EscapeDataString("""{"loginAt":-1}""")}")).OrThrow();
        Assert.Equal(2, all["total"].GetInt32());
        var newest = all["sessions"][0];
        Assert.Equal("Firefox", newest.GetProperty("device").GetProperty("name").GetString());
        Assert.Equal("Linux", newest.GetProperty("device").GetProperty("os").GetProperty("name").GetString());
        Assert.Equal(ada.Username, newest.GetProperty("_user").GetProperty("username").GetString());
        Assert.Equal(1, (await admin.GetAsync($"sessions/list.all?count=1&filter={ada.Username}")).OrThrow()["sessions"].GetArrayLength());
        await admin.GetAsync($"sessions/list.all?sort={Uri.EscapeDataString("""{"secret":1}""")}").AssertRefusedAsync("error-invalid-sort-keys");
        var id = newest.GetProperty("sessionId").GetString()!;
        Assert.Equal(ada.Id, (await admin.GetAsync("sessions/info.admin?sessionId=" + id)).OrThrow()["userId"].GetString());

        Assert.Equal(id, (await admin.PostAsync("sessions/logout", new { sessionId = id })).OrThrow()["sessionId"].GetString());

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("me")).Status);
        Assert.True((await ada.Rest.GetAsync("me")).Succeeded);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync("sessions/logout", new { sessionId = id })).Status);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_105_list_of_all_devices_asks_for_a_second_factor(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_TwoFactorAuthentication_RememberFor"] = "0" });
        await (await server.AdminAsync()).GetAsync("sessions/list.all").AssertRefusedAsync("totp-required");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_037_ADM_109_first_sign_in_from_another_client_is_mailed_unless_switched_off(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var bob = await Scenario.RegisterAsync(server, admin, "bob");
        await bob.Rest.PostAsync("users.setPreferences", new { data = new { receiveLoginDetectionEmail = false } }).SucceedsAsync();
        using var quiet = await LoginFromAsync(server, bob, Firefox);

        using var first = await LoginFromAsync(server, ada, Firefox);
        var told = await mail.WaitAsync(ada.Username + "@example.org");
        Assert.Contains("Firefox 130.0", told.TextBody, StringComparison.Ordinal);
        Assert.Contains("Linux", told.TextBody, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", told.TextBody, StringComparison.Ordinal);
        using var again = await LoginFromAsync(server, ada, Firefox.Replace("130", "131", StringComparison.Ordinal));
        await admin.PostAsync("settings/Device_Management_Enable_Login_Emails", new { value = false }).SucceedsAsync();
        using var silent = await LoginFromAsync(server, ada, Phone);
        await admin.PostAsync("settings/Device_Management_Enable_Login_Emails", new { value = true }).SucceedsAsync();
        await admin.PostAsync("settings/Device_Management_Allow_Login_Email_preference", new { value = false }).SucceedsAsync();
        using var loud = await LoginFromAsync(server, bob, Phone);
        await mail.WaitAsync(bob.Username + "@example.org", "ios 17.5");
        Assert.Single(mail.To(ada.Username + "@example.org"));
        Assert.Single(mail.To(bob.Username + "@example.org"));
    }

    [Fact]
    public async Task ACC_036_session_that_is_ended_on_one_node_closes_its_sockets_on_the_others()
    {
        await using var nodes = await workspaces.ClusterAsync(2);
        using var ada = await Scenario.RegisterAsync(nodes[0], await nodes[0].AdminAsync(), "ada");
        using var phone = await LoginFromAsync(nodes[0], ada, Phone);
        await using var far = await DdpClient.ConnectAsync(nodes[1].Url);
        await far.ResumeAsync(phone.Token!);
        await using var kept = await ada.ConnectAsync(nodes[1]);
        using var farRest = nodes[1].Anonymous();
        farRest.UseToken(phone.UserId!, phone.Token!);
        await farRest.GetAsync("me").SucceedsAsync();
        var devices = (await ada.Rest.GetAsync("sessions/list")).OrThrow()["sessions"];
        var id = devices.EnumerateArray().Single(s => s.GetProperty("device").GetProperty("type").GetString() == "mobile-app").GetProperty("sessionId").GetString();

        await ada.Rest.PostAsync("sessions/logout.me", new { sessionId = id }).SucceedsAsync();

        await far.WaitClosedAsync(Eventually.Soon);
        await Eventually.Async(async () => (await farRest.GetAsync("me")).Status == HttpStatusCode.Unauthorized, "the other node refuses the token", Eventually.Soon);
        await kept.CallAsync("getUserRoles");
    }

    private static async Task<RestClient> LoginFromAsync(ParleyServer server, Person person, string userAgent)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        using var answer = await http.PostAsJsonAsync("/api/v1/login", new { user = person.Username, password = person.Password });
        var data = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        var client = server.Anonymous();
        client.UseToken(data.GetProperty("userId").GetString()!, data.GetProperty("authToken").GetString()!);
        return client;
    }
}
