using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Banners;

/// <summary><c>banners.*</c>. <c>banners.create</c> and <c>banners.disable</c> are Parley's own.</summary>
internal sealed class BannersRest(Banners banners) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("banners", call => ListAsync(call, null)).Takes("platform!");
        routes.Get("banners/{id}", call => ListAsync(call, call.RouteValue("id"))).Takes("platform!");
        routes.Get("banners.getNew", call => ListAsync(call, call.Query("bid"))).Takes("platform!", "bid");
        routes.Post("banners.dismiss", DismissAsync).Takes("bannerId!");
        routes.Post("banners.create", CreateAsync).Needs(Banners.Manage).Strictly("title!", "text!", "platform:array", "roles:array", "startAt", "expireAt!");
        routes.Post("banners.disable", DisableAsync).Needs(Banners.Manage).Strictly("bannerId!");
    }

    private async Task<RestResult> ListAsync(RestCall call, string? id)
    {
        var platform = call.Query("platform");
        if (!Banners.IsPlatform(platform)) throw WireError.Match(platform is null ? "Missing key 'platform'" : "Failed Match.OneOf, Match.Maybe or Match.Optional validation in field platform");
        return RestResult.Ok(new WireObject { { "banners", (await banners.ListAsync(call.Caller, platform!, id, call.Aborted)).ConvertAll(b => b.View()) } });
    }

    private async Task<RestResult> DismissAsync(RestCall call)
    {
        if (!call.Body.Has("bannerId")) throw WireError.Match("Missing key 'bannerId'");
        if (string.IsNullOrWhiteSpace(call.Body.Text("bannerId"))) throw WireError.Match("Failed Match.Where validation in field bannerId");
        await banners.DismissAsync(call.Caller, call.Body.Text("bannerId")!, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var body = call.Body;
        var expireAt = body.Date("expireAt") ?? throw WireError.InvalidParams("expireAt must be a date");
        var row = await banners.CreateAsync(call.Caller, new(body.Text("title") ?? "", body.Text("text") ?? "", body.Texts("platform"), body.Texts("roles"), body.Date("startAt"), expireAt), call.Aborted);
        return RestResult.Ok(new WireObject { { "banner", row.View() } });
    }

    private async Task<RestResult> DisableAsync(RestCall call)
    {
        await banners.DisableAsync(call.Caller, call.Body.Text("bannerId") ?? "", call.Aborted);
        return RestResult.Ok();
    }
}
