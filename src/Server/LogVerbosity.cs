using Parley.Platform.Settings;
using Serilog.Core;
using Serilog.Events;

namespace Parley.Server;

/// <summary>How much is logged: as the environment says, else as administrators set it, at once (SET-156).</summary>
internal sealed class LogVerbosity
{
    /// <summary>Declared by Administration; read here by its identifier.</summary>
    private static readonly Setting<string> _level = SettingOf.Select("Log_Level", "Logs", "1", ["0", "1", "2"]);

    private readonly bool _isFixed;

    /// <param name="given">A level of the logging library; null or anything else for none.</param>
    public LogVerbosity(string? given)
    {
        _isFixed = Enum.TryParse<LogEventLevel>(given, ignoreCase: true, out var level);
        Switch = new(_isFixed ? level : LogEventLevel.Information);
    }

    public LoggingLevelSwitch Switch { get; }

    public void Follow(SettingsRegistry settings)
    {
        if (_isFixed) return;
        Switch.MinimumLevel = LevelOf(settings.Get(_level));
        settings.Changed += state =>
        {
            if (state.Setting.Id == _level.Id) Switch.MinimumLevel = LevelOf((string)state.Value);
        };
    }

    private static LogEventLevel LevelOf(string text) => text switch { "0" => LogEventLevel.Warning, "2" => LogEventLevel.Debug, _ => LogEventLevel.Information };
}
