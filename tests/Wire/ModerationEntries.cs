using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for reports.</summary>
internal static class ModerationEntries
{
    private const string Paging = " count offset total";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET dlp.list", new("messages", async cast => { await HeldAsync(cast); return await cast.Admin.GetAsync("dlp.list"); }));
        all.Add("POST dlp.decide", new("success", async cast => await cast.Admin.PostAsync("dlp.decide", new { id = await HeldAsync(cast), approve = true })));
        all.Add("POST chat.reportMessage", new("success", async cast => await ReportAsync(cast.Bob, await cast.SayAsync(await cast.RoomAsync()))));
        all.Add("POST moderation.reportUser", new("success", cast => cast.Bob.Rest.PostAsync("moderation.reportUser", new { userId = cast.Ada.Id, description = "rude" })));
        all.Add("GET moderation.reportsByUsers", new("reports" + Paging, cast => cast.Admin.GetAsync("moderation.reportsByUsers")));
        all.Add("GET moderation.userReports", new("reports" + Paging, cast => cast.Admin.GetAsync("moderation.userReports")));
        all.Add("GET moderation.user.reportedMessages", new("user messages" + Paging, cast => cast.Admin.GetAsync("moderation.user.reportedMessages?userId=" + cast.Ada.Id)));
        all.Add("GET moderation.user.reportsByUserId", new("user reports" + Paging, cast => cast.Admin.GetAsync("moderation.user.reportsByUserId?userId=" + cast.Ada.Id)));
        all.Add("GET moderation.reports", new("reports" + Paging, async cast => await cast.Admin.GetAsync("moderation.reports?msgId=" + await ReportedAsync(cast))));
        all.Add("GET moderation.reportInfo", new("report", async cast =>
        {
            var reports = (await cast.Admin.GetAsync("moderation.reports?msgId=" + await ReportedAsync(cast))).OrThrow()["reports"];
            return await cast.Admin.GetAsync("moderation.reportInfo?reportId=" + reports[0].GetProperty("_id").GetString());
        }));
        all.Add("POST moderation.dismissReports", new("success", async cast => await cast.Admin.PostAsync("moderation.dismissReports", new { msgId = await ReportedAsync(cast) })));
        all.Add("POST moderation.dismissUserReports", new("success", async cast =>
        {
            (await cast.Bob.Rest.PostAsync("moderation.reportUser", new { userId = cast.Ada.Id, description = "rude" })).OrThrow();
            return await cast.Admin.PostAsync("moderation.dismissUserReports", new { userId = cast.Ada.Id });
        }));
        all.Add("POST moderation.user.deleteReportedMessages", new("success", async cast =>
        {
            await ReportedAsync(cast);
            return await cast.Admin.PostAsync("moderation.user.deleteReportedMessages", new { userId = cast.Ada.Id });
        }));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all) =>
        all.Add("reportMessage", new("true", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("reportMessage", await cast.SayAsync(await cast.RoomAsync()), "rude")));

    public static Task<RestReply> ReportAsync(Person who, string messageId, string description = "rude") =>
        who.Rest.PostAsync("chat.reportMessage", new { messageId, description });

    private static async Task<string> ReportedAsync(Cast cast)
    {
        var id = await cast.SayAsync(await cast.RoomAsync());
        (await ReportAsync(cast.Bob, id)).OrThrow();
        return id;
    }

    /// <summary>A message that waits for moderators, of whom the administrator is one.</summary>
    private static async Task<string> HeldAsync(Cast cast)
    {
        const string word = "word-that-only-the-catalogue-uses", name = "catalogue-moderators";
        await cast.Admin.PostAsync("groups.create", new { name });
        foreach (var (id, value) in new (string, object)[] { ("DLP_Rules", word), ("DLP_Moderator_Room", name), ("DLP_Enabled", true) }) await cast.Admin.PostAsync("settings/" + id, new { value }).SucceedsAsync();
        var messageId = await cast.SayAsync(await cast.RoomAsync(), word);
        return (await cast.Admin.GetAsync("dlp.list")).OrThrow()["messages"].EnumerateArray().Single(held => held.GetProperty("messageId").GetString() == messageId).GetProperty("_id").GetString()!;
    }
}
