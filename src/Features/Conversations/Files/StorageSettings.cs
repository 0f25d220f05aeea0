using Parley.Platform.Blobs;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>Where files are kept.</summary>
internal static class StorageSettings
{
    public const string Local = "FileSystem";
    public const string S3 = "AmazonS3";
    public const string WebDav = "Webdav";

    /// <summary>The workspace's own database; existing administrators know it by this name.</summary>
    public const string Database = "GridFS";

    private const string Group = "FileUpload";
    private const string EmojiGroup = "EmojiCustomFilesystem";
    private const string SoundGroup = "CustomSoundsFilesystem";
    private const string S3Section = "Amazon S3";
    private const string WebDavSection = "WebDAV";

    public static readonly Setting<string> Kind = SettingOf.Select("FileUpload_Storage_Type", Group, Local, [Local, Database, S3, WebDav], isPublic: true);

    /// <summary>Empty is the folder of the server's data. Files in a former folder are still found.</summary>
    public static readonly Setting<string> Folder = FolderOf("FileUpload_FileSystemPath", "FileUpload_Storage_Type", Group, "File System");

    public static readonly Setting<string> EmojiKind = SettingOf.Select("EmojiUpload_Storage_Type", EmojiGroup, Database, [Database, Local]);
    public static readonly Setting<string> EmojiFolder = FolderOf("EmojiUpload_FileSystemPath", "EmojiUpload_Storage_Type", EmojiGroup, null);
    public static readonly Setting<string> SoundKind = SettingOf.Select("CustomSounds_Storage_Type", SoundGroup, Database, [Database, Local]);
    public static readonly Setting<string> SoundFolder = FolderOf("CustomSounds_FileSystemPath", "CustomSounds_Storage_Type", SoundGroup, null);

    public static readonly Setting<string> S3Bucket = SettingOf.Text("FileUpload_S3_Bucket", Group, "", S3Section);
    public static readonly Setting<string> S3Acl = SettingOf.Text("FileUpload_S3_Acl", Group, "", S3Section);
    public static readonly Setting<string> S3AccessKey = Secret("FileUpload_S3_AWSAccessKeyId", S3Section);
    public static readonly Setting<string> S3SecretKey = Secret("FileUpload_S3_AWSSecretAccessKey", S3Section);
    public static readonly Setting<string> S3Region = SettingOf.Text("FileUpload_S3_Region", Group, "", S3Section);

    /// <summary>Of services other than Amazon's own.</summary>
    public static readonly Setting<string> S3Address = SettingOf.Text("FileUpload_S3_BucketURL", Group, "", S3Section);

    /// <summary>An address that stands for the bucket's own in links; empty for none.</summary>
    public static readonly Setting<string> S3Cdn = SettingOf.Text("FileUpload_S3_CDN", Group, "", S3Section);

    /// <summary>How long a link to the bucket is good; less than five is passed over.</summary>
    public static readonly Setting<long> S3LinkSeconds = SettingOf.Int("FileUpload_S3_URLExpiryTimeSpan", Group, 120, S3Section);

    /// <summary>Off sends readers to the bucket, by a link that is good for a while; on lets the server pass the bytes on.</summary>
    public static readonly Setting<bool> S3ProxiesUploads = SettingOf.Bool("FileUpload_S3_Proxy_Uploads", Group, true, S3Section);

    public static readonly Setting<bool> S3UsesPaths = SettingOf.Bool("FileUpload_S3_ForcePathStyle", Group, false, S3Section);

    public static readonly Setting<string> WebDavFolder = SettingOf.Text("FileUpload_Webdav_Upload_Folder_Path", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavServer = SettingOf.Text("FileUpload_Webdav_Server_URL", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavUsername = SettingOf.Text("FileUpload_Webdav_Username", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavPassword = Secret("FileUpload_Webdav_Password", WebDavSection);

    public static IReadOnlyList<Setting> All =>
        [Kind, Folder, EmojiKind, EmojiFolder, SoundKind, SoundFolder, S3Cdn, S3LinkSeconds, S3ProxiesUploads, S3Bucket, S3Acl, S3AccessKey, S3SecretKey, S3Region, S3Address, S3UsesPaths, WebDavFolder, WebDavServer, WebDavUsername, WebDavPassword];

    public static S3BlobOptions S3Options(ISettings settings) => new(
        settings.Get(S3Bucket), settings.Get(S3AccessKey), settings.Get(S3SecretKey), Address(settings.Get(S3Address)), settings.Get(S3Region), settings.Get(S3Acl), settings.Get(S3UsesPaths));

    public static WebDavBlobOptions WebDavOptions(ISettings settings) => new(Address(settings.Get(WebDavServer)), settings.Get(WebDavFolder), settings.Get(WebDavUsername), settings.Get(WebDavPassword));

    private static Setting<string> FolderOf(string id, string kind, string group, string? section) => new(id, "string", group, "") { Section = section, EnabledWhen = [new(kind, Local)] };

    private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static Setting<string> Secret(string id, string section) => new(id, "password", Group, "") { Section = section, IsSecret = true };
}
