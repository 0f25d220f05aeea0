using Parley.People.Contracts;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Inboxes;

/// <summary><c>email-inbox</c>, <c>email-inbox.*</c>.</summary>
internal sealed class InboxesRest(Inboxes inboxes, IUserDirectory users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("email-inbox.list", ListAsync).Needs(Inboxes.Manage);
        routes.Post("email-inbox", async call => RestResult.Ok(new WireObject { { "_id", await inboxes.SaveAsync(call.Caller, call.Body, call.Aborted) } })).Needs(Inboxes.Manage)
            .Takes("_id", "active:boolean!", "name!", "email!", "description", "senderInfo", "department", "smtp:object!", "imap:object!");
        routes.Get("email-inbox/{_id}", async call => await inboxes.FindAsync(call.RouteValue("_id"), call.Aborted) is { } found ? RestResult.Ok(found.View()) : RestResult.NotFound()).Needs(Inboxes.Manage);
        routes.Delete("email-inbox/{_id}", async call => Done(call, await inboxes.RemoveAsync(call.Caller, call.RouteValue("_id"), call.Aborted))).Needs(Inboxes.Manage);
        routes.Get("email-inbox.search", SearchAsync).Needs(Inboxes.Manage).Takes("email!");
        routes.Post("email-inbox.send-test/{_id}", TryAsync).Needs(Inboxes.Manage);
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var (shown, total) = await inboxes.ListAsync(page.Offset, page.Count, page.Sort is [("name", true), ..], call.Aborted);
        return RestResult.Ok(new WireObject { { "emailInboxes", shown.ConvertAll(i => i.View()) }, { "count", shown.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> SearchAsync(RestCall call)
    {
        if (call.Query("email") is not { Length: > 0 } email) throw Platform.Operations.WireError.InvalidParams("\"email\" is missing");
        return RestResult.Ok(new WireObject { { "emailInbox", (object?)(await inboxes.FindByAddressAsync(email.ToLowerInvariant(), call.Aborted))?.View() ?? WireNull.Value } });
    }

    private async Task<RestResult> TryAsync(RestCall call)
    {
        var recipient = (await users.FindAsync(call.Caller.UserId, call.Aborted))?.Email;
        return Done(call, await inboxes.TryAsync(call.RouteValue("_id"), recipient, call.Aborted));
    }

    private static RestResult Done(RestCall call, bool isThere) => isThere ? RestResult.Ok(new WireObject { { "_id", call.RouteValue("_id") } }) : RestResult.NotFound();
}
