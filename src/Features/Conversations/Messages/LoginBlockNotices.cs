using Microsoft.Extensions.Logging;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>The workspace's bot tells a channel that logins were blocked, if an administrator named one.</summary>
internal sealed partial class LoginBlockNotices(BotNotices notices, ISettings settings, ILogger<LoginBlockNotices> log) : IEventHandler<LoginBlocked>
{
    /// <summary>Declared by People; obeyed here.</summary>
    private static readonly Setting<string> _channel = SettingOf.Text("Block_Multiple_Failed_Logins_Notify_Failed_Channel", "Accounts", "");

    public async Task HandleAsync(LoginBlocked happened, CancellationToken ct)
    {
        if (await notices.TellAsync(settings.Get(_channel), Text(happened), ct) is { } code) LogNotTold(log, code);
    }

    private static string Text(LoginBlocked happened) =>
        $"{happened.Failures} wrong passwords: logins {(happened.IsAddress ? "from" : "of")} `{Harmless(happened.What)}` are blocked until {WireJson.Iso(happened.Until)}.";

    /// <summary>Strangers choose what they type as a name: nothing in it may mention people or look like markup.</summary>
    private static string Harmless(string what) => new([.. what.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '@' or ':').Take(100)]);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning,
        Message = "A channel could not be told of blocked logins: {Code}. Check Block_Multiple_Failed_Logins_Notify_Failed_Channel; the bot rocket.cat must be a member of a private one.")]
    private static partial void LogNotTold(ILogger log, string code);
}
