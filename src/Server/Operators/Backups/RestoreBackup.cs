using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Parley.Platform.CommandLine;
using Parley.Server.Storage;

namespace Parley.Server.Operators.Backups;

/// <summary>
/// Puts a backup in the place of a workspace (DEP-077). The archive is unpacked beside it and read to its end first; what was there is
/// touched only when everything is known to be whole. Stopped before that point, nothing has changed; stopped after it, the next start ends the work.
/// </summary>
internal sealed class RestoreBackup(ServerConfiguration configuration, WorkspaceDatabase database)
{
    private const int LargestText = 256 * 1024 * 1024;
    private readonly List<BackupEntry> _found = [];
    private BackupHead? _head;
    private BackupManifest? _manifest;

    /// <param name="mayReplace">The operator agreed that the present workspace goes.</param>
    /// <returns>How many files were restored.</returns>
    /// <exception cref="OperatorException">The archive is not whole or of another engine or a newer version, something works with the workspace, or it may not be replaced.</exception>
    public async Task<int> ExecuteAsync(Stream archive, bool mayReplace, CancellationToken ct)
    {
        PendingRestore.Finish(configuration.DataFolder, configuration.SqlitePath);
        using var alone = DataFolderUse.TryTakeAlone(configuration.DataFolder) ?? throw new OperatorException($"A server or a command works with {configuration.DataFolder}. Stop it first.");
        await database.RequireAloneAsync(ct);
        if (!mayReplace && (await database.MigrationsAsync(ct)).Count > 0) throw new OperatorException("There is a workspace already. With --replace the backup takes its place, and what is there now is gone.");
        PendingRestore.RemoveAbandoned(configuration.DataFolder);
        var stage = Path.Combine(configuration.DataFolder, PendingRestore.Prefix + Guid.NewGuid().ToString("N"));
        System.IO.Directory.CreateDirectory(stage);
        try
        {
            await UnpackAsync(archive, stage, ct);
            Check();
            await PlaceDatabaseAsync(Path.Combine(stage, database.EntryName), ct);
            PendingRestore.MarkReady(stage);
        }
        catch
        {
            System.IO.Directory.Delete(stage, recursive: true);
            if (configuration.SqlitePath.Length > 0) File.Delete(PendingRestore.RestoredDatabase(configuration.SqlitePath));
            throw;
        }
        PendingRestore.Complete(stage, configuration.DataFolder, configuration.SqlitePath);
        return _manifest!.Entries.Count(e => e.Name.StartsWith(BackupFormat.Data, StringComparison.Ordinal));
    }

    private async Task UnpackAsync(Stream archive, string stage, CancellationToken ct)
    {
        try
        {
            await using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            await using var reader = new TarReader(gzip, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
            {
                if (_manifest is not null) throw new OperatorException("The archive goes on behind its end.");
                await TakeAsync(entry, stage, ct);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new OperatorException("This is no whole backup: " + problem.Message);
        }
    }

    private async Task TakeAsync(TarEntry entry, string stage, CancellationToken ct)
    {
        if (_head is null && entry.Name != BackupFormat.Head) throw new OperatorException("This is no backup of Parley.");
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !BackupFormat.IsSafe(entry.Name)) throw new OperatorException($"The archive holds something that no backup has: {entry.Name}");
        await using var content = new HashedContent(entry.DataStream ?? Stream.Null);
        switch (entry.Name)
        {
            case BackupFormat.Head:
                var head = await TextAsync(content, entry.Length, ct);
                _head = JsonSerializer.Deserialize(head, BackupJson.Default.BackupHead);
                CheckHead();
                break;
            case BackupFormat.Manifest:
                _manifest = JsonSerializer.Deserialize(await TextAsync(content, entry.Length, ct), BackupJson.Default.BackupManifest);
                return;
            default:
                if (entry.Name != database.EntryName && !entry.Name.StartsWith(BackupFormat.Data, StringComparison.Ordinal)) throw new OperatorException($"The archive holds something that no backup has: {entry.Name}");
                await StoreAsync(content, Path.Combine(stage, entry.Name), ct);
                break;
        }
        _found.Add(new(entry.Name, entry.Length, content.Sha256()));
    }

    private void CheckHead()
    {
        if (_head is not { Product: "parley" } head) throw new OperatorException("This is no backup of Parley.");
        if (head.Format != BackupFormat.Version) throw new OperatorException($"The backup has format {head.Format}; this version reads {BackupFormat.Version}.");
        if (head.Engine != database.Engine) throw new OperatorException($"The backup is of {head.Engine}, but DATABASE_URL names {database.Engine}.");
        if (database.StateOf(head.Migrations) == SchemaState.Newer) throw new OperatorException("The backup was made by a newer version. Install that one first.");
    }

    private void Check()
    {
        if (_manifest is null) throw new OperatorException("This is no whole backup: its end is missing.");
        if (!_manifest.Entries.SequenceEqual(_found)) throw new OperatorException("This is no whole backup: something in it was changed.");
        if (_found.All(e => e.Name != database.EntryName)) throw new OperatorException("The backup holds no database.");
    }

    private async Task PlaceDatabaseAsync(string copy, CancellationToken ct)
    {
        if (configuration.PostgresConnection is { } postgres)
        {
            await database.RequireAloneAsync(ct);
            await PostgresTools.RestoreAsync(postgres, copy, ct);
            // Tables of a newer version would stand in the way of its changes later.
            await database.DropTablesExceptAsync(_head!.Tables, ct);
            File.Delete(copy);
            return;
        }
        var problems = await DatabaseIntegrity.SqliteAsync(copy, ct);
        if (problems.Count > 0) throw new OperatorException("The database in the backup is damaged: " + problems[0]);
        var target = PendingRestore.RestoredDatabase(configuration.SqlitePath);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(copy, target, overwrite: true);
    }

    private static async Task StoreAsync(Stream content, string path, CancellationToken ct)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
        await content.CopyToAsync(file, ct);
        await file.FlushAsync(ct);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    private static async Task<byte[]> TextAsync(Stream content, long length, CancellationToken ct)
    {
        if (length > LargestText) throw new OperatorException("The archive is no backup: a list in it is too long.");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}
