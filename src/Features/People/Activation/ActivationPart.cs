using Microsoft.Extensions.DependencyInjection;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Activation;

/// <summary><c>users.setActiveStatus</c>, <c>users.deactivateIdle</c>.</summary>
internal sealed class ActivationRest(SetActiveStatus set, DeactivateIdle idle, UserQueries queries, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.setActiveStatus", SetAsync).Strictly("userId!", "activeStatus:boolean!", "confirmRelinquish:boolean");
        routes.Post("users.deactivateIdle", IdleAsync).Takes("daysIdle:number!", "role");
    }

    private async Task<RestResult> SetAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.EditOtherActive) && !permissions.Has(call.Caller, AccountPermissions.ManageModeration)) return RestResult.Forbidden();
        var userId = call.Body.Text("userId")!;
        await set.ExecuteAsync(call.Caller, userId, call.Body.Flag("activeStatus")!.Value, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        var user = await queries.GetAsync(userId, null, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", new WireObject { { "_id", user.Id }, { "active", user.IsActive } } } });
    }

    private async Task<RestResult> IdleAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.EditOtherActive)) return RestResult.Forbidden();
        var days = call.Body.Number("daysIdle") ?? throw WireError.InvalidParams("must have required property 'daysIdle'");
        return RestResult.Ok(new WireObject { { "count", await idle.ExecuteAsync(call.Caller, days, call.Body.Text("role") ?? "user", call.Aborted) } });
    }
}

/// <summary><c>setUserActiveStatus</c>.</summary>
internal sealed class ActivationDdp(SetActiveStatus set) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("setUserActiveStatus", async call =>
    {
        var isActive = call.At(1).AsFlag() ?? throw WireError.Match("Expected boolean");
        await set.ExecuteAsync(call.Caller, call.RequiredText(0), isActive, call.At(2).AsFlag() ?? false, call.Aborted);
        return true;
    });
}

internal static class ActivationPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<SetActiveStatus>();
        services.AddSingleton<DeactivateIdle>();
        services.AddSingleton<IRestDoor, ActivationRest>();
        services.AddSingleton<IDdpDoor, ActivationDdp>();
    }
}
