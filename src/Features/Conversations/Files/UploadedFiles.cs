using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Blobs;
using Parley.Platform.Storage;

namespace Parley.Conversations.Files;

/// <summary>Rows and bytes of uploads, which come and go together.</summary>
internal sealed class UploadedFiles(IStore store, IBlobStore blobs)
{
    private const int LongestName = 200;
    private const int Chunk = 200;

    public static string KeyOf(string id) => "uploads/" + id;

    public Task<UploadRow?> FindAsync(string id, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<UploadRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct), ct);

    public Task AddAsync(IReadOnlyList<UploadRow> rows, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        unit.Db.AddRange(rows);
        return await unit.Db.SaveChangesAsync(ct);
    }, ct);

    /// <summary>Removes uploads, a few at a time: first the bytes, so that a failure leaves rows that say what is left to do.</summary>
    public Task RemoveAsync(Func<IQueryable<UploadRow>, IQueryable<UploadRow>> which, CancellationToken ct) => RemoveAsync((rows, _) => which(rows), ct);

    /// <param name="which">Chooses among the uploads, knowing the messages.</param>
    public async Task RemoveAsync(Func<IQueryable<UploadRow>, IQueryable<MessageRow>, IQueryable<UploadRow>> which, CancellationToken ct)
    {
        while (true)
        {
            var ids = await store.ReadAsync(db => which(db.Set<UploadRow>().AsNoTracking(), db.Set<MessageRow>()).OrderBy(u => u.Id).Select(u => u.Id).Take(Chunk).ToListAsync(ct), ct);
            if (ids.Count == 0) return;
            foreach (var id in ids) await blobs.DeleteAsync(KeyOf(id), ct);
            await store.WriteAsync(unit => unit.Db.Set<UploadRow>().Where(u => ids.Contains(u.Id)).ExecuteDeleteAsync(ct), ct);
        }
    }

    /// <summary>What a file may be called: the last part of a path, without characters that hide or reorder others, at most 200 long with its ending kept.</summary>
    public static string CleanName(string given)
    {
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            // Replacement characters stand for broken surrogates, which no store keeps.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsInvisible(rune.Value)) continue;
            kept.Append(rune);
        }
        var name = kept.ToString().Trim().TrimEnd('.');
        if (name.Length == 0) return "file";
        if (name.Length <= LongestName) return name;
        var ending = Path.GetExtension(name) is { Length: <= 20 } extension ? extension : "";
        var stem = name[..(LongestName - ending.Length)];
        if (char.IsHighSurrogate(stem[^1])) stem = stem[..^1];
        return stem + ending;
    }

    /// <summary>Zero-width marks and overrides of the writing direction, which can make <c>exe</c> look like <c>jpg</c>.</summary>
    private static bool IsInvisible(int rune) => rune is (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x061C or 0xFEFF;
}
