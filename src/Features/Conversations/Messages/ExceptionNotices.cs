using Microsoft.Extensions.Logging;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;

namespace Parley.Conversations.Messages;

/// <summary>The workspace's bot tells a channel of failures that nobody expected, if an administrator named one (SET-159).</summary>
internal sealed partial class ExceptionNotices(SendMessage send, RoomStore rooms, ICallers callers, ISettings settings, ILogger<ExceptionNotices> log) : IEventHandler<ExceptionLogged>
{
    private const string BotId = "rocket.cat";

    public static readonly Setting<string> Channel = SettingOf.Text("Log_Exceptions_to_Channel", "Logs", "");

    public async Task HandleAsync(ExceptionLogged happened, CancellationToken ct)
    {
        if (settings.Get(Channel).Trim().TrimStart('#') is not { Length: > 0 } name || await callers.FindByIdAsync(BotId, ct) is not { } bot) return;
        try
        {
            var room = await rooms.FindByNameAsync(name, ct) ?? throw WireError.InvalidRoom();
            await send.ExecuteAsync(bot, new(room.Id, $"```\n{Plain(happened.Text)}\n{Plain(happened.Trace)}```"), ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // told as a warning, for an error would be told again
        {
            LogNotTold(log, failure is WireError refused ? refused.Code : failure.GetType().Name);
        }
    }

    /// <summary>Nothing in it ends the block it stands in.</summary>
    private static string Plain(string text) => text.Replace("```", "'''", StringComparison.Ordinal);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "A channel could not be told of a failure: {Code}. Check Log_Exceptions_to_Channel; the bot rocket.cat must be a member of a private one.")]
    private static partial void LogNotTold(ILogger log, string code);
}
