using System.CommandLine;
using Parley.Platform.CommandLine;

namespace Parley.Server.Operators.Backups;

/// <summary><c>parley backup</c>, <c>parley restore</c>.</summary>
internal static class BackupCommands
{
    private const string Standard = "-";

    public static IEnumerable<Command> All(OperatorConsole console) => [Backup(console), Restore(console)];

    private static Command Backup(OperatorConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "where to write; - for standard output" };
        var force = new Option<bool>("--force") { Description = "take the place of a file that is there" };
        var backup = new Command("backup", "Write database and files into one archive. The server may run.") { file, force };
        backup.SetAction((given, ct) => console.RunAsync(async () =>
        {
            var configuration = OperatorWorkspace.Configuration();
            var database = new WorkspaceDatabase(configuration);
            var job = new WriteBackup(configuration, database, TimeProvider.System);
            var path = given.GetRequiredValue(file);
            using var use = DataFolderUse.Share(configuration.DataFolder);
            var (files, bytes) = path == Standard ? await ToStandardOutputAsync(job, ct) : await ToFileAsync(job, path, given.GetValue(force), ct);
            console.Note($"{files} files and the database, {bytes} bytes before compression.");
            if (configuration.SecretKey is { Length: > 0 }) console.Note("Secrets are sealed with PARLEY_SECRETS_KEY, which is not in this backup: keep it.");
            if (await RemoteStoreAsync(database, ct) is { } store) console.Note($"Files that were put into {store} stay there and are not in this backup.");
            return 0;
        }));
        return backup;
    }

    private static Command Restore(OperatorConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "a file of \"backup\"; - for standard input" };
        var replace = new Option<bool>("--replace") { Description = "the workspace that is there now may go" };
        var restore = new Command("restore", "Put a backup in its place. No server may work with the workspace.") { file, replace };
        restore.SetAction((given, ct) => console.RunAsync(async () =>
        {
            var configuration = OperatorWorkspace.Configuration();
            var job = new RestoreBackup(configuration, new WorkspaceDatabase(configuration));
            var path = given.GetRequiredValue(file);
            await using Stream archive = path == Standard ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var files = await job.ExecuteAsync(archive, given.GetValue(replace), ct);
            console.Note($"The database and {files} files were restored.");
            return 0;
        }));
        return restore;
    }

    private static async Task<(int Files, long Bytes)> ToStandardOutputAsync(WriteBackup job, CancellationToken ct)
    {
        await using var output = Console.OpenStandardOutput();
        return await job.ExecuteAsync(output, ct);
    }

    /// <summary>The file gets its name when it is whole, and nobody else may read it.</summary>
    private static async Task<(int Files, long Bytes)> ToFileAsync(WriteBackup job, string path, bool mayReplace, CancellationToken ct)
    {
        if (File.Exists(path) && !mayReplace) throw new OperatorException($"{path} is there already. With --force the backup takes its place.");
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            (int, long) written;
            await using (var target = new FileStream(part, options))
            {
                written = await job.ExecuteAsync(target, ct);
                await target.FlushAsync(ct);
                RandomAccess.FlushToDisk(target.SafeFileHandle);
            }
            File.Move(part, path, overwrite: mayReplace);
            return written;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <returns>Null when files lie in the data folder.</returns>
    private static async Task<string?> RemoteStoreAsync(WorkspaceDatabase database, CancellationToken ct)
    {
        const string id = "FileUpload_Storage_Type";
        var kind = Environment.GetEnvironmentVariable("OVERWRITE_SETTING_" + id) ?? (await database.SettingAsync(id, ct))?.Trim('"') ?? Environment.GetEnvironmentVariable(id);
        return kind is null or "" or "FileSystem" ? null : kind;
    }
}
