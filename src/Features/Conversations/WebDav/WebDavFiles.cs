using Microsoft.Extensions.Logging;
using Parley.Conversations.Files;
using Parley.Platform.Blobs;
using Parley.Platform.Images;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.WebDav;

/// <summary>People look through the folders of their accounts, take files from there and put received ones there (MSG-040).</summary>
internal sealed class WebDavFiles(WebDavAccounts accounts, WebDavClient client, UploadAccess access, UploadedFiles uploads, IBlobStore blobs, ImageWork work, ImageProcessor images, ISettings settings, ILogger<WebDavFiles> log)
{
    private const string Folder = "Rocket.Chat Uploads";
    private const int PreviewPixels = 64;

    /// <summary>What a method hands over at once; longer files go by <c>/webdav-file</c> and <c>webdav.saveFile</c>.</summary>
    public const int MostBytesAtOnce = 10 * 1024 * 1024;

    /// <exception cref="WireError"><c>could-not-access-webdav</c>, and those of <see cref="WebDavAccounts.OpenAsync"/>.</exception>
    public async Task<List<WebDavNode>> ListAsync(Caller caller, string accountId, string path, CancellationToken ct)
    {
        var place = await accounts.OpenAsync(caller, accountId, "getWebdavFileList", ct);
        try
        {
            return await client.ListAsync(place, path, ct);
        }
        catch (WebDavException)
        {
            throw WebDavAccounts.NoAccess("getWebdavFileList");
        }
    }

    /// <returns>The file being read; the caller disposes it.</returns>
    /// <exception cref="WireError"><c>unable-to-get-file</c>, and those of <see cref="WebDavAccounts.OpenAsync"/>.</exception>
    public async Task<SafeResponse> OpenAsync(Caller caller, string accountId, string path, CancellationToken ct)
    {
        var place = await accounts.OpenAsync(caller, accountId, "getFileFromWebdav", ct);
        try
        {
            return await client.OpenAsync(place, path, ct);
        }
        catch (WebDavException)
        {
            throw Unavailable();
        }
    }

    /// <exception cref="WireError">As <see cref="OpenAsync"/>, also for files longer than <see cref="MostBytesAtOnce"/>.</exception>
    public async Task<byte[]> ReadAsync(Caller caller, string accountId, string path, CancellationToken ct)
    {
        using var answer = await OpenAsync(caller, accountId, path, ct);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            await using var content = await answer.Response.Content.ReadAsStreamAsync(time.Token);
            var (bytes, isCut) = await BoundedBody.ReadAsync(content, MostBytesAtOnce, time.Token);
            return isCut ? throw Unavailable() : bytes.ToArray();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Unavailable();
        }
    }

    /// <returns>A small picture of a picture; null for everything else.</returns>
    public async Task<byte[]?> PreviewAsync(Caller caller, string accountId, string path, CancellationToken ct)
    {
        var bytes = await ReadAsync(caller, accountId, path, ct);
        if (!ContentTypeSniffer.Sniff(bytes.AsSpan(0, Math.Min(bytes.Length, ContentTypeSniffer.PrefixBytes)), path).StartsWith("image/", StringComparison.Ordinal)) return null;
        return await work.RunAsync(
            () =>
            {
                using var content = new MemoryStream(bytes, writable: false);
                return images.MakeThumbnail(content, PreviewPixels, PreviewPixels).Value?.Bytes;
            },
            ct);
    }

    /// <summary>Puts bytes into the folder for uploads.</summary>
    /// <returns>Null when they are there; otherwise what hinders it: <c>webdav-server-not-found</c>, <c>error-invalid-account</c>, <c>Duplicate_file_name_found</c>, <c>FileUpload_Error</c>.</returns>
    /// <exception cref="WireError">Those of <see cref="WebDavAccounts.OpenAsync"/>.</exception>
    public async Task<string?> WriteAsync(Caller caller, string accountId, string name, Stream content, long length, CancellationToken ct)
    {
        var place = await accounts.OpenAsync(caller, accountId, "uploadFileToWebdav", ct);
        try
        {
            await client.WriteAsync(place, Folder, UploadedFiles.CleanName(name), content, length, ct);
            return null;
        }
        catch (WebDavException failure)
        {
            if (failure.Status is not (0 or 401 or 404 or 412)) WebDavLog.NotWritten(log, failure.Status);
            return failure.Status switch { 404 => "webdav-server-not-found", 401 => "error-invalid-account", 412 => "Duplicate_file_name_found", _ => "FileUpload_Error" };
        }
    }

    /// <summary>Puts a file of a message there, from store to server, however long it is.</summary>
    /// <returns>As <see cref="WriteAsync"/>.</returns>
    /// <exception cref="WireError"><c>error-invalid-file</c> for what the caller may not read, and those of <see cref="WriteAsync"/>.</exception>
    public async Task<string?> SaveAsync(Caller caller, string accountId, string fileId, CancellationToken ct)
    {
        if (await uploads.FindAsync(fileId, ct) is not { } file || !await access.MayReadAsync(caller, file, ct) || await blobs.OpenAsync(UploadedFiles.KeyOf(file.Id), null, ct) is not { } blob)
            throw new WireError("error-invalid-file", "The file does not exist");
        await using (blob) return await WriteAsync(caller, accountId, file.Name, blob.Content, blob.TotalLength, ct);
    }

    public long MaxBytes => settings.Get(FileSettings.MaxFileSize) is > 0 and var most ? most : long.MaxValue;

    private static WireError Unavailable() => new("unable-to-get-file", "Unable to get file", details: new WireObject { { "method", "getFileFromWebdav" } });
}

internal static partial class WebDavLog
{
    [LoggerMessage(EventId = 3140, Level = LogLevel.Warning, Message = "A WebDAV server refused a file with {Status}.")]
    public static partial void NotWritten(ILogger log, int status);
}
