using Prometheus;

namespace Parley.Platform.Telemetry;

/// <summary>Counters under the names that existing dashboards use.</summary>
public static class ServerMetrics
{
    public static readonly Gauge Connections = Metrics.CreateGauge("rocketchat_ddp_connected_users", "Open DDP connections on this node.");
    public static readonly Counter SlowConsumers = Metrics.CreateCounter("parley_slow_consumers_total", "Connections cut off because they did not read.");
    public static readonly Counter MessagesSent = Metrics.CreateCounter("rocketchat_message_sent", "Messages stored by this node.");
}
