using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Moderation;

/// <summary><c>chat.reportMessage</c> and <c>moderation.*</c>; those about reported people have the names of later releases (ADM-038).</summary>
internal sealed class ModerationRest(Report report, ReportQueries reports, DecideReports decide, IUserDirectory users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("chat.reportMessage", ReportMessageAsync).Strictly("messageId!", "description!");
        routes.Post("moderation.reportUser", ReportUserAsync).Strictly("userId!", "description!");
        routes.Get("moderation.reportsByUsers", call => ByAuthorAsync(call, true)).Needs(ModerationPermissions.View).Takes("latest", "oldest", "selector");
        routes.Get("moderation.userReports", call => ByAuthorAsync(call, false)).Needs(ModerationPermissions.View).Takes("latest", "oldest", "selector");
        routes.Get("moderation.user.reportedMessages", MessagesOfAsync).Needs(ModerationPermissions.View).Takes("userId!", "selector");
        routes.Get("moderation.user.reportsByUserId", ReportsOfPersonAsync).Needs(ModerationPermissions.View).Takes("userId!", "selector");
        routes.Get("moderation.reports", ReportsOfMessageAsync).Needs(ModerationPermissions.View).Takes("msgId!", "selector");
        routes.Get("moderation.reportInfo", InfoAsync).Needs(ModerationPermissions.View).Takes("reportId!");
        routes.Post("moderation.dismissReports", DismissAsync).Needs(ModerationPermissions.Act).Takes("userId", "msgId", "reason", "action");
        routes.Post("moderation.dismissUserReports", DismissPersonAsync).Needs(ModerationPermissions.Act).Takes("userId!", "reason", "action");
        routes.Post("moderation.user.deleteReportedMessages", DeleteAsync).Needs(ModerationPermissions.Act).Takes("userId!", "reason");
    }

    private async Task<RestResult> ReportMessageAsync(RestCall call)
    {
        await report.MessageAsync(call.Caller, call.Body.Text("messageId")!, call.Body.Text("description")!, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ReportUserAsync(RestCall call)
    {
        await report.PersonAsync(call.Caller, call.Body.Text("userId")!, call.Body.Text("description")!, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ByAuthorAsync(RestCall call, bool aboutMessages)
    {
        var page = call.Page();
        var (rows, total) = await reports.ByAuthorAsync(new(aboutMessages, call.QueryDate("oldest"), call.QueryDate("latest"), call.Query("selector"), page.Offset, page.Count), call.Aborted);
        return RestResult.Ok(new WireObject { { "reports", rows }, { "count", rows.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> MessagesOfAsync(RestCall call)
    {
        var userId = Required(call, "userId");
        var page = call.Page();
        var (list, total) = await reports.MessagesOfAsync(userId, call.Query("selector"), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", await UserAsync(userId, call.Aborted) }, { "messages", list }, { "count", list.Count }, { "total", total }, { "offset", page.Offset } });
    }

    private async Task<RestResult> ReportsOfPersonAsync(RestCall call)
    {
        var userId = Required(call, "userId");
        var page = call.Page();
        var (list, total) = await reports.ListAsync(null, userId, call.Query("selector"), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", await UserAsync(userId, call.Aborted) }, { "reports", list }, { "count", list.Count }, { "total", total }, { "offset", page.Offset } });
    }

    private async Task<RestResult> ReportsOfMessageAsync(RestCall call)
    {
        var messageId = Required(call, "msgId");
        var page = call.Page();
        var (list, total) = await reports.ListAsync(messageId, null, call.Query("selector"), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "reports", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> InfoAsync(RestCall call) =>
        await reports.FindAsync(Required(call, "reportId"), call.Aborted) is { } found ? RestResult.Ok(new WireObject { { "report", found } }) : RestResult.Failure("error-report-not-found");

    private async Task<RestResult> DismissAsync(RestCall call)
    {
        var (userId, messageId) = (call.Body.Text("userId"), call.Body.Text("msgId"));
        if (string.IsNullOrEmpty(userId) && string.IsNullOrEmpty(messageId)) throw WireError.InvalidParams("userId or msgId is required");
        await decide.DismissAsync(call.Caller, new(string.IsNullOrEmpty(messageId) ? null : messageId, userId), call.Body.Text("reason"), call.Body.Text("action"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DismissPersonAsync(RestCall call)
    {
        await decide.DismissAsync(call.Caller, new(null, call.RequiredBody("userId", "invalid-params"), AboutPerson: true), call.Body.Text("reason"), call.Body.Text("action"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        await decide.DeleteMessagesAsync(call.Caller, call.RequiredBody("userId", "invalid-params"), call.Body.Text("reason"), call.Aborted);
        return RestResult.Ok();
    }

    private static string Required(RestCall call, string name) => call.Query(name) is { Length: > 0 } value ? value : throw WireError.InvalidParams($"must have required property '{name}'");

    private async Task<object> UserAsync(string userId, CancellationToken ct) => await users.FindAsync(userId, ct) is { } user
        ? new WireObject { { "_id", user.Id }, { "username", user.Username }, { "name", user.Name } }
        : WireNull.Value;
}

/// <summary><c>reportMessage</c>.</summary>
internal sealed class ModerationDdp(Report report) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("reportMessage", async call =>
    {
        await report.MessageAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.Aborted);
        return true;
    });
}
