using System.Security.Cryptography;
using Parley.Platform.Blobs;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>What every blob store promises; each store has a class that inherits it.</summary>
public abstract class BlobStoreCompliance
{
    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task A_blob_comes_back_as_it_went_in_with_its_size_and_hash()
    {
        var bytes = Bytes(300_000);
        var stored = await Store.PutAsync("uploads/abc123", new MemoryStream(bytes));
        Assert.Equal(300_000, stored.SizeBytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored.Sha256);
        Assert.Equal(bytes, await ReadAsync("uploads/abc123"));
        Assert.True(await Store.ExistsAsync("uploads/abc123"));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var stored = await Store.PutAsync("empty", Stream.Null);
        Assert.Equal(0, stored.SizeBytes);
        Assert.Empty(await ReadAsync("empty"));
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_deleting_it_is_false()
    {
        Assert.Null(await Store.OpenAsync("missing"));
        Assert.False(await Store.ExistsAsync("missing"));
        Assert.False(await Store.DeleteAsync("missing"));
    }

    [Fact]
    public async Task A_put_replaces_the_whole_blob()
    {
        await Store.PutAsync("k", new MemoryStream(Bytes(1000)));
        await Store.PutAsync("k", new MemoryStream([1, 2, 3]));
        Assert.Equal(new byte[] { 1, 2, 3 }, await ReadAsync("k"));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone()
    {
        await Store.PutAsync("k", new MemoryStream([1]));
        Assert.True(await Store.DeleteAsync("k"));
        Assert.Null(await Store.OpenAsync("k"));
    }

    [Theory]
    [InlineData(0L, 10L, 0, 10)]
    [InlineData(90L, null, 90, 10)]
    [InlineData(90L, 500L, 90, 10)]
    [InlineData(40L, 1L, 40, 1)]
    [InlineData(40L, 0L, 40, 0)]
    public async Task A_range_gives_that_part_only(long start, long? length, int expectedStart, int expectedLength)
    {
        var bytes = Bytes(100);
        await Store.PutAsync("ranged", new MemoryStream(bytes));
        await using var part = await Store.OpenAsync("ranged", new BlobRange(start, length));
        Assert.NotNull(part);
        Assert.Equal((expectedStart, expectedLength, 100), (part.Start, part.Length, part.TotalLength));
        var read = new MemoryStream();
        await part.Content.CopyToAsync(read);
        Assert.Equal(bytes.AsSpan(expectedStart, expectedLength).ToArray(), read.ToArray());
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_length()
    {
        await Store.PutAsync("short", new MemoryStream(Bytes(10)));
        var error = await Assert.ThrowsAsync<BlobRangeException>(() => Store.OpenAsync("short", new BlobRange(10)));
        Assert.Equal(10, error.TotalLength);
    }

    [Fact]
    public async Task A_put_that_fails_leaves_what_was_there()
    {
        await Store.PutAsync("kept", new MemoryStream([1, 2]));
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("kept", new BreakingStream()));
        Assert.Equal(new byte[] { 1, 2 }, await ReadAsync("kept"));
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("new", new BreakingStream()));
        Assert.False(await Store.ExistsAsync("new"));
    }

    [Fact]
    public async Task A_put_beyond_its_limit_stores_nothing()
    {
        var error = await Assert.ThrowsAsync<BlobTooLargeException>(
            () => Store.PutAsync("large", new MemoryStream(Bytes(1001)), maxBytes: 1000));
        Assert.Equal(1000, error.MaxBytes);
        Assert.False(await Store.ExistsAsync("large"));
        await Store.PutAsync("large", new MemoryStream(Bytes(1000)), maxBytes: 1000);
    }

    [Fact]
    public async Task A_cancelled_put_stores_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync("cancelled", new MemoryStream([1]), cancellationToken: cancel.Token));
        Assert.False(await Store.ExistsAsync("cancelled"));
    }

    [Fact]
    public async Task Of_puts_at_the_same_time_one_wins_whole()
    {
        var candidates = Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)i, 200_000).ToArray()).ToArray();
        await Task.WhenAll(candidates.Select(c => Store.PutAsync("contended", new MemoryStream(c))));
        var winner = await ReadAsync("contended");
        Assert.Contains(candidates, c => c.AsSpan().SequenceEqual(winner));
    }

    [Fact]
    public virtual async Task A_reader_finishes_although_the_blob_is_replaced_or_deleted()
    {
        var bytes = Bytes(500_000);
        await Store.PutAsync("open", new MemoryStream(bytes));
        await using var open = await Store.OpenAsync("open");
        await Store.PutAsync("open", new MemoryStream([9]));
        await Store.DeleteAsync("open");
        var read = new MemoryStream();
        await open!.Content.CopyToAsync(read);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task Keys_that_differ_only_in_case_are_different_blobs()
    {
        await Store.PutAsync("Ab", new MemoryStream([1]));
        await Store.PutAsync("aB", new MemoryStream([2]));
        Assert.Equal(new byte[] { 1 }, await ReadAsync("Ab"));
        Assert.Equal(new byte[] { 2 }, await ReadAsync("aB"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("c:\\x")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData(".hidden")]
    [InlineData("%2e%2e/x")]
    [InlineData("é")]
    [InlineData("a/b/c/d/e")]
    public async Task A_key_that_could_lead_elsewhere_is_refused_by_every_member(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, Stream.Null));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ExistsAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key));
    }

    [Fact]
    public async Task The_longest_key_is_stored()
    {
        var key = new string('k', 200);
        await Store.PutAsync(key, new MemoryStream([7]));
        Assert.Equal(new byte[] { 7 }, await ReadAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ExistsAsync(key + "k"));
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var blob = await Store.OpenAsync(key);
        Assert.NotNull(blob);
        var read = new MemoryStream();
        await blob.Content.CopyToAsync(read);
        Assert.Equal(blob.Length, read.Length);
        return read.ToArray();
    }

    /// <summary>Gives some bytes and then breaks, as an upload does when the line drops.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads++ > 0)
            {
                throw new IOException("The line dropped.");
            }

            buffer.Span[..10].Fill(5);
            return ValueTask.FromResult(10);
        }
    }
}
