using Microsoft.Extensions.Logging;
using Parley.People.Devices;
using Parley.Platform.Mail;
using Parley.Platform.Settings;

namespace Parley.People.Authentication;

/// <summary>Writes refused sign-ins to the log, with exactly the particulars that administrators allow (ACC-006).</summary>
internal sealed partial class LoginLog(ISettings settings, ILogger<LoginLog> log)
{
    private const int Longest = 200;

    public void Failed(string identity, Device device)
    {
        if (!settings.Get(LoginSettings.LogFailures)) return;
        LogFailed(log, Allowed(LoginSettings.LogUsername, identity), Allowed(LoginSettings.LogUserAgent, device.UserAgent), Allowed(LoginSettings.LogClientIp, device.Address),
            Allowed(LoginSettings.LogForwardedFor, device.ForwardedFor));
    }

    private string Allowed(Setting<bool> setting, string? value)
    {
        if (!settings.Get(setting)) return "-";
        var line = MailTemplates.OneLine(value ?? "-");
        return line.Length > Longest ? line[..Longest] : line;
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "Failed sign-in: username {Username}, user agent {UserAgent}, address {Address}, forwarded for {ForwardedFor}.")]
    private static partial void LogFailed(ILogger log, string username, string userAgent, string address, string forwardedFor);
}
