using Parley.Platform.Settings;

namespace Parley.Conversations.Receipts;

internal static class ReceiptSettings
{
    private const string Group = "Message";
    private const string Section = "Read_Receipts";

    /// <summary>Messages tell whether everybody has read them.</summary>
    public static readonly Setting<bool> Enabled = SettingOf.Bool("Message_Read_Receipt_Enabled", Group, false, Section, isPublic: true);

    /// <summary>And who did, and when.</summary>
    public static readonly Setting<bool> StoreUsers = SettingOf.Bool("Message_Read_Receipt_Store_Users", Group, false, Section, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled, StoreUsers];

    public static bool KeepsMarks(SettingsRegistry settings) => settings.Get(Enabled) && settings.Get(StoreUsers);
}
