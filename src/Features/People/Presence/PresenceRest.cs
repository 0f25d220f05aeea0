using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Presence;

internal static class PresencePermissions
{
    /// <summary>Declared by Customization; read here by its identifier.</summary>
    public static readonly Permission ManageUserStatus = new("manage-user-status", "admin");
}

/// <summary><c>presence.getConnections</c>, <c>presence.enableBroadcast</c>.</summary>
internal sealed class PresenceRest(Func<DdpServer> sockets, SettingsRegistry settings, ITwoFactor factor) : IRestDoor
{
    /// <summary>Clients show a share of it; the server has no such limit.</summary>
    private const int NoLimit = int.MaxValue;

    public void Map(RestRoutes routes)
    {
        routes.Get("presence.getConnections", _ => Task.FromResult(RestResult.Ok(new WireObject { { "current", sockets().ConnectionCount }, { "max", NoLimit } }))).Needs(PresencePermissions.ManageUserStatus);
        routes.Post("presence.enableBroadcast", EnableAsync).Needs(PresencePermissions.ManageUserStatus);
    }

    private async Task<RestResult> EnableAsync(RestCall call)
    {
        await factor.RequireAsync(call.Caller, FactorDemand.Usual, call.Aborted);
        await settings.SetAsync(PresenceSettings.BroadcastDisabled, false, call.Aborted);
        return RestResult.Ok();
    }
}
