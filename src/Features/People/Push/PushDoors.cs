using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary><c>push.token</c>; ours are <c>push.key</c>, <c>push.subscribe</c> and <c>push.deliveries</c>.</summary>
internal sealed class PushRest(PushTokens tokens, VapidKeys vapid, PushLog log) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("push.token", AddAsync).Takes("id", "type!", "value!", "appName!");
        routes.Delete("push.token", async call => await tokens.RemoveAsync(call.Caller, call.Text("token"), call.Aborted) ? RestResult.Ok() : RestResult.NotFound()).Takes("token!");
        routes.Get("push.key", async call => RestResult.Ok(new WireObject { { "publicKey", (await vapid.GetAsync(call.Aborted)).PublicKey } }));
        routes.Post("push.subscribe", SubscribeAsync).Takes("endpoint!", "keys:object!");
        routes.Get("push.deliveries", DeliveriesAsync).Needs(PushPermissions.ViewDeliveries).Takes("state");
    }

    private async Task<RestResult> AddAsync(RestCall call)
    {
        if (call.Body.Has("id") && call.Body.Text("id") is null) throw new WireError("error-id-param-not-valid", "The required \"id\" body param is invalid.");
        var row = await tokens.AddAsync(call.Caller, call.Body.Text("id"), call.Body.Text("type"), call.Body.Text("value"), call.Body.Text("appName"), call.Aborted);
        return RestResult.Ok(new WireObject { { "result", row.View() } });
    }

    private async Task<RestResult> SubscribeAsync(RestCall call)
    {
        var keys = call.Body.Get("keys");
        var row = await tokens.AddBrowserAsync(call.Caller, call.Body.Text("endpoint"), keys?.Text("p256dh"), keys?.Text("auth"), call.Aborted);
        return RestResult.Ok(new WireObject { { "result", row.View() } });
    }

    private async Task<RestResult> DeliveriesAsync(RestCall call)
    {
        var page = call.Page();
        var (found, total, counts) = await log.ListAsync(call.Query("state"), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "deliveries", found }, { "counts", counts }, { "count", found.Count }, { "offset", page.Offset }, { "total", total } });
    }
}

/// <summary><c>raix:push-update</c>, <c>raix:push-setuser</c>: what older phones call; <c>push_test</c>.</summary>
internal sealed class PushDdp(PushTokens tokens, TestPush test) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("raix:push-update", UpdateAsync);
        methods.Add("raix:push-setuser", async call => await tokens.HasAsync(call.Caller, call.RequiredText(0), call.Aborted));
        methods.Add("push_test", async call => new WireObject { { "message", "Your_push_was_sent_to_s_devices" }, { "params", new[] { await test.ExecuteAsync(call.Caller, call.Aborted) } } }, limit: new(1, 1_000));
    }

    private async Task<object?> UpdateAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        if (given.Text("userId") is { } userId && userId != call.Caller.UserId) throw new WireError("403", "Forbidden access");
        if (given.Get("token") is not { ValueKind: System.Text.Json.JsonValueKind.Object } token) throw WireError.Match("Expected object in token");
        var kind = token.Has("apn") ? "apn" : "gcm";
        return (await tokens.AddAsync(call.Caller, given.Text("id"), kind, token.Text(kind), given.Text("appName"), call.Aborted)).View();
    }
}
