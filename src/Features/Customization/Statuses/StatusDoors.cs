using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Customization.Statuses;

/// <summary><c>custom-user-status.*</c>.</summary>
internal sealed class StatusesRest(SaveStatus save, StatusCatalogue catalogue) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("custom-user-status.list", ListAsync).Takes("query");
        routes.Post("custom-user-status.create", call => SaveAsync(call, null)).Takes("name!", "statusType");
        routes.Post("custom-user-status.update", UpdateAsync).Takes("_id!", "name!", "statusType");
        routes.Post("custom-user-status.delete", DeleteAsync).Takes("customUserStatusId!");
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var filter = CustomNames.Filter(page.Query);
        var all = (await catalogue.AllAsync(call.Aborted)).Where(s => filter(s.Name)).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (page.Sort is [("name", true), ..]) all.Reverse();
        var shown = all.Skip(page.Offset).Take(page.Count).Select(s => s.View()).ToList();
        return RestResult.Ok(new WireObject { { "statuses", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }

    private async Task<RestResult> SaveAsync(RestCall call, string? id)
    {
        if (call.Body.Has("name") && call.Body.Text("name") is null) throw WireError.Match("Expected string in name");
        if (call.Body.Has("statusType") && call.Body.Text("statusType") is null) throw WireError.Match("Expected string in statusType");
        var saved = await save.ExecuteAsync(call.Caller, id, call.Body.Text("name"), call.Body.Text("statusType"), call.Aborted);
        return RestResult.Ok(new WireObject { { "customUserStatus", saved.View() } });
    }

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var id = call.Body.Text("_id") ?? throw WireError.Match("Expected string in _id");
        if ((await catalogue.AllAsync(call.Aborted)).All(s => s.Id != id)) return RestResult.Failure($"No custom user status found with the id of \"{id}\".");
        return await SaveAsync(call, id);
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        if (call.Body.Text("customUserStatusId") is not { Length: > 0 } id) return RestResult.Failure("The \"customUserStatusId\" params is required!");
        await save.RemoveAsync(call.Caller, id, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>listCustomUserStatus</c>, <c>insertOrUpdateUserStatus</c>, <c>deleteCustomUserStatus</c>.</summary>
internal sealed class StatusesDdp(SaveStatus save, StatusCatalogue catalogue) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("listCustomUserStatus", async call => (await catalogue.AllAsync(call.Aborted)).Select(s => s.View()).ToList());
        methods.Add("insertOrUpdateUserStatus", SaveAsync);
        methods.Add("deleteCustomUserStatus", DeleteAsync);
    }

    private async Task<object?> SaveAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var id = data.Text("_id");
        var saved = await save.ExecuteAsync(call.Caller, id, data.Text("name"), data.Text("statusType"), call.Aborted);
        return id is null ? saved.Id : true;
    }

    private async Task<object?> DeleteAsync(MethodCall call)
    {
        await save.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return true;
    }
}
