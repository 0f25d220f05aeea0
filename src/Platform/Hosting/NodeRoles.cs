using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parley.Platform.Hosting;

/// <summary>What a node does for its workspace. Every node has the whole program; its roles say which doors it opens.</summary>
[Flags]
public enum NodeRoles
{
    None = 0,

    /// <summary>REST, pages, files, the web client.</summary>
    Web = 1,

    /// <summary>DDP sockets.</summary>
    Realtime = 2,

    /// <summary>Work that is done once for the workspace, not by each node.</summary>
    Worker = 4,
    All = Web | Realtime | Worker,
}

public static class NodeRolesReader
{
    private static readonly Dictionary<string, NodeRoles> _names = new()
    {
        ["web"] = NodeRoles.Web,
        ["realtime"] = NodeRoles.Realtime,
        ["worker"] = NodeRoles.Worker,
    };

    /// <param name="text">As <c>PARLEY_ROLES</c>: names with commas between; null or empty means all.</param>
    /// <exception cref="InvalidOperationException">A name that is no role.</exception>
    public static NodeRoles Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return NodeRoles.All;
        var roles = NodeRoles.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            roles |= _names.TryGetValue(name, out var role)
                ? role
                : throw new InvalidOperationException($"PARLEY_ROLES knows {string.Join(", ", _names.Keys)}, with commas between; it does not know \"{name}\".");
        }
        return roles;
    }

    /// <summary>A background service that only nodes with the role <c>worker</c> run.</summary>
    public static void AddWorker<T>(this IServiceCollection services, NodeRoles roles) where T : class, IHostedService
    {
        if (roles.HasFlag(NodeRoles.Worker)) services.AddHostedService<LateWorker<T>>();
    }
}
