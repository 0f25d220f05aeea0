using Parley.Platform.Settings;

namespace Parley.Platform.Mail;

/// <summary>How mail leaves the server and what surrounds its text.</summary>
public static class MailSettings
{
    private const string Group = "Email";
    private const string Smtp = "SMTP";
    private const string Frame = "Header_and_Footer";

    public static readonly Setting<string> Protocol = SettingOf.Select("SMTP_Protocol", Group, "smtp", ["smtp", "smtps"], Smtp);
    public static readonly Setting<string> Host = SettingOf.Text("SMTP_Host", Group, "", Smtp);
    public static readonly Setting<string> Port = SettingOf.Text("SMTP_Port", Group, "", Smtp);
    public static readonly Setting<bool> IgnoreTls = SettingOf.Bool("SMTP_IgnoreTLS", Group, true, Smtp);

    /// <summary>Whether one connection carries the mails that wait together.</summary>
    public static readonly Setting<bool> Pool = SettingOf.Bool("SMTP_Pool", Group, true, Smtp);

    public static readonly Setting<string> Username = new("SMTP_Username", "string", Group, "") { Section = Smtp, IsSecret = true };
    public static readonly Setting<string> Password = new("SMTP_Password", "password", Group, "") { Section = Smtp, IsSecret = true };
    public static readonly Setting<string> From = SettingOf.Text("From_Email", Group, "", Smtp);

    public static readonly Setting<string> Header = Html("Email_Header", Frame,
        "<div class=\"frame\"><p class=\"site\">[Site_Name]</p><div class=\"content\">");

    public static readonly Setting<string> Footer = Html("Email_Footer", Frame,
        "</div><p class=\"foot\">Sent by <a href=\"[Site_URL]\">[Site_Name]</a></p></div>");

    public static readonly Setting<bool> PlainTextOnly = SettingOf.Bool("email_plain_text_only", Group, false, "Style");

    public static readonly Setting<string> Style = new("email_style", "code", Group, """
        body { margin: 0; background: #f4f5f7; color: #1f2329; font-family: system-ui, sans-serif; font-size: 15px; line-height: 1.5; }
        a { color: #0b57d0; }
        .frame { max-width: 600px; margin: 0 auto; padding: 24px 16px; }
        .site { margin: 0 0 12px; font-size: 18px; font-weight: 600; }
        .content { padding: 20px 24px; border-radius: 8px; background: #ffffff; }
        .foot { color: #5b6270; font-size: 13px; }
        .button { display: inline-block; padding: 10px 18px; border-radius: 6px; background: #0b57d0; color: #ffffff; text-decoration: none; }
        .code { font-size: 28px; letter-spacing: 4px; font-family: monospace; }
        """) { Section = "Style" };

    public static IReadOnlyList<Setting> All => [Protocol, Host, Port, IgnoreTls, Pool, Username, Password, From, Header, Footer, PlainTextOnly, Style];

    /// <summary>A template of HTML with placeholders such as <c>[Site_Name]</c>.</summary>
    public static Setting<string> Html(string id, string section, string value) => new(id, "code", Group, value) { Section = section };

    /// <summary>A subject with placeholders.</summary>
    public static Setting<string> Subject(string id, string section, string value) => SettingOf.Text(id, Group, value, section);
}
