using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;

namespace Parley.People.Devices;

internal static class DeviceSettings
{
    private const string Group = "Device_Management";
    private const string MailSection = "Device Management - Login Detected";

    public static readonly Setting<bool> MailLogins = SettingOf.Bool("Device_Management_Enable_Login_Emails", Group, true, isPublic: true);

    /// <summary>Whether people may choose for themselves.</summary>
    public static readonly Setting<bool> AllowChoice = SettingOf.Bool("Device_Management_Allow_Login_Email_preference", Group, true, isPublic: true);

    public static readonly Setting<string> Subject = MailSettings.Subject("Device_Management_Email_Subject", MailSection, "[Site_Name]: sign-in from a new device");
    public static readonly Setting<string> Body = MailSettings.Html("Device_Management_Email_Body", MailSection,
        "<p>Hello [name],</p><p>your account <strong>[username]</strong> was used from a device it did not know:</p>"
        + "<ul><li>Client: [browserInfo]</li><li>System: [osInfo]</li><li>Address: [ipInfo]</li><li>User agent: [userAgent]</li><li>Time: [date]</li></ul>"
        + "<p>If this was not you, <a href=\"[Site_URL]/account/manage-devices\">sign that device out</a> and change your password.</p>");

    /// <summary>Obeyed by the apps for phones: whether pictures may be saved outside, and whether and after how many idle seconds the app asks who holds it.</summary>
    public static readonly Setting<bool> SaveMedia = SettingOf.Bool("Allow_Save_Media_to_Gallery", "Mobile", true, isPublic: true);
    public static readonly Setting<bool> LockScreen = SettingOf.Bool("Force_Screen_Lock", "Mobile", false, "Screen_Lock", isPublic: true);
    public static readonly Setting<long> LockScreenAfter = new("Force_Screen_Lock_After", "int", "Mobile", 1800) { Section = "Screen_Lock", IsPublic = true, EnabledWhen = [new(LockScreen.Id, true)] };

    public static IReadOnlyList<Setting> All => [MailLogins, AllowChoice, Subject, Body, SaveMedia, LockScreen, LockScreenAfter];
}

/// <summary>Mails a person when their account is used from a client it was never used from (ACC-037, ADM-109).</summary>
internal sealed class NewDeviceNotice(ISettings settings, IMailer mailer, MailTemplates templates, ReportingZone zones)
{
    /// <summary>To be called before the session of the new sign-in is stored.</summary>
    public async Task ConsiderAsync(WriteUnit unit, UserRow user, Device device, CancellationToken ct)
    {
        if (user is not { Email: { } address, LastLoginAt: not null } || device.UserAgent is null || !mailer.CanSend || !IsWanted(user)) return;
        var kind = UserAgentReader.Read(device.UserAgent);
        var known = await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == user.Id && t.Type == null && t.UserAgent != null).Select(t => t.UserAgent).ToListAsync(ct);
        // A newer version is the same client.
        if (known.Select(UserAgentReader.Read).Any(k => (k.Name, k.System) == (kind.Name, kind.System))) return;
        mailer.Queue(unit, templates.Compose(address, DeviceSettings.Subject, DeviceSettings.Body, new Dictionary<string, string?>
        {
            ["name"] = user.Name ?? user.Username,
            ["username"] = user.Username,
            ["browserInfo"] = $"{kind.Name} {kind.ShortVersion}".Trim(),
            ["osInfo"] = $"{kind.System} {kind.SystemVersion}".Trim(),
            ["deviceInfo"] = kind.Type,
            ["ipInfo"] = device.Address,
            ["userAgent"] = device.UserAgent,
            ["date"] = zones.Text(unit.Now, user.UtcOffset),
        }));
    }

    private bool IsWanted(UserRow user)
    {
        if (!settings.Get(DeviceSettings.MailLogins)) return false;
        if (!settings.Get(DeviceSettings.AllowChoice)) return true;
        return UserPreferences.Chosen(user.Preferences)["receiveLoginDetectionEmail"] is not JsonValue choice || !choice.TryGetValue<bool>(out var wants) || wants;
    }
}
