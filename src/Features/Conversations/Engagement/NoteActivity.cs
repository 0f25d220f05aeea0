using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Engagement;

/// <summary>Notes who is connected in which hour, once for each: who stays connected all day is here all day (ADM-022, ADM-023).</summary>
internal sealed partial class NoteActivity(IStore store, ISettings settings, TimeProvider clock, ILogger<NoteActivity> log) : BackgroundService, IConnectionObserver
{
    private static readonly Setting<bool> _frozen = SettingOf.Bool("Troubleshoot_Disable_Sessions_Monitor", "Troubleshoot", false);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, string> _connections = new();
    private HashSet<string> _noted = [];
    private int _hour;

    public static IReadOnlyList<Setting> Settings => [_frozen];

    public Task SignedInAsync(DdpConnection connection, Caller caller)
    {
        if (!caller.IsBot) _connections[connection.Id] = caller.UserId;
        return Task.CompletedTask;
    }

    public void SignedOut(DdpConnection connection, Caller caller) => _connections.TryRemove(connection.Id, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                if (!settings.Get(_frozen)) await NoteAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // whoever is still here is noted in the next round
            {
                LogFailure(log, failure);
            }
        }
    }

    private async Task NoteAsync(CancellationToken ct)
    {
        var hour = (int)(clock.GetUtcNow().ToUnixTimeSeconds() / 3600);
        if (hour != _hour) (_hour, _noted) = (hour, []);
        var fresh = _connections.Values.Distinct().Where(id => !_noted.Contains(id)).ToList();
        foreach (var ids in fresh.Chunk(500))
        {
            await store.WriteAsync(async unit =>
            {
                var known = await unit.Db.Set<ActiveHourRow>().Where(a => a.Hour == hour && ids.Contains(a.UserId)).Select(a => a.UserId).ToListAsync(ct);
                foreach (var id in ids.Except(known)) await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO active_hours(hour,user_id) VALUES({0},{1}) ON CONFLICT DO NOTHING", [hour, id], ct);
                return true;
            }, ct);
            _noted.UnionWith(ids);
        }
    }

    [LoggerMessage(EventId = 3602, Level = LogLevel.Warning, Message = "Who is here could not be noted; it is tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}
