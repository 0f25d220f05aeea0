using System.Net;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for push tokens, calendars and notices.</summary>
internal static class PersonalThingsEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("POST push.token", new("result", cast => cast.Ada.Rest.PostAsync("push.token", new { type = "gcm", value = Scratch.Name("token"), appName = "chat" })));
        all.Add("DELETE push.token", new("", async cast =>
        {
            var token = Scratch.Name("token");
            await cast.Ada.Rest.PostAsync("push.token", new { type = "apn", value = token, appName = "chat" }).SucceedsAsync();
            return await cast.Ada.Rest.SendAsync(HttpMethod.Delete, "push.token?token=" + token, null);
        }));
        all.Add("GET push.key", new("publicKey", cast => cast.Ada.Rest.GetAsync("push.key")));
        all.Add("POST push.subscribe", new("result", cast => cast.Ada.Rest.PostAsync("push.subscribe", new { endpoint = "https://push.example.org/" + Scratch.Name("x"), keys = new { p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", auth = "BTBZMqHH6r4Tts7J_aSIgg" } })));
        all.Add("GET push.deliveries", new("deliveries counts count offset total", cast => cast.Admin.GetAsync("push.deliveries")));
        all.Add("GET push.get", new("data", async cast => await cast.Bob.Rest.GetAsync("push.get?id=" + await cast.SayAsync(await cast.RoomAsync()))));
        all.Add("GET notices.explain", new("messageId u channels isWaiting deliveries", async cast => await cast.Bob.Rest.GetAsync("notices.explain?messageId=" + await cast.SayAsync(await cast.RoomAsync()))));
        all.Add("GET calendar-events.list", new("data", cast => cast.Ada.Rest.GetAsync("calendar-events.list?date=2026-05-05T00:00:00.000Z")));
        all.Add("GET calendar-events.info", new("event", async cast => await cast.Ada.Rest.GetAsync("calendar-events.info?id=" + await EntryAsync(cast))));
        all.Add("POST calendar-events.create", new("id", cast => cast.Ada.Rest.PostAsync("calendar-events.create", Entry())));
        all.Add("POST calendar-events.import", new("id", cast => cast.Ada.Rest.PostAsync("calendar-events.import", new { externalId = Scratch.Name("x"), startTime = "2026-05-05T10:00:00.000Z", subject = "s", description = "d" })));
        all.Add("POST calendar-events.update", new("success", async cast =>
            await cast.Ada.Rest.PostAsync("calendar-events.update", new { eventId = await EntryAsync(cast), startTime = "2026-05-05T11:00:00.000Z", subject = "s", description = "d" })));
        all.Add("POST calendar-events.delete", new("success", async cast => await cast.Ada.Rest.PostAsync("calendar-events.delete", new { eventId = await EntryAsync(cast) })));
        all.Add("GET banners", new("banners", cast => cast.Ada.Rest.GetAsync("banners?platform=web")));
        all.Add("GET banners/{id}", new("banners", async cast => await cast.Ada.Rest.GetAsync($"banners/{await BannerAsync(cast.Admin)}?platform=web")));
        all.Add("GET banners.getNew", new("banners", cast => cast.Ada.Rest.GetAsync("banners.getNew?platform=mobile")));
        all.Add("POST banners.dismiss", new("success", async cast => await cast.Ada.Rest.PostAsync("banners.dismiss", new { bannerId = await BannerAsync(cast.Admin) })));
        all.Add("POST banners.create", new("banner", cast => cast.Admin.PostAsync("banners.create", Notice())));
        all.Add("POST banners.disable", new("success", async cast => await cast.Admin.PostAsync("banners.disable", new { bannerId = await BannerAsync(cast.Admin) })));
        all.Add("POST statistics.telemetry", new("success", cast =>
            cast.Ada.Rest.PostAsync("statistics.telemetry", new { @params = new[] { new { eventName = "updateCounter", settingsId = "Jitsi_Click_To_Join_Count" } } })));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("raix:push-update", new("_id token appName", async cast =>
            await (await cast.LineAsync(cast.Ada)).CallAsync("raix:push-update", new { token = new { gcm = Scratch.Name("token") }, authToken = "x", appName = "chat", userId = cast.Ada.Id })));
        all.Add("push_test", new("message params", async cast =>
        {
            await cast.Admin.PostAsync("push.token", new { type = "gcm", value = Scratch.Name("token"), appName = "chat" }).SucceedsAsync();
            return await (await cast.LineOfAdminAsync()).CallAsync("push_test");
        }));
        all.Add("raix:push-setuser", new("", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("raix:push-setuser", "nothing")));
    }

    public static object Entry(string subject = "talk") => new { startTime = "2026-05-05T10:00:00.000Z", subject, description = "d", reminderMinutesBeforeStart = 10 };

    public static async Task<string> EntryAsync(Cast cast) => (await cast.Ada.Rest.PostAsync("calendar-events.create", Entry())).OrThrow()["id"].GetString()!;

    public static object Notice(string[]? roles = null) => new { title = "Works on Sunday", text = "The server rests from 8 to 9.", roles = roles ?? [], expireAt = "2999-01-01T00:00:00.000Z" };

    public static async Task<string> BannerAsync(RestClient admin, string[]? roles = null) => (await admin.PostAsync("banners.create", Notice(roles))).OrThrow()["banner"].Text("_id");
}
