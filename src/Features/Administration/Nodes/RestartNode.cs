using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.Nodes;

/// <summary>
/// <c>restart_server</c>: the node that takes the call ends in order, with an exit code by which whatever started it starts it anew (SET-118).
/// </summary>
internal sealed partial class RestartNode(IStore store, PermissionRegistry permissions, IServiceProvider services, TimeProvider clock, ILogger<RestartNode> log) : IDdpDoor
{
    public static readonly Permission Restart = new("restart-server", "admin");

    /// <summary>A button: its value is the method it calls.</summary>
    public static readonly Setting<string> Button = new("Restart", "action", "General", "restart_server");

    private const int Seconds = 2;

    /// <summary>As <c>sysexits.h</c> has it for what is to be tried again.</summary>
    private const int TryAgain = 75;

    public void Map(DdpMethods methods) => methods.Add("restart_server", async call => await ExecuteAsync(call.Caller, call.Aborted), limit: new(1, 10_000));

    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    private async Task<WireObject> ExecuteAsync(Caller caller, CancellationToken ct)
    {
        if (!permissions.Has(caller, Restart)) throw WireError.NotAllowed("restart_server");
        await store.WriteAsync(async unit =>
        {
            await unit.AuditAsync(caller, "node.restart", "node", Environment.MachineName, Environment.MachineName, null, null, ct);
            return true;
        }, ct);
        LogRestart(log, caller.Username);
        _ = EndAsync();
        return new WireObject { { "message", "The_server_will_restart_in_s_seconds" }, { "params", new object[] { Seconds } } };
    }

    private async Task EndAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(Seconds), clock);
        Environment.ExitCode = TryAgain;
        // Only a node has a life that can be ended; commands of operators run without one.
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    [LoggerMessage(EventId = 4010, Level = LogLevel.Warning, Message = "{Username} lets this node start anew.")]
    private static partial void LogRestart(ILogger log, string username);
}
