using Parley.Harness;
using Parley.Platform.Blobs;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>An S3-compatible service keeps the promises of every blob store.</summary>
public sealed class S3BlobStoreTests : BlobStoreCompliance, IAsyncLifetime
{
    private S3Server? _server;
    private S3BlobStore? _store;

    protected override IBlobStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.StartAsync();
        _store = new S3BlobStore(new(S3Server.Bucket, S3Server.AccessKey, S3Server.SecretKey, _server.Url, "", "", UsesPaths: true));
    }

    /// <summary>Services keep what is being read; the server of the tests overwrites it in place, so only deletion can be tried.</summary>
    [Fact]
    public override async Task A_reader_finishes_although_the_blob_is_replaced_or_deleted()
    {
        await Store.PutAsync("open", new MemoryStream(new byte[500_000]));
        await using var open = await Store.OpenAsync("open");
        await Store.DeleteAsync("open");
        var read = new MemoryStream();
        await open!.Content.CopyToAsync(read);
        Assert.Equal(500_000, read.Length);
    }

    [Fact]
    public async Task A_long_blob_goes_in_parts_and_comes_back_whole()
    {
        var bytes = new byte[20_000_001];
        new Random(1).NextBytes(bytes);
        var stored = await Store.PutAsync("long", new MemoryStream(bytes));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), stored.Sha256);
        await using var part = await Store.OpenAsync("long", new BlobRange(8 * 1024 * 1024 - 5, 10));
        var read = new MemoryStream();
        await part!.Content.CopyToAsync(read);
        Assert.Equal(bytes.AsSpan(8 * 1024 * 1024 - 5, 10).ToArray(), read.ToArray());
    }

    [Fact]
    public async Task A_long_put_that_is_too_long_leaves_nothing()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.PutAsync("long", new MemoryStream(new byte[20_000_001]), maxBytes: 20_000_000));
        Assert.False(await Store.ExistsAsync("long"));
    }

    [Fact]
    public async Task An_unknown_key_opens_nothing()
    {
        using var stranger = new S3BlobStore(new(S3Server.Bucket, "nobody", "not this", _server!.Url, "", "", UsesPaths: true));
        await Assert.ThrowsAnyAsync<Exception>(() => stranger.PutAsync("x", new MemoryStream([1])));
        Assert.False(await Store.ExistsAsync("x"));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}

/// <summary>A WebDAV server keeps the promises of every blob store.</summary>
public sealed class WebDavBlobStoreTests : BlobStoreCompliance, IAsyncLifetime
{
    private WebDavServer? _server;
    private WebDavBlobStore? _store;

    protected override IBlobStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _server = await WebDavServer.StartAsync();
        _store = new WebDavBlobStore(new(_server.Url, "team/files", WebDavServer.Username, WebDavServer.Password));
    }

    [Fact]
    public async Task A_failed_put_leaves_no_file_behind()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.PutAsync("x", new MemoryStream(new byte[1_000_000]), maxBytes: 900_000));
        Assert.Empty(_server!.Files);
    }

    [Fact]
    public async Task A_wrong_password_opens_nothing()
    {
        using var stranger = new WebDavBlobStore(new(_server!.Url, "", WebDavServer.Username, "not this"));
        await Assert.ThrowsAsync<IOException>(() => stranger.PutAsync("x", new MemoryStream([1])));
        Assert.Empty(_server.Files);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
