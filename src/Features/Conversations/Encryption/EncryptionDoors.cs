using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Encryption;

internal static class EncryptionPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<UserKeys>();
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<UserKeys>());
        services.AddSingleton<RoomKeys>();
        services.AddSingleton<KeyRequests>();
        services.AddSingleton<IStreamRule>(s => s.GetRequiredService<KeyRequests>());
        services.AddSingleton<IEventHandler<MemberAdded>>(s => s.GetRequiredService<KeyRequests>());
        services.AddSingleton<ResetKeys>();
        services.AddSingleton<IRestDoor, EncryptionRest>();
        services.AddSingleton<IDdpDoor, EncryptionDdp>();
    }
}

/// <summary><c>e2e.*</c> and <c>users.resetE2EKey</c>.</summary>
internal sealed class EncryptionRest(UserKeys own, RoomKeys keys, ResetKeys reset) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("e2e.fetchMyKeys", async call => RestResult.Ok(await own.FetchAsync(call.Caller, call.Aborted)));
        routes.Post("e2e.setUserPublicAndPrivateKeys", call => DoneAsync(own.StoreAsync(call.Caller, call.Body.Text("public_key")!, call.Body.Text("private_key")!, call.Aborted))).Strictly("public_key!", "private_key!");
        routes.Get("e2e.getUsersOfRoomWithoutKey", async call => RestResult.Ok(new WireObject { { "users", await keys.WithoutKeyAsync(call.Caller, call.Query("rid")!, call.Aborted) } })).Strictly("rid!");
        routes.Post("e2e.setRoomKeyID", call => DoneAsync(keys.SetIdAsync(call.Caller, call.Body.Text("rid")!, call.Body.Text("keyID")!, call.Aborted))).Strictly("rid!", "keyID!");
        routes.Post("e2e.updateGroupKey", call => DoneAsync(keys.OfferAsync(call.Caller, call.Body.Text("rid")!, call.Body.Text("uid")!, call.Body.Text("key")!, call.Aborted))).Limited(1200, 60_000).Strictly("uid!", "rid!", "key!");
        routes.Post("e2e.acceptSuggestedGroupKey", call => DoneAsync(keys.DecideAsync(call.Caller, call.Body.Text("rid")!, true, "e2e.acceptSuggestedGroupKey", call.Aborted))).Strictly("rid!");
        routes.Post("e2e.rejectSuggestedGroupKey", call => DoneAsync(keys.DecideAsync(call.Caller, call.Body.Text("rid")!, false, "e2e.rejectSuggestedGroupKey", call.Aborted))).Strictly("rid!");
        routes.Post("users.resetE2EKey", ResetAsync).Takes("userId", "username");
    }

    private static async Task<RestResult> DoneAsync(Task act)
    {
        await act;
        return RestResult.Ok();
    }

    private Task<RestResult> ResetAsync(RestCall call)
    {
        var (id, name) = (call.Body.Text("userId"), call.Body.Text("username") ?? call.Body.Text("user"));
        var isOwn = !call.Body.Has("userId") && !call.Body.Has("username") && !call.Body.Has("user");
        return DoneAsync(isOwn ? reset.OfOneselfAsync(call.Caller, call.Aborted) : reset.OfAnotherAsync(call.Caller, id, name, call.Aborted));
    }
}

/// <summary>The same over DDP.</summary>
internal sealed class EncryptionDdp(UserKeys own, RoomKeys keys, KeyRequests requests, ResetKeys reset) : IDdpDoor
{
    private static readonly RateLimit _few = new(10, 60_000);

    public void Map(DdpMethods methods)
    {
        methods.Add("e2e.fetchMyKeys", async call => await own.FetchAsync(call.Caller, call.Aborted));
        methods.Add("e2e.setUserPublicAndPrivateKeys", StoreAsync);
        methods.Add("e2e.getUsersOfRoomWithoutKey", async call => new WireObject { { "users", await keys.WithoutKeyAsync(call.Caller, call.RequiredText(0), call.Aborted) } });
        methods.Add("e2e.setRoomKeyID", call => DoneAsync(keys.SetIdAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.Aborted)));
        methods.Add("e2e.updateGroupKey", call => DoneAsync(keys.OfferAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.RequiredText(2), call.Aborted)));
        methods.Add("e2e.acceptSuggestedGroupKey", call => DoneAsync(keys.DecideAsync(call.Caller, call.RequiredText(0), true, call.Method, call.Aborted)));
        methods.Add("e2e.rejectSuggestedGroupKey", call => DoneAsync(keys.DecideAsync(call.Caller, call.RequiredText(0), false, call.Method, call.Aborted)));
        methods.Add("e2e.requestSubscriptionKeys", AskAsync, limit: _few);
        methods.Add("e2e.resetOwnE2EKey", ResetAsync, limit: _few, endsSession: true);
    }

    private static async Task<object?> DoneAsync(Task act)
    {
        await act;
        return null;
    }

    private Task<object?> StoreAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        if (given.Text("public_key") is not { } publicKey || given.Text("private_key") is not { } privateKey) throw WireError.Match("Expected strings in public_key and private_key");
        return DoneAsync(own.StoreAsync(call.Caller, publicKey, privateKey, call.Aborted));
    }

    private async Task<object?> AskAsync(MethodCall call)
    {
        await requests.AskEverywhereAsync(call.Caller, call.Aborted);
        return true;
    }

    private async Task<object?> ResetAsync(MethodCall call)
    {
        await reset.OfOneselfAsync(call.Caller, call.Aborted);
        return true;
    }
}
