using Microsoft.Extensions.Logging;
using Parley.Platform.Events;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;

namespace Parley.Conversations.Messages;

/// <summary>The workspace's bot tells a channel of failures that nobody expected, if an administrator named one (SET-159).</summary>
internal sealed partial class ExceptionNotices(BotNotices notices, ISettings settings, ILogger<ExceptionNotices> log) : IEventHandler<ExceptionLogged>
{
    public static readonly Setting<string> Channel = SettingOf.Text("Log_Exceptions_to_Channel", "Logs", "");

    public async Task HandleAsync(ExceptionLogged happened, CancellationToken ct)
    {
        try
        {
            if (await notices.TellAsync(settings.Get(Channel), $"```\n{Plain(happened.Text)}\n{Plain(happened.Trace)}```", ct) is { } code) LogNotTold(log, code);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // told as a warning, for an error would be told again
        {
            LogNotTold(log, failure.GetType().Name);
        }
    }

    /// <summary>Nothing in it ends the block it stands in.</summary>
    private static string Plain(string text) => text.Replace("```", "'''", StringComparison.Ordinal);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "A channel could not be told of a failure: {Code}. Check Log_Exceptions_to_Channel; the bot rocket.cat must be a member of a private one.")]
    private static partial void LogNotTold(ILogger log, string code);
}
