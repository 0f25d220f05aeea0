using Parley.Platform.Blobs;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>Where files are kept.</summary>
internal static class StorageSettings
{
    public const string Local = "FileSystem";
    public const string S3 = "AmazonS3";
    public const string WebDav = "Webdav";

    private const string Group = "FileUpload";
    private const string S3Section = "Amazon S3";
    private const string WebDavSection = "WebDAV";

    public static readonly Setting<string> Kind = SettingOf.Select("FileUpload_Storage_Type", Group, Local, [Local, S3, WebDav], isPublic: true);

    public static readonly Setting<string> S3Bucket = SettingOf.Text("FileUpload_S3_Bucket", Group, "", S3Section);
    public static readonly Setting<string> S3Acl = SettingOf.Text("FileUpload_S3_Acl", Group, "", S3Section);
    public static readonly Setting<string> S3AccessKey = Secret("FileUpload_S3_AWSAccessKeyId", S3Section);
    public static readonly Setting<string> S3SecretKey = Secret("FileUpload_S3_AWSSecretAccessKey", S3Section);
    public static readonly Setting<string> S3Region = SettingOf.Text("FileUpload_S3_Region", Group, "", S3Section);

    /// <summary>Of services other than Amazon's own.</summary>
    public static readonly Setting<string> S3Address = SettingOf.Text("FileUpload_S3_BucketURL", Group, "", S3Section);

    public static readonly Setting<bool> S3UsesPaths = SettingOf.Bool("FileUpload_S3_ForcePathStyle", Group, false, S3Section);

    public static readonly Setting<string> WebDavFolder = SettingOf.Text("FileUpload_Webdav_Upload_Folder_Path", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavServer = SettingOf.Text("FileUpload_Webdav_Server_URL", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavUsername = SettingOf.Text("FileUpload_Webdav_Username", Group, "", WebDavSection);
    public static readonly Setting<string> WebDavPassword = Secret("FileUpload_Webdav_Password", WebDavSection);

    public static IReadOnlyList<Setting> All =>
        [Kind, S3Bucket, S3Acl, S3AccessKey, S3SecretKey, S3Region, S3Address, S3UsesPaths, WebDavFolder, WebDavServer, WebDavUsername, WebDavPassword];

    public static S3BlobOptions S3Options(ISettings settings) => new(
        settings.Get(S3Bucket), settings.Get(S3AccessKey), settings.Get(S3SecretKey), Address(settings.Get(S3Address)), settings.Get(S3Region), settings.Get(S3Acl), settings.Get(S3UsesPaths));

    public static WebDavBlobOptions WebDavOptions(ISettings settings) => new(Address(settings.Get(WebDavServer)), settings.Get(WebDavFolder), settings.Get(WebDavUsername), settings.Get(WebDavPassword));

    private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static Setting<string> Secret(string id, string section) => new(id, "password", Group, "") { Section = section, IsSecret = true };
}
