using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Platform.Blobs;
using Parley.Platform.Jobs;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;

namespace Parley.Conversations.Files;

/// <summary>
/// Puts files where the administrator chose, and finds them wherever they were put before: the local folder is always looked into,
/// and each other store as long as its settings are there. A choice whose settings are not complete yet keeps files in the local folder.
/// </summary>
internal sealed partial class ChosenBlobStore(LocalFolderBlobStore local, DatabaseBlobStore database, VirusScan scan, ISettings settings, ServerMode mode, JobMarks marks, TimeProvider clock, ILogger<ChosenBlobStore> log) : IBlobStore, IDisposable
{
    /// <summary>Under which the folders are remembered that files were ever put into.</summary>
    private const string FoldersMark = "storage-folders";

    private const string EmojiKeys = "emoji/";
    private const string SoundKeys = "sounds/";
    private const int ShortestLink = 5;
    private const int LongestLink = 7 * 86_400;

    /// <summary>How long a store that is no longer chosen may keep others waiting.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LocalFolderBlobStore> _folders = new();
    private volatile string[] _known = [];
    private (S3BlobOptions Options, S3BlobStore Store)? _s3;
    private (WebDavBlobOptions Options, WebDavBlobStore Store)? _webDav;

    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        var stores = await StoresAsync(key, toPut: true, cancellationToken);
        var watched = await scan.WatchAsync(key, content, cancellationToken);
        StoredBlob stored;
        try
        {
            stored = await stores[0].PutAsync(key, watched, maxBytes, cancellationToken);
        }
        catch (UnauthorizedAccessException failure)
        {
            LogNoFolder(log, failure.GetType().Name);
            throw new WireError("error-storage-unavailable", "The folder for files cannot be used. An administrator must look at it");
        }
        finally
        {
            if (watched != content) await watched.DisposeAsync();
        }
        // An older content under the same key must not be found instead.
        foreach (var other in stores.Skip(1)) await TryDeleteAsync(other, key);
        return stored;
    }

    public async Task<BlobContent?> OpenAsync(string key, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        if (await local.OpenAsync(key, range, cancellationToken) is { } near) return near;
        foreach (var store in await StoresAsync(key, toPut: false, cancellationToken))
        {
            if (store != local && await store.OpenAsync(key, range, cancellationToken) is { } found) return found;
        }
        return null;
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        if (await local.ExistsAsync(key, cancellationToken)) return true;
        foreach (var store in await StoresAsync(key, toPut: false, cancellationToken))
        {
            if (store != local && await store.ExistsAsync(key, cancellationToken)) return true;
        }
        return false;
    }

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var stores = await StoresAsync(key, toPut: false, cancellationToken);
        var wasThere = await stores[0].DeleteAsync(key, cancellationToken);
        foreach (var other in stores.Skip(1)) wasThere |= await TryDeleteAsync(other, key);
        return wasThere;
    }

    public void Dispose()
    {
        _s3?.Store.Dispose();
        _webDav?.Store.Dispose();
    }

    /// <summary>A store that was chosen once may be gone for good; that stops neither uploads nor deletions.</summary>
    private async Task<bool> TryDeleteAsync(IBlobStore store, string key)
    {
        using var time = new CancellationTokenSource(_patience);
        try
        {
            return await store.DeleteAsync(key, time.Token);
        }
        catch (Exception failure) when (failure is not ArgumentException) // whatever a client of somebody else's service throws
        {
            LogUnreachable(log, store.GetType().Name, failure);
            return false;
        }
    }

    [LoggerMessage(EventId = 3202, Level = LogLevel.Warning, Message = "A file could not be removed from {Store}, which is not the chosen one. If that store is gone, empty its settings.")]
    private static partial void LogUnreachable(ILogger log, string store, Exception failure);

    /// <summary>An address at the bucket itself that is good for a while, where readers are sent there.</summary>
    /// <returns>Null when the server passes the bytes on.</returns>
    public async Task<Uri?> LinkAsync(string key, string disposition, string contentType, CancellationToken ct)
    {
        if (settings.Get(StorageSettings.Kind) != StorageSettings.S3 || settings.Get(StorageSettings.S3ProxiesUploads) || S3() is not { } s3) return null;
        if (await local.ExistsAsync(key, ct) || !await s3.ExistsAsync(key, ct)) return null;
        var seconds = settings.Get(StorageSettings.S3LinkSeconds);
        var link = s3.LinkTo(key, clock.GetUtcNow().AddSeconds(Math.Min(seconds < ShortestLink ? StorageSettings.S3LinkSeconds.Default : seconds, LongestLink)), disposition, contentType);
        return Uri.TryCreate(settings.Get(StorageSettings.S3Cdn), UriKind.Absolute, out var cdn) && cdn.Scheme is "https" or "http" ? new Uri(cdn, link.PathAndQuery) : link;
    }

    /// <summary>The chosen one first.</summary>
    /// <exception cref="WireError"><c>error-storage-unavailable</c>: the chosen folder cannot be used.</exception>
    private async Task<List<IBlobStore>> StoresAsync(string key, bool toPut, CancellationToken ct)
    {
        var (kind, folder) = ChoiceFor(key);
        var all = new List<IBlobStore> { local, database };
        if (S3() is { } s3) all.Insert(kind == StorageSettings.S3 ? 0 : all.Count, s3);
        if (WebDav() is { } webDav) all.Insert(kind == StorageSettings.WebDav ? 0 : all.Count, webDav);
        if (kind == StorageSettings.Database) (all[0], all[1]) = (database, local);
        var path = kind == StorageSettings.Local ? PathOf(folder) : null;
        if (path is not null)
        {
            if (toPut) await RememberAsync(path, ct);
            if (FolderAt(path) is { } chosen) all.Insert(0, chosen);
            else if (toPut) throw new WireError("error-storage-unavailable", "The folder for files cannot be used. An administrator must look at it");
        }
        foreach (var former in await FormerFoldersAsync(toPut, ct))
        {
            if (former != path && FolderAt(former) is { } store) all.Add(store);
        }
        return all;
    }

    private (string Kind, string Folder) ChoiceFor(string key) =>
        key.StartsWith(EmojiKeys, StringComparison.Ordinal) ? (settings.Get(StorageSettings.EmojiKind), settings.Get(StorageSettings.EmojiFolder))
        : key.StartsWith(SoundKeys, StringComparison.Ordinal) ? (settings.Get(StorageSettings.SoundKind), settings.Get(StorageSettings.SoundFolder))
        : (settings.Get(StorageSettings.Kind), settings.Get(StorageSettings.Folder));

    /// <returns>Null for the folder of the server's data.</returns>
    private string? PathOf(string folder) => folder.Trim() is { Length: > 0 } given ? Path.GetFullPath(given, mode.DataFolder) : null;

    /// <returns>Null when it is not there and cannot be made, or is no folder.</returns>
    private LocalFolderBlobStore? FolderAt(string path)
    {
        try
        {
            return _folders.GetOrAdd(path, static p => new LocalFolderBlobStore(p));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            LogNoFolder(log, failure.GetType().Name);
            return null;
        }
    }

    /// <summary>Where files were ever put, on this node or another.</summary>
    private async Task<string[]> FormerFoldersAsync(bool toPut, CancellationToken ct)
    {
        if (toPut) return _known;
        var mark = await marks.FindAsync(FoldersMark, ct);
        return _known = mark?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    private async Task RememberAsync(string path, CancellationToken ct)
    {
        if (_known.Contains(path)) return;
        var known = await FormerFoldersAsync(toPut: false, ct);
        if (known.Contains(path)) return;
        await marks.SetAsync(FoldersMark, string.Join('\n', known.Append(path)), ct);
        _known = [.. known, path];
    }

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "A folder for files cannot be used ({Problem}). Check FileUpload_FileSystemPath, EmojiUpload_FileSystemPath and CustomSounds_FileSystemPath.")]
    private static partial void LogNoFolder(ILogger log, string problem);

    /// <summary>A client with the present settings. A former one may still be in use; its connections end by themselves.</summary>
    private S3BlobStore? S3()
    {
        var options = StorageSettings.S3Options(settings);
        if (!options.IsComplete) return null;
        lock (_lock)
        {
            if (_s3?.Options != options) _s3 = (options, new S3BlobStore(options));
            return _s3.Value.Store;
        }
    }

    private WebDavBlobStore? WebDav()
    {
        var options = StorageSettings.WebDavOptions(settings);
        if (!options.IsComplete) return null;
        lock (_lock)
        {
            if (_webDav?.Options != options) _webDav = (options, new WebDavBlobStore(options));
            return _webDav.Value.Store;
        }
    }
}
