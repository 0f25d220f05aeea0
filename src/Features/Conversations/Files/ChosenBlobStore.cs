using Parley.Platform.Blobs;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>
/// Puts files where the administrator chose, and finds them wherever they were put before: the local folder is always looked into,
/// and each other store as long as its settings are there. A choice whose settings are not complete yet keeps files in the local folder.
/// </summary>
internal sealed class ChosenBlobStore(LocalFolderBlobStore local, ISettings settings) : IBlobStore, IDisposable
{
    private readonly Lock _lock = new();
    private (S3BlobOptions Options, S3BlobStore Store)? _s3;
    private (WebDavBlobOptions Options, WebDavBlobStore Store)? _webDav;

    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        var stores = Stores();
        var stored = await stores[0].PutAsync(key, content, maxBytes, cancellationToken);
        // An older content under the same key must not be found instead.
        foreach (var other in stores.Skip(1)) await other.DeleteAsync(key, CancellationToken.None);
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
        var wasThere = false;
        foreach (var store in Stores()) wasThere |= await store.DeleteAsync(key, cancellationToken);
        return wasThere;
    }

    public void Dispose()
    {
        _s3?.Store.Dispose();
        _webDav?.Store.Dispose();
    }

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
