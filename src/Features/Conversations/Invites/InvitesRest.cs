using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Invites;

/// <summary><c>findOrCreateInvite</c> and its kin.</summary>
internal sealed class InvitesRest(RoomInvites invites, InvitePeople people) : IRestDoor
{
    private const int DefaultDays = 1;

    public void Map(RestRoutes routes)
    {
        routes.Post("findOrCreateInvite", FindOrCreateAsync).Strictly("rid!", "days:number!", "maxUses:number!");
        routes.Get("listInvites", async call => RestResult.Bare((await invites.ListAsync(call.Caller, call.Aborted)).ConvertAll(invites.View)));
        routes.Delete("removeInvite/{_id}", RemoveAsync);
        routes.Post("useInviteToken", UseAsync).Strictly("token!");
        routes.Post("sendInvitationEmail", SendAsync).Strictly("emails:array!");
        routes.Post("validateInviteToken", ValidateAsync).Open().Strictly("token!");
    }

    private async Task<RestResult> FindOrCreateAsync(RestCall call)
    {
        var body = call.Body;
        var invite = await invites.FindOrCreateAsync(call.Caller, body.Text("rid") ?? "", NumberIn(body.Number("days") ?? DefaultDays), NumberIn(body.Number("maxUses") ?? 0), call.Aborted);
        return RestResult.Ok(invites.View(invite));
    }

    private static int NumberIn(long number) => (int)Math.Clamp(number, -1, int.MaxValue);

    private async Task<RestResult> RemoveAsync(RestCall call)
    {
        await invites.RemoveAsync(call.Caller, call.RouteValue("_id"), call.Aborted);
        return RestResult.Bare(true);
    }

    private async Task<RestResult> UseAsync(RestCall call)
    {
        var room = await invites.UseAsync(call.Caller, call.Body.Text("token") is { Length: > 0 } token ? token : throw WireError.InvalidParams("token must be text"), call.Aborted);
        return RestResult.Ok(new WireObject { { "room", new WireObject { { "rid", room.Id }, { "prid", room.ParentId }, { "fname", room.DisplayName }, { "name", room.Name }, { "t", room.Type } } } });
    }

    private async Task<RestResult> SendAsync(RestCall call)
    {
        await people.ExecuteAsync(call.Caller, call.Body.Texts("emails") ?? throw WireError.InvalidParams("must be array of strings"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ValidateAsync(RestCall call) => RestResult.Ok(new WireObject { { "valid", await invites.IsGoodAsync(call.Body.Text("token") ?? "", call.Aborted) } });
}
