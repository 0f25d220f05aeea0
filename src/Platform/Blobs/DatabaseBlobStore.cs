using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ids;
using Parley.Platform.Storage;

namespace Parley.Platform.Blobs;

/// <summary>Which put a key shows.</summary>
public sealed class BlobRow
{
    public required string Key { get; init; }
    public required string PutId { get; set; }
}

/// <summary>One content that was put. It is loose before it is complete and once nothing shows it; loose ones go after a while.</summary>
public sealed class BlobPutRow
{
    public required string Id { get; init; }
    public required long SizeBytes { get; set; }
    public required DateTimeOffset At { get; set; }
    public required bool IsLoose { get; set; }
}

/// <summary>A stretch of a content.</summary>
public sealed class BlobPartRow
{
    public required string PutId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>Blobs as rows of the workspace's own database, for small loads: they are in its backups and on all its nodes.</summary>
/// <remarks>A content is written in parts, and shown by one last row. Readers who have it open may finish for an hour after it was replaced.</remarks>
public sealed class DatabaseBlobStore(IStore store) : IBlobStore
{
    private const int PartBytes = 256 * 1024;
    private const int MostSwept = 100;
    private static readonly TimeSpan _grace = TimeSpan.FromHours(1);

    internal static void AddTables(ModelBuilder model)
    {
        model.Entity<BlobRow>(e => { e.ToTable("blobs"); e.HasKey(b => b.Key); });
        model.Entity<BlobPutRow>(e => { e.ToTable("blob_puts"); e.HasKey(p => p.Id); e.HasIndex(p => new { p.IsLoose, p.At }); });
        model.Entity<BlobPartRow>(e => { e.ToTable("blob_parts"); e.HasKey(p => new { p.PutId, p.Number }); });
    }

    /// <inheritdoc/>
    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        BlobKey.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        var putId = Id.New();
        await using var intake = new BlobIntake(content, maxBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            await store.WriteAsync(unit => AddAsync(unit, new BlobPutRow { Id = putId, SizeBytes = 0, At = unit.Now, IsLoose = true }, cancellationToken), cancellationToken);
            for (var number = 0; await intake.FillAsync(buffer.AsMemory(0, PartBytes), cancellationToken) is var length and > 0; number++)
            {
                var part = new BlobPartRow { PutId = putId, Number = number, Bytes = buffer[..length] };
                await store.WriteAsync(unit => AddAsync(unit, part, cancellationToken), cancellationToken);
                if (length == PartBytes) continue;
                // The end was met within the part; the hash is known once it was read.
                await intake.FillAsync(buffer.AsMemory(0, 1), cancellationToken);
                break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        var stored = intake.Result(key);
        await store.WriteAsync(unit => ShowAsync(unit, stored, putId, cancellationToken), cancellationToken);
        await SweepAsync(cancellationToken);
        return stored;
    }

    /// <inheritdoc/>
    public async Task<BlobContent?> OpenAsync(string key, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        BlobKey.Require(key);
        if (await FindAsync(key, cancellationToken) is not { } put) return null;
        var start = range?.Start ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(start, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range?.Length ?? 0, nameof(range));
        if (start > put.SizeBytes || (start == put.SizeBytes && start > 0)) throw new BlobRangeException(put.SizeBytes);
        var length = Math.Min(range?.Length ?? long.MaxValue, put.SizeBytes - start);
        return new BlobContent(new PartStream(store, put.Id, start, length), start, length, put.SizeBytes, put.At);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => await FindAsync(BlobKey.Require(key), cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        BlobKey.Require(key);
        // Most files are elsewhere; they need not wait for their turn to write.
        if (!await store.ReadAsync(db => db.Set<BlobRow>().AnyAsync(b => b.Key == key, cancellationToken), cancellationToken)) return false;
        return await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<BlobRow>().FirstOrDefaultAsync(b => b.Key == key, cancellationToken) is not { } row) return false;
            unit.Db.Remove(row);
            await unit.Db.SaveChangesAsync(cancellationToken);
            await LoosenAsync(unit, row.PutId, cancellationToken);
            return true;
        }, cancellationToken);
    }

    private static async Task<bool> AddAsync(WriteUnit unit, object row, CancellationToken ct)
    {
        unit.Db.Add(row);
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }

    private static async Task<bool> ShowAsync(WriteUnit unit, StoredBlob stored, string putId, CancellationToken ct)
    {
        if (await unit.Db.Set<BlobRow>().FirstOrDefaultAsync(b => b.Key == stored.Key, ct) is { } row)
        {
            await LoosenAsync(unit, row.PutId, ct);
            row.PutId = putId;
        }
        else
        {
            unit.Db.Add(new BlobRow { Key = stored.Key, PutId = putId });
        }
        await unit.Db.SaveChangesAsync(ct);
        await unit.Db.Set<BlobPutRow>().Where(p => p.Id == putId).ExecuteUpdateAsync(s => s.SetProperty(p => p.IsLoose, false).SetProperty(p => p.SizeBytes, stored.SizeBytes).SetProperty(p => p.At, unit.Now), ct);
        return true;
    }

    private static Task LoosenAsync(WriteUnit unit, string putId, CancellationToken ct) =>
        unit.Db.Set<BlobPutRow>().Where(p => p.Id == putId).ExecuteUpdateAsync(s => s.SetProperty(p => p.IsLoose, true).SetProperty(p => p.At, unit.Now), ct);

    /// <summary>What nothing shows any more, and what a server that ended left half.</summary>
    private Task SweepAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var before = unit.Now - _grace;
        var ids = await unit.Db.Set<BlobPutRow>().Where(p => p.IsLoose && p.At < before).OrderBy(p => p.At).Select(p => p.Id).Take(MostSwept).ToListAsync(ct);
        if (ids.Count == 0) return 0;
        await unit.Db.Set<BlobPartRow>().Where(p => ids.Contains(p.PutId)).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<BlobPutRow>().Where(p => ids.Contains(p.Id)).ExecuteDeleteAsync(ct);
    }, ct);

    private Task<BlobPutRow?> FindAsync(string key, CancellationToken ct) => store.ReadAsync(
        db => db.Set<BlobRow>().AsNoTracking().Where(b => b.Key == key).Join(db.Set<BlobPutRow>().AsNoTracking(), b => b.PutId, p => p.Id, (b, p) => p).FirstOrDefaultAsync(ct), ct);

    /// <summary>Fetches one part after the other.</summary>
    private sealed class PartStream(IStore store, string putId, long start, long length) : ForwardStream
    {
        private readonly long _end = start + length;
        private long _at = start;
        private ReadOnlyMemory<byte> _part;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at >= _end || buffer.Length == 0) return 0;
            if (_part.Length == 0)
            {
                var (number, skipped) = ((int)(_at / PartBytes), (int)(_at % PartBytes));
                var bytes = await store.ReadAsync(db => db.Set<BlobPartRow>().AsNoTracking().Where(p => p.PutId == putId && p.Number == number).Select(p => p.Bytes).FirstOrDefaultAsync(cancellationToken), cancellationToken);
                _part = bytes is null ? throw new IOException("A part of the file is gone.") : bytes.AsMemory(skipped);
            }
            var read = (int)Math.Min(Math.Min(buffer.Length, _part.Length), _end - _at);
            _part[..read].CopyTo(buffer);
            _part = _part[read..];
            _at += read;
            return read;
        }
    }
}
