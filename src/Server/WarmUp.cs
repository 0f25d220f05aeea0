using Microsoft.EntityFrameworkCore;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Server;

/// <summary>The start itself does without the database model; it is built behind the first answers, before somebody waits for it.</summary>
internal sealed partial class WarmUp(IStore store, SettingsRegistry settings, SecretBox secrets, TimeProvider clock, ILogger<WarmUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.UnreadableSecrets is { Count: > 0 } unreadable) LogUnreadable(log, string.Join(", ", unreadable));
        if (!secrets.IsCommon) LogUnsealed(log);
        await Task.Delay(TimeSpan.FromMilliseconds(500), clock, stoppingToken);
        await store.ReadAsync(db => Task.FromResult(db.Set<SettingRow>().AsNoTracking().Where(s => s.Id == "").ToQueryString()), stoppingToken);
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "These settings were sealed under another key and count as not set: {Settings}. Give the former key in PARLEY_SECRETS_KEY_OLD, or set them anew.")]
    private static partial void LogUnreadable(ILogger log, string settings);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Secrets are stored in the clear, because several nodes run without PARLEY_SECRETS_KEY.")]
    private static partial void LogUnsealed(ILogger log);
}
