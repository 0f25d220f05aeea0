using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parley.Platform.CommandLine;

namespace Parley.Server.Operators.Backups;

/// <summary>Writes a workspace into one archive while servers work on it (DEP-075).</summary>
internal sealed class WriteBackup(ServerConfiguration configuration, WorkspaceDatabase database, TimeProvider clock)
{
    private readonly List<BackupEntry> _entries = [];

    /// <param name="target">Need not be one that can seek.</param>
    /// <returns>How many files are in it, and their bytes.</returns>
    /// <exception cref="OperatorException">There is no workspace, or the database cannot be copied.</exception>
    public async Task<(int Files, long Bytes)> ExecuteAsync(Stream target, CancellationToken ct)
    {
        var migrations = await database.MigrationsAsync(ct);
        if (migrations.Count == 0) throw new OperatorException("There is no workspace to back up. PARLEY_DATA and DATABASE_URL say where it is.");
        System.IO.Directory.CreateDirectory(configuration.DataFolder);
        var copy = Path.Combine(configuration.DataFolder, ".backup-" + Guid.NewGuid().ToString("N"));
        try
        {
            // The database first: files come before the rows that name them, so whatever the copy names is there.
            await database.CopyToAsync(copy, ct);
            var head = new BackupHead(BackupFormat.Version, "parley", database.Engine, clock.GetUtcNow(), migrations, await database.TablesAsync(ct));
            await using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
            await using var archive = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
            await AddTextAsync(archive, BackupFormat.Head, head, BackupJson.Default.BackupHead, ct);
            await AddFileAsync(archive, database.EntryName, copy, ct);
            File.Delete(copy);
            await AddFolderAsync(archive, configuration.DataFolder, "", ct);
            var manifest = new BackupManifest([.. _entries]);
            await AddTextAsync(archive, BackupFormat.Manifest, manifest, BackupJson.Default.BackupManifest, ct);
            return (manifest.Entries.Count - 2, manifest.Entries.Sum(e => e.SizeBytes));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private async Task AddFolderAsync(TarWriter archive, string folder, string prefix, CancellationToken ct)
    {
        foreach (var item in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            // Links may lead anywhere.
            if (item.LinkTarget is not null) continue;
            var name = prefix + item.Name;
            if (item is DirectoryInfo)
            {
                if (item.Name != ".incoming" && !(prefix.Length == 0 && BackupFormat.IsOwnMark(item.Name))) await AddFolderAsync(archive, item.FullName, name + "/", ct);
            }
            else if (!IsLeftOut(item.FullName, prefix, item.Name))
            {
                await AddFileAsync(archive, BackupFormat.Data + name, item.FullName, ct);
            }
        }
    }

    private bool IsLeftOut(string path, string prefix, string name) =>
        (prefix.Length == 0 && BackupFormat.IsOwnMark(name))
        || (configuration.SqlitePath.Length > 0 && path.StartsWith(Path.GetFullPath(configuration.SqlitePath), StringComparison.Ordinal) && path[Path.GetFullPath(configuration.SqlitePath).Length..] is "" or "-wal" or "-shm" or "-journal" or ".restored");

    private async Task AddFileAsync(TarWriter archive, string name, string path, CancellationToken ct)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (FileNotFoundException)
        {
            // Removed since the folder was read.
            return;
        }
        await AddAsync(archive, name, file, ct);
    }

    private Task AddTextAsync<T>(TarWriter archive, string name, T value, JsonTypeInfo<T> type, CancellationToken ct) =>
        AddAsync(archive, name, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, type), writable: false), ct);

    private async Task AddAsync(TarWriter archive, string name, Stream content, CancellationToken ct)
    {
        await using var hashed = new HashedContent(content);
        var size = content.Length;
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = hashed, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, ModificationTime = clock.GetUtcNow() };
        await archive.WriteEntryAsync(entry, ct);
        _entries.Add(new(name, size, hashed.Sha256()));
    }
}
