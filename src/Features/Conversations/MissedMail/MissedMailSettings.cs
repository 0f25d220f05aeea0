using System.Globalization;
using Parley.Platform.Mail;
using Parley.Platform.Settings;

namespace Parley.Conversations.MissedMail;

/// <summary>Mails about messages that somebody has not seen (NOT-018 to NOT-020).</summary>
internal static class MissedMailSettings
{
    private const string Subjects = "Subject";
    private const string Privacy = "Privacy";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("Accounts_AllowEmailNotifications", "Accounts", true, isPublic: true);

    /// <summary>Off tells only that somebody wrote.</summary>
    public static readonly Setting<bool> ShowsMessage = SettingOf.Bool("Email_notification_show_message", "Email", true, Privacy, isPublic: true);

    /// <summary>Answers go to the sender's own address, where they are not taken as messages.</summary>
    public static readonly Setting<bool> AnswersSender = SettingOf.Bool("Add_Sender_To_ReplyTo", "Email", false, Privacy);

    /// <summary>Links lead through the page of <c>DeepLink_Url</c>, which opens the mobile app; straight to the workspace where there is no such page.</summary>
    public static readonly Setting<bool> UsesDeepLink = SettingOf.Bool("Offline_Message_Use_DeepLink", "Email", true);

    public static readonly Setting<string> Direct = MailSettings.Subject("Offline_DM_Email", Subjects, "[Site_Name]: [user] wrote to you");
    public static readonly Setting<string> Mention = MailSettings.Subject("Offline_Mention_Email", Subjects, "[Site_Name]: [user] wrote in #[room]");
    public static readonly Setting<string> MentionAll = MailSettings.Subject("Offline_Mention_All_Email", Subjects, "[Site_Name]: [user] wrote to all in #[room]");

    /// <summary>Declared by People: what counts for those who chose nothing.</summary>
    public static readonly Setting<string> DefaultMode = SettingOf.Text("Accounts_Default_User_Preferences_emailNotificationMode", "Accounts", "mentions");

    /// <summary>Nobody is told of what they missed. Clients make their own notices (SET-225).</summary>
    public static readonly Setting<bool> IsHalted = SettingOf.Bool("Troubleshoot_Disable_Notifications", "Troubleshoot", false, isPublic: true);

    public static IReadOnlyList<Setting> All => [IsHalted, Enabled, ShowsMessage, AnswersSender, UsesDeepLink, Direct, Mention, MentionAll];
}

/// <summary>How long a mail waits for its reader to look by themselves, by presence (NOT-022).</summary>
/// <param name="Online">Null: nobody who is online gets one.</param>
internal sealed record MissedMailDelays(TimeSpan? Online, TimeSpan? Away, TimeSpan? Offline)
{
    public static MissedMailDelays Read(Func<string, string?> environment) => new(
        Seconds(environment("NOTIFICATIONS_SCHEDULE_DELAY_ONLINE"), 120), Seconds(environment("NOTIFICATIONS_SCHEDULE_DELAY_AWAY"), 0), Seconds(environment("NOTIFICATIONS_SCHEDULE_DELAY_OFFLINE"), 0))
    {
        Pause = TimeSpan.FromMilliseconds(int.TryParse(environment("NOTIFICATIONS_WORKER_TIMEOUT"), CultureInfo.InvariantCulture, out var pause) ? Math.Clamp(pause, 50, 600_000) : 2000),
    };

    /// <summary>Between two looks for what is due.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Until somebody who is here, or wants to be left alone, is looked at again.</summary>
    public TimeSpan NextLook => Pause * 8;

    public TimeSpan? For(string presence) => presence switch { "online" or "busy" => Online, "away" => Away, _ => Offline };

    /// <summary>Negative switches a class off.</summary>
    private static TimeSpan? Seconds(string? text, int usual)
    {
        var seconds = int.TryParse(text, CultureInfo.InvariantCulture, out var given) ? given : usual;
        return seconds < 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, 7 * 24 * 3600));
    }
}
