using System.Globalization;

namespace Parley.Server;

/// <summary><c>MAIL_URL</c> as one word for the mail settings: <c>smtp://user:password@host:port</c>, or <c>smtps</c> for TLS from the start (SET-078).</summary>
internal static class MailUrl
{
    /// <returns>The part that is the value of the setting; null for other settings, and where there is no such address.</returns>
    public static string? PartFor(string setting, string? url)
    {
        if (!setting.StartsWith("SMTP_", StringComparison.Ordinal) || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps") || address.Host.Length == 0) return null;
        var login = address.UserInfo.Split(':', 2);
        return setting switch
        {
            "SMTP_Protocol" => address.Scheme,
            "SMTP_Host" => address.Host,
            "SMTP_Port" when address.Port > 0 => address.Port.ToString(CultureInfo.InvariantCulture),
            "SMTP_Username" when login[0].Length > 0 => Uri.UnescapeDataString(login[0]),
            "SMTP_Password" when login.Length == 2 => Uri.UnescapeDataString(login[1]),
            _ => null,
        };
    }
}
