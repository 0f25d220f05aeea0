using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

internal static class FileSettings
{
    private const string Group = "FileUpload";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("FileUpload_Enabled", Group, true, isPublic: true);
    public static readonly Setting<bool> EnabledInDirect = SettingOf.Bool("FileUpload_Enabled_Direct", Group, true, isPublic: true);
    public static readonly Setting<long> MaxFileSize = SettingOf.Int("FileUpload_MaxFileSize", Group, 104857600, isPublic: true);
    public static readonly Setting<string> AllowedTypes = SettingOf.Text("FileUpload_MediaTypeWhiteList", Group, "", isPublic: true);
    public static readonly Setting<string> BlockedTypes = SettingOf.Text("FileUpload_MediaTypeBlackList", Group, "image/svg+xml", isPublic: true);

    /// <summary>Off makes every file public to whoever knows its address.</summary>
    public static readonly Setting<bool> Protect = SettingOf.Bool("FileUpload_ProtectFiles", Group, true, isPublic: true);

    /// <summary>On keeps out those who may read a channel without being a member.</summary>
    public static readonly Setting<bool> MembersOnly = SettingOf.Bool("FileUpload_Restrict_to_room_members", Group, false);

    public static readonly Setting<bool> RotateImages = SettingOf.Bool("FileUpload_RotateImages", Group, true, isPublic: true);
    public static readonly Setting<bool> Thumbnails = SettingOf.Bool("Message_Attachments_Thumbnails_Enabled", "Message", true, "Message_Attachments", isPublic: true);
    public static readonly Setting<long> ThumbnailWidth = SettingOf.Int("Message_Attachments_Thumbnails_Width", "Message", 480, "Message_Attachments", isPublic: true);
    public static readonly Setting<long> ThumbnailHeight = SettingOf.Int("Message_Attachments_Thumbnails_Height", "Message", 360, "Message_Attachments", isPublic: true);
    public static readonly Setting<bool> StripExif = SettingOf.Bool("Message_Attachments_Strip_Exif", "Message", false, "Message_Attachments", isPublic: true);

    public static IReadOnlyList<Setting> All =>
        [Enabled, EnabledInDirect, MaxFileSize, AllowedTypes, BlockedTypes, Protect, MembersOnly, RotateImages, Thumbnails, ThumbnailWidth, ThumbnailHeight, StripExif];
}
