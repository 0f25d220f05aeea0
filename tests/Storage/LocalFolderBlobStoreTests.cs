using Parley.Platform.Blobs;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>The local folder keeps the promises of every blob store.</summary>
public sealed class LocalFolderBlobStoreTests : BlobStoreCompliance, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "parley-blobs-" + Guid.NewGuid().ToString("N"));

    public LocalFolderBlobStoreTests() => Store = new LocalFolderBlobStore(_folder);

    protected override IBlobStore Store { get; }

    [Fact]
    public async Task A_failed_put_leaves_no_file_behind()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.PutAsync("x", new MemoryStream(new byte[100]), maxBytes: 10));
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Blobs_survive_a_restart()
    {
        await Store.PutAsync("uploads/a.png", new MemoryStream([1, 2, 3]));
        Assert.True(await new LocalFolderBlobStore(_folder).ExistsAsync("uploads/a.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
