using Microsoft.Extensions.Logging;
using Parley.Platform.Blobs;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>
/// Puts files where the administrator chose, and finds them wherever they were put before: the local folder is always looked into,
/// and each other store as long as its settings are there. A choice whose settings are not complete yet keeps files in the local folder.
/// </summary>
internal sealed partial class ChosenBlobStore(LocalFolderBlobStore local, VirusScan scan, ISettings settings, ILogger<ChosenBlobStore> log) : IBlobStore, IDisposable
{
    /// <summary>How long a store that is no longer chosen may keep others waiting.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private (S3BlobOptions Options, S3BlobStore Store)? _s3;
    private (WebDavBlobOptions Options, WebDavBlobStore Store)? _webDav;

    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        var stores = Stores();
        var watched = await scan.WatchAsync(key, content, cancellationToken);
        StoredBlob stored;
        try
        {
            stored = await stores[0].PutAsync(key, watched, maxBytes, cancellationToken);
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
        foreach (var store in Stores())
        {
            if (store != local && await store.OpenAsync(key, range, cancellationToken) is { } found) return found;
        }
        return null;
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        if (await local.ExistsAsync(key, cancellationToken)) return true;
        foreach (var store in Stores())
        {
            if (store != local && await store.ExistsAsync(key, cancellationToken)) return true;
        }
        return false;
    }

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var stores = Stores();
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

    /// <summary>The chosen one first.</summary>
    private List<IBlobStore> Stores()
    {
        var kind = settings.Get(StorageSettings.Kind);
        var all = new List<IBlobStore> { local };
        if (S3() is { } s3) all.Insert(kind == StorageSettings.S3 ? 0 : all.Count, s3);
        if (WebDav() is { } webDav) all.Insert(kind == StorageSettings.WebDav ? 0 : all.Count, webDav);
        return all;
    }

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
