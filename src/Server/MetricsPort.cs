using System.Net.Sockets;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Prometheus;

namespace Parley.Server;

internal static class MetricsSettings
{
    private const string Group = "Logs";
    private const string Section = "Prometheus";

    /// <summary>Figures are also told on a port of their own, which a firewall can keep from everybody else. <c>/metrics</c> of the main port is there in any case.</summary>
    public static readonly Setting<bool> Enabled = SettingOf.Bool("Prometheus_Enabled", Group, false, Section);

    /// <summary><c>PROMETHEUS_PORT</c> of the environment counts instead where it is given.</summary>
    public static readonly Setting<long> Port = When(SettingOf.Int("Prometheus_Port", Group, 9458, Section));

    /// <summary>In milliseconds: what was counted of calls begins anew so often; 0 for never.</summary>
    public static readonly Setting<long> ResetInterval = When(SettingOf.Int("Prometheus_Reset_Interval", Group, 0, Section));

    /// <summary>How often and how long the runtime cleared its memory.</summary>
    public static readonly Setting<bool> GarbageCollector = new("Prometheus_Garbage_Collector", "boolean", Group, false) { Section = Section };

    /// <summary>Calls are counted apart for each program that makes them. Each name that anybody thinks of costs memory.</summary>
    public static readonly Setting<bool> UserAgent = new("Prometheus_API_User_Agent", "boolean", Group, false) { Section = Section };

    public static IReadOnlyList<Setting> All => [Enabled, Port, ResetInterval, GarbageCollector, UserAgent];

    private static Setting<long> When(Setting<long> setting) => new(setting.Id, setting.Type, setting.Group, setting.Default) { Section = setting.Section, EnabledWhen = [new("Prometheus_Enabled", true)] };
}

/// <summary>Opens and closes the port for figures as it is set, and keeps those figures that are told on demand only (SET-160).</summary>
internal sealed partial class MetricsPort : IHostedService, IDisposable
{
    private static readonly Gauge _collections = Metrics.CreateGauge("nodejs_gc_runs_total", "How often memory was cleared.", "gctype");
    private static readonly Gauge _paused = Metrics.CreateGauge("nodejs_gc_pause_seconds_total", "How long the process stood still for it.", "gctype");
    private readonly SettingsRegistry _settings;
    private readonly ILogger<MetricsPort> _log;
    private readonly Lock _lock = new();
    private KestrelMetricServer? _server;
    private int _openPort;
    private Timer? _reset;

    public MetricsPort(SettingsRegistry settings, ILogger<MetricsPort> log)
    {
        (_settings, _log) = (settings, log);
        Metrics.DefaultRegistry.AddBeforeCollectCallback(NoteCollections);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Follow();
        _settings.Changed += OnChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _settings.Changed -= OnChanged;
        lock (_lock) Close();
        return Task.CompletedTask;
    }

    public void Dispose() => _reset?.Dispose();

    private void OnChanged(SettingState state)
    {
        if (MetricsSettings.All.Contains(state.Setting)) Follow();
    }

    private void Follow()
    {
        lock (_lock)
        {
            RestMetrics.SplitsByUserAgent = _settings.Get(MetricsSettings.UserAgent);
            var every = Math.Clamp(_settings.Get(MetricsSettings.ResetInterval), 0, int.MaxValue);
            _reset?.Dispose();
            _reset = every == 0 ? null : new Timer(static _ => RestMetrics.Reset(), null, every, every);
            var port = !_settings.Get(MetricsSettings.Enabled) ? 0
                : int.TryParse(Environment.GetEnvironmentVariable("PROMETHEUS_PORT"), out var given) ? given : (int)Math.Clamp(_settings.Get(MetricsSettings.Port), 0, ushort.MaxValue);
            if (port == _openPort) return;
            Close();
            if (port is > 0 and <= ushort.MaxValue) Open(port);
        }
    }

    private void Open(int port)
    {
        try
        {
            var server = new KestrelMetricServer(port);
            server.Start();
            (_server, _openPort) = (server, port);
        }
        catch (Exception failure) when (failure is IOException or SocketException or AggregateException)
        {
            LogNotOpened(_log, port, failure);
        }
    }

    private void Close()
    {
        _server?.Stop();
        (_server, _openPort) = (null, 0);
    }

    private void NoteCollections()
    {
        foreach (var generation in Enumerable.Range(0, GC.MaxGeneration + 1))
        {
            var name = $"generation{generation}";
            if (_settings.Get(MetricsSettings.GarbageCollector)) _collections.WithLabels(name).Set(GC.CollectionCount(generation));
            else _collections.RemoveLabelled(name);
        }
        if (_settings.Get(MetricsSettings.GarbageCollector)) _paused.WithLabels("all").Set(GC.GetTotalPauseDuration().TotalSeconds);
        else _paused.RemoveLabelled("all");
    }

    [LoggerMessage(EventId = 1220, Level = LogLevel.Warning, Message = "Figures cannot be told on port {Port}: it may be in use. Change Prometheus_Port.")]
    private static partial void LogNotOpened(ILogger log, int port, Exception failure);
}
