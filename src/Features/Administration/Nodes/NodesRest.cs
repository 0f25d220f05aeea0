using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Nodes;

/// <summary><c>instances.get</c>.</summary>
internal sealed class NodesRest(NodeList nodes, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("instances.get", ListAsync);

    private async Task<RestResult> ListAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AdministrationPermissions.ViewStatistics)) throw WireError.Plain("unauthorized", status: 403);
        return RestResult.Ok(new WireObject { { "instances", (await nodes.ListAsync(call.Aborted)).ConvertAll(View) } });
    }

    /// <summary>Under these names clients know what holds sockets, and what does not.</summary>
    private static string KindOf(NodeRow node) => node.Roles.Contains("All", StringComparison.Ordinal) || node.Roles.Contains("Realtime", StringComparison.OrdinalIgnoreCase) ? "ddp-streamer" : "rocket.chat";

    private WireObject View(NodeRow node) => new()
    {
        { "address", node.Address },
        { "currentStatus", new WireObject { { "connected", true }, { "lastHeartbeatTime", node.SeenAt.ToUnixTimeMilliseconds() }, { "local", node.Id == nodes.OwnId } } },
        {
            "instanceRecord", new WireObject
            {
                { "_id", node.Id }, { "name", KindOf(node) }, { "pid", node.ProcessId }, { "_createdAt", node.StartedAt }, { "_updatedAt", node.SeenAt },
                { "extraInformation", new WireObject { { "host", node.Host }, { "port", node.Address.Split(':')[^1] }, { "roles", node.Roles }, { "version", node.Version } } },
            }
        },
        { "broadcastAuth", true },
    };
}
