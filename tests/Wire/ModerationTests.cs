using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-056, ADM-029 to ADM-039: reports and what moderators do about them.</summary>
/// <remarks>Rows: ADM-030, ADM-034, ADM-037, ADM-038.</remarks>
public sealed class ModerationTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Reported_messages_are_grouped_by_author_and_vanish_when_a_moderator_says_so(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("reports").With("ada", "bob").Without("eve").OnAsync(server);
        var (ada, bob, admin) = (stage["ada"], stage["bob"], stage.Admin);
        await using var line = await bob.ConnectAsync();
        await line.SubscribeAsync("stream-notify-room", stage.RoomId + "/deleteMessage", false);
        var first = (await stage.SayAsync("ada", "something rude")).MessageId();
        var second = (await stage.SayAsync("ada", "something worse")).MessageId();
        (await ModerationEntries.ReportAsync(bob, first, "first reason")).OrThrow();
        (await ModerationEntries.ReportAsync(bob, first, "second reason")).OrThrow();
        (await ModerationEntries.ReportAsync(bob, second)).OrThrow();

        var row = await RowAsync();
        Assert.Equal(3, row.GetProperty("count").GetInt32());
        Assert.Equal("something worse", row.GetProperty("message").GetString());
        Assert.Equal(stage.RoomId, row.GetProperty("rooms")[0].GetProperty("_id").GetString());
        var messages = (await admin.GetAsync("moderation.user.reportedMessages?userId=" + ada.Id)).OrThrow()["messages"];
        Assert.Equal([second, first], messages.EnumerateArray().Select(m => m.GetProperty("message").MessageId()));
        var reports = (await admin.GetAsync("moderation.reports?msgId=" + first)).OrThrow()["reports"];
        Assert.Equal(["second reason", "first reason"], reports.EnumerateArray().Select(r => r.GetProperty("description").GetString()));

        (await admin.PostAsync("moderation.dismissReports", new { msgId = first, reason = "not so bad" })).OrThrow();
        Assert.Equal(1, (await RowAsync()).GetProperty("count").GetInt32());
        var dismissed = (await admin.GetAsync("moderation.reportInfo?reportId=" + reports[0].GetProperty("_id").GetString())).OrThrow()["report"];
        Assert.Equal("not so bad", dismissed.GetProperty("moderationInfo").GetProperty("reason").GetString());

        (await admin.PostAsync("moderation.user.deleteReportedMessages", new { userId = ada.Id })).OrThrow();
        await line.WaitAsync(frame => frame.GetRawText().Contains(second, StringComparison.Ordinal), "the message vanishes");
        Assert.Equal("something rude", (await Cast.MessageAsync(bob, first)).GetProperty("msg").GetString());
        Assert.False((await bob.Rest.GetAsync("chat.getMessage?msgId=" + second)).Succeeded);
        await admin.PostAsync("moderation.user.deleteReportedMessages", new { userId = ada.Id }).AssertRefusedAsync("No reported messages found for this user.");

        async Task<System.Text.Json.JsonElement> RowAsync() =>
            (await admin.GetAsync("moderation.reportsByUsers?selector=" + ada.Username)).OrThrow()["reports"].EnumerateArray().Single(r => r.GetProperty("userId").ValueEquals(ada.Id));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Only_readers_report_only_moderators_read_reports_and_a_reason_is_needed(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("reports").With("ada", "bob").Without("eve").OnAsync(server);
        var id = (await stage.SayAsync("ada", "hello")).MessageId();

        await ModerationEntries.ReportAsync(stage["eve"], id).AssertRefusedAsync("error-invalid-message_id");
        await ModerationEntries.ReportAsync(stage["eve"], "nothing-has-this-id").AssertRefusedAsync("error-invalid-message_id");
        await ModerationEntries.ReportAsync(stage["bob"], id, "  ").AssertRefusedAsync("error-invalid-description");
        await stage["bob"].Rest.PostAsync("moderation.reportUser", new { userId = "nothing-has-this-id", description = "rude" }).AssertRefusedAsync("Invalid user id provided.");
        Assert.Equal(HttpStatusCode.Forbidden, (await stage["bob"].Rest.GetAsync("moderation.reportsByUsers")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage["bob"].Rest.PostAsync("moderation.dismissReports", new { msgId = id })).Status);
        await stage.Admin.PostAsync("moderation.dismissReports", new { msgId = id }).AssertRefusedAsync("no-reports-found");
        await stage.Admin.GetAsync("moderation.reportInfo?reportId=nothing-has-this-id").AssertRefusedAsync("error-report-not-found");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Reported_people_are_listed_and_dismissed(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        (await cast.Bob.Rest.PostAsync("moderation.reportUser", new { userId = cast.Ada.Id, description = "a reason" })).OrThrow();

        var row = (await cast.Admin.GetAsync("moderation.userReports?selector=" + cast.Ada.Username)).OrThrow()["reports"][0];
        Assert.Equal(cast.Ada.Username, row.GetProperty("reportedUser").GetProperty("username").GetString());
        Assert.Equal("a reason", (await cast.Admin.GetAsync("moderation.user.reportsByUserId?userId=" + cast.Ada.Id)).OrThrow()["reports"][0].GetProperty("description").GetString());
        (await cast.Admin.PostAsync("moderation.dismissUserReports", new { userId = cast.Ada.Id })).OrThrow();
        Assert.Equal(0, (await cast.Admin.GetAsync("moderation.userReports?selector=" + cast.Ada.Username)).OrThrow()["total"].GetInt32());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_030_ADM_034_ADM_037_moderator_without_other_rights_dismisses_and_resets_pictures(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var role = (await cast.Admin.PostAsync("roles.create", new { name = Scratch.Name("moderators"), scope = "Users" })).OrThrow()["role"].Text("_id")!;
        var rights = (await cast.Admin.GetAsync("permissions.listAll")).OrThrow()["update"].EnumerateArray().Single(p => p.Text("_id") == "manage-moderation-actions").Texts("roles")!;
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "manage-moderation-actions", roles = rights.Append(role).ToArray() } } }).SucceedsAsync();
        await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = role, username = cleo.Username }).SucceedsAsync();
        var roomId = await cast.RoomAsync();
        var said = await cast.SayAsync(roomId, "stays where it is");

        // Anybody reports anybody who is there.
        await cast.Bob.Rest.PostAsync("moderation.reportUser", new { userId = cast.Ada.Id, description = "rude" }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("moderation.reportUser", new { userId = "nothing-has-this-id", description = "rude" }).AssertRefusedAsync("Invalid user id provided.");
        (await ModerationEntries.ReportAsync(cast.Bob, said, "a first reason")).OrThrow();
        var report = (await cast.Admin.GetAsync("moderation.reports?msgId=" + said)).OrThrow()["reports"][0].Text("_id");
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("moderation.dismissReports", new { userId = cast.Ada.Id })).Status);

        await cleo.Rest.PostAsync("moderation.dismissReports", new { userId = cast.Ada.Id, action = "warned" }).SucceedsAsync();

        var info = (await cast.Admin.GetAsync("moderation.reportInfo?reportId=" + report)).OrThrow()["report"];
        var noted = info.GetProperty("moderationInfo");
        Assert.True(info.Flag("_hidden"));
        Assert.Equal(("No reason provided", "warned", cleo.Id), (noted.Text("reason"), noted.Text("action"), noted.Text("moderatedBy")));
        Assert.True(noted.TryGetProperty("hiddenAt", out _));
        Assert.Equal("stays where it is", (await Cast.MessageAsync(cast.Bob, said)).Text());
        await cleo.Rest.PostAsync("moderation.dismissReports", new { userId = cast.Ada.Id }).AssertRefusedAsync("no-reports-found");

        (await cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { new ByteArrayContent(Cast.Picture), "image", "dot.png" } })).OrThrow();
        Assert.False((await cast.Bob.Rest.PostAsync("users.resetAvatar", new { userId = cast.Ada.Id })).Succeeded);
        await cleo.Rest.PostAsync("users.resetAvatar", new { userId = cast.Ada.Id }).SucceedsAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        using var picture = await http.GetAsync("avatar/" + cast.Ada.Username);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
    }
}
