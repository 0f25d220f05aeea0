using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Push tokens, calendars and notices belong to one person each.</summary>
/// <remarks>Rows: SEC-043, SET-196.</remarks>
public sealed class PersonalThingsTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_043_A_push_token_ends_with_its_session_and_is_nobody_elses_to_take(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var phone = await server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        var token = Scratch.Name("token");
        var row = (await phone.PostAsync("push.token", new { type = "gcm", value = token, appName = "chat" })).OrThrow()["result"];
        Assert.Equal((token, cast.Ada.Id), (row.GetProperty("token").Text("gcm"), row.Text("userId")));
        Assert.False(row.TryGetProperty("authToken", out _));

        // The id of somebody else's device gives no hold on it.
        var taken = (await cast.Bob.Rest.PostAsync("push.token", new { id = row.Text("_id"), type = "gcm", value = Scratch.Name("token"), appName = "chat" })).OrThrow()["result"];
        Assert.NotEqual(row.Text("_id"), taken.Text("_id"));
        Assert.Equal(HttpStatusCode.NotFound, (await RemoveAsync(cast.Bob.Rest, token)).Status);
        foreach (var (body, code) in new (object, string)[]
        {
            (new { type = "web", value = "x", appName = "chat" }, "error-type-param-not-valid"), (new { type = "gcm", appName = "chat" }, "error-token-param-not-valid"),
            (new { type = "gcm", value = "x" }, "error-appName-param-not-valid"), (new { id = 5, type = "gcm", value = "x", appName = "chat" }, "error-id-param-not-valid"),
        })
            Assert.Equal(code, (await phone.PostAsync("push.token", body))["errorType"].GetString());

        // Whoever ends the other sessions goes on being reached here.
        var renewed = (await phone.PostAsync("users.logoutOtherClients")).OrThrow()["token"].GetString()!;
        phone.UseToken(cast.Ada.Id, renewed);
        (await phone.PostAsync("push.token", new { id = row.Text("_id"), type = "gcm", value = token, appName = "chat" })).OrThrow();
        await phone.PostAsync("logout");
        var again = await server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        Assert.Equal(HttpStatusCode.NotFound, (await RemoveAsync(again, token)).Status);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SET_196_Calendar_entries_are_their_owners_alone_and_remind_once(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var (ada, bob) = (cast.Ada.Rest, cast.Bob.Rest);
        var id = await PersonalThingsEntries.EntryAsync(cast);
        Assert.Contains(await DayAsync(ada, "2026-05-05T23:00:00.000Z"), e => e.Text("_id") == id);
        Assert.DoesNotContain(await DayAsync(ada, "2026-05-06T00:00:00.000Z"), e => e.Text("_id") == id);
        Assert.Empty(await DayAsync(bob, "2026-05-05T23:00:00.000Z"));
        Assert.Equal(HttpStatusCode.BadRequest, (await bob.GetAsync("calendar-events.info?id=" + id)).Status);
        Assert.Equal("invalid-calendar-event", (await bob.PostAsync("calendar-events.delete", new { eventId = id }))["error"].GetString());
        Assert.Equal("invalid-calendar-event", (await bob.PostAsync("calendar-events.update", new { eventId = id, startTime = "2026-05-05T11:00:00.000Z", subject = "s", description = "d" }))["error"].GetString());
        Assert.Equal("invalid-params", (await ada.PostAsync("calendar-events.create", new { startTime = "2026-05-05T11:00:00.000Z", subject = "s", description = "d", meetingUrl = "javascript:alert(1)" }))["errorType"].GetString());

        var imported = new { externalId = "e1", startTime = "2026-05-05T10:00:00.000Z", subject = "first", description = "Join: https://x.example/?callUrl=https%3A%2F%2Fmeet.example%2Froom" };
        var first = (await ada.PostAsync("calendar-events.import", imported)).OrThrow()["id"].GetString();
        Assert.Equal(first, (await ada.PostAsync("calendar-events.import", imported with { subject = "second" })).OrThrow()["id"].GetString());
        Assert.NotEqual(first, (await bob.PostAsync("calendar-events.import", imported)).OrThrow()["id"].GetString());
        var kept = (await ada.GetAsync("calendar-events.info?id=" + first)).OrThrow()["event"];
        Assert.Equal(("second", "https://meet.example/room"), (kept.Text("subject"), kept.Text("meetingUrl")));

        await using var line = await cast.Ada.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/calendar");
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(2).ToString("O");
        var due = (await ada.PostAsync("calendar-events.create", new { startTime = soon, subject = "soon", description = "d", reminderMinutesBeforeStart = 5 })).OrThrow()["id"].GetString();
        var told = await line.WaitAsync(frame => Refusals.IsEvent(frame, "notify-user", cast.Ada.Id + "/calendar"), "the reminder", patience: TimeSpan.FromSeconds(60));
        var news = told.GetProperty("fields").GetProperty("args")[0];
        Assert.Equal(("soon", due), (news.Text("title"), news.GetProperty("payload").Text("_id")));
        Assert.True((await ada.GetAsync("calendar-events.info?id=" + due)).OrThrow()["event"].GetProperty("notificationSent").GetBoolean());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Notices_reach_those_they_are_for_until_each_puts_them_away(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Ada.ConnectAsync();
        await line.SubscribeAsync("stream-notify-logged", "banner-changed");
        var forAll = await PersonalThingsEntries.BannerAsync(cast.Admin);
        var told = await line.WaitAsync(frame => Refusals.IsEvent(frame, "notify-logged", "banner-changed") && frame.GetRawText().Contains(forAll, StringComparison.Ordinal), "news of the notice");
        Assert.Single(told.GetProperty("fields").GetProperty("args")[0].EnumerateObject());
        var forAdmins = await PersonalThingsEntries.BannerAsync(cast.Admin, ["admin"]);

        Assert.Contains(forAll, await SeenAsync(cast.Ada.Rest));
        Assert.DoesNotContain(forAdmins, await SeenAsync(cast.Ada.Rest));
        Assert.Contains(forAdmins, await SeenAsync(cast.Admin));
        Assert.Equal("error-banner-not-found", (await cast.Ada.Rest.PostAsync("banners.dismiss", new { bannerId = forAdmins }))["errorType"].GetString());
        await cast.Ada.Rest.PostAsync("banners.dismiss", new { bannerId = forAll }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("banners.dismiss", new { bannerId = forAll }).SucceedsAsync();
        Assert.DoesNotContain(forAll, await SeenAsync(cast.Ada.Rest));
        Assert.Contains(forAll, await SeenAsync(cast.Bob.Rest));
        await cast.Admin.PostAsync("banners.disable", new { bannerId = forAll }).SucceedsAsync();
        Assert.DoesNotContain(forAll, await SeenAsync(cast.Bob.Rest));
        await cast.Admin.PostAsync("banners.disable", new { bannerId = forAdmins }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await cast.Ada.Rest.GetAsync("banners?platform=tv")).Status);
        Assert.Equal("invalid-params", (await cast.Admin.PostAsync("banners.create", new { title = "late", text = "x", expireAt = "2001-01-01T00:00:00.000Z" }))["errorType"].GetString());
    }

    private static Task<RestReply> RemoveAsync(RestClient who, string token) => who.SendAsync(HttpMethod.Delete, "push.token?token=" + token, null);

    private static async Task<List<JsonElement>> DayAsync(RestClient who, string date) => [.. (await who.GetAsync("calendar-events.list?date=" + date)).OrThrow()["data"].EnumerateArray()];

    private static async Task<List<string>> SeenAsync(RestClient who) => [.. (await who.GetAsync("banners?platform=web")).OrThrow()["banners"].EnumerateArray().Select(b => b.Text("_id"))];
}
