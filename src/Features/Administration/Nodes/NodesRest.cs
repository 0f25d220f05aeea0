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

    private WireObject View(NodeRow node) => new()
    {
        { "address", node.Address },
        { "currentStatus", new WireObject { { "connected", true }, { "lastHeartbeatTime", node.SeenAt.ToUnixTimeMilliseconds() }, { "local", node.Id == nodes.OwnId } } },
        {
            "instanceRecord", new WireObject
            {
                { "_id", node.Id }, { "name", "parley" }, { "pid", node.ProcessId }, { "_createdAt", node.StartedAt }, { "_updatedAt", node.SeenAt },
                { "extraInformation", new WireObject { { "host", node.Host }, { "port", node.Address.Split(':')[^1] }, { "roles", node.Roles }, { "version", node.Version } } },
            }
        },
        { "broadcastAuth", true },
    };
}
