using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary><c>commands.*</c>.</summary>
internal sealed class CommandsRest(CommandRunner runner, RoomAccess access) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("commands.get", GetAsync).Takes("command!");
        routes.Get("commands.list", ListAsync).Takes("query");
        routes.Post("commands.run", RunAsync).Takes("command!", "params", "roomId!", "tmid", "triggerId");
    }

    private async Task<RestResult> GetAsync(RestCall call)
    {
        await Task.CompletedTask;
        if (call.Query("command") is not { Length: > 0 } name) return RestResult.Failure("The query param \"command\" must be provided.");
        return runner.Find(name) is { } command ? RestResult.Ok(new WireObject { { "command", command.View() } }) : RestResult.Failure($"There is no command in the system by the name of: {name}");
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        await Task.CompletedTask;
        var page = call.Page();
        var all = runner.All.OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        if (page.Query.Text("command") is { } name) all.RemoveAll(c => c.Name != name);
        if (page.Sort is [("command", true), ..]) all.Reverse();
        var shown = all.Skip(page.Offset).Take(page.Count).Select(c => c.View()).ToList();
        return RestResult.Ok(new WireObject { { "commands", shown }, { "offset", page.Offset }, { "count", shown.Count }, { "total", all.Count } });
    }

    private async Task<RestResult> RunAsync(RestCall call)
    {
        var body = call.Body;
        if (body.Text("command") is not { Length: > 0 } name) return RestResult.Failure("You must provide a command to run.");
        if (body.Has("params") && body.Text("params") is null) return RestResult.Failure("The parameters for the command must be a single string.");
        if (body.Text("roomId") is not { Length: > 0 } roomId) return RestResult.Failure("The room's id where to execute this command must be provided and be a string.");
        if (body.Has("tmid") && body.Text("tmid") is null) return RestResult.Failure("The tmid parameter when provided must be a string.");
        if (runner.Find(name) is null) return RestResult.Failure("The command provided does not exist (or is disabled).");
        if (await access.FindReadableAsync(call.Caller, roomId, call.Aborted) is null) return RestResult.Forbidden();
        try
        {
            await runner.ExecuteAsync(call.Caller, name, body.Text("params") ?? "", roomId, body.Text("tmid"), null, call.Aborted);
        }
        catch (WireError refusal) when (refusal.Code == "error-invalid-thread")
        {
            return RestResult.Failure(refusal.Reason!);
        }
        return RestResult.Ok();
    }
}

/// <summary><c>slashCommand</c>.</summary>
internal sealed class CommandsDdp(CommandRunner runner) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("slashCommand", RunAsync);

    private async Task<object?> RunAsync(MethodCall call)
    {
        var command = call.RequiredObject(0);
        var message = command.Get("msg") ?? default;
        if (command.Text("cmd") is not { Length: > 0 } name || message.Text("rid") is not { Length: > 0 } roomId)
            throw new WireError("error-invalid-command", "Invalid Command Provided", details: new WireObject { { "method", "slashCommand" } });
        var id = message.Text("_id") is { } given && Platform.Ids.Id.IsAcceptable(given) ? given : null;
        await runner.ExecuteAsync(call.Caller, name, command.Text("params") ?? "", roomId, message.Text("tmid"), id, call.Aborted);
        return null;
    }
}
