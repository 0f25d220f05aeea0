using System.Globalization;
using System.Runtime.InteropServices;
using Parley.Administration.Edition;
using Parley.Administration.Nodes;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary>The server itself: version, process, machine, database.</summary>
internal sealed class ServerFigures(IStore store, ServerMode mode, NodeList nodes, SettingsRegistry settings, TimeProvider clock) : IStatisticsSource
{
    private static readonly HotStatement _version = new("SELECT sqlite_version()", "SELECT current_setting('server_version')");
    private static readonly HotStatement _migration = new(
        "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\" DESC LIMIT 1",
        "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\" DESC LIMIT 1");

    public async Task AddAsync(WireObject report, CancellationToken ct)
    {
        report.Add("version", mode.CompatibleVersion);
        report.Add("parleyVersion", mode.ProductVersion);
        report.Add("uniqueId", settings.Find("uniqueID")?.Value);
        report.Add("process", new WireObject { { "nodeVersion", RuntimeInformation.FrameworkDescription }, { "pid", Environment.ProcessId }, { "uptime", (clock.GetUtcNow() - StartedAt).TotalSeconds } });
        report.Add("os", Machine());
        report.Add("deploy", new WireObject { { "method", "" }, { "platform", "selfinstall" } });
        var engine = store.Engine == StorageEngine.Sqlite ? "SQLite" : "PostgreSQL";
        report.Add("mongoVersion", $"{engine} {await TextAsync(_version, ct)}");
        report.Add("mongoStorageEngine", engine);
        report.Add("migration", Migration(await TextAsync(_migration, ct)));
        report.Add("instanceCount", (await nodes.ListAsync(ct)).Count);
        report.Add("oplogEnabled", false);
        report.Add("msEnabled", false);
        report.Add("enterpriseReady", true);
        report.Add("enterprise", new WireObject { { "modules", Modules.All }, { "tags", Array.Empty<object>() }, { "seatRequests", 0 } });
    }

    private static DateTimeOffset StartedAt { get; } = System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();

    private static WireObject Machine()
    {
        var memory = GC.GetGCMemoryInfo();
        return new WireObject
        {
            { "type", "Linux" }, { "platform", "linux" }, { "arch", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant() }, { "release", Environment.OSVersion.Version.ToString() },
            { "uptime", Environment.TickCount64 / 1000 }, { "totalmem", memory.TotalAvailableMemoryBytes }, { "freemem", Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes) },
            { "cpus", Enumerable.Repeat(new WireObject { { "model", RuntimeInformation.ProcessArchitecture.ToString() } }, Environment.ProcessorCount).ToList() },
        };
    }

    /// <summary>Ids begin with the time of the change: 20261125110638_RoomKinds.</summary>
    private static WireObject Migration(string? id)
    {
        var stamp = id?.Split('_')[0];
        var at = DateTimeOffset.TryParseExact(stamp, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        return new WireObject { { "_id", "control" }, { "version", stamp is null ? 0 : long.Parse(stamp, CultureInfo.InvariantCulture) }, { "locked", false }, { "name", id }, { "buildAt", at } };
    }

    private async Task<string?> TextAsync(HotStatement statement, CancellationToken ct) =>
        (await store.QueryAsync(statement, static _ => { }, static row => row.GetString(0), ct)).FirstOrDefault();
}
