using Parley.Platform.CommandLine;

namespace Parley.Server.Operators.Backups;

/// <summary>
/// The last part of a restore: what is unpacked and whole takes the place of what was there, by renaming. Each step may have been done
/// before, so that whoever starts next can end what a stopped command began.
/// </summary>
internal static class PendingRestore
{
    public const string Prefix = ".restore-";
    private const string ReplacedPrefix = ".replaced-";
    private const string Ready = "ready";

    /// <summary>Beside the database, so that it can be renamed into its place.</summary>
    public static string RestoredDatabase(string sqlitePath) => Path.GetFullPath(sqlitePath) + ".restored";

    public static void MarkReady(string stage)
    {
        using var mark = new FileStream(Path.Combine(stage, Ready), FileMode.Create, FileAccess.Write);
        mark.WriteByte((byte)'1');
        mark.Flush(flushToDisk: true);
    }

    /// <summary>Ends a restore that was stopped after its archive was found to be whole.</summary>
    /// <exception cref="OperatorException">Something works with the folder.</exception>
    public static void Finish(string dataFolder, string sqlitePath)
    {
        if (!System.IO.Directory.Exists(dataFolder)) return;
        foreach (var stage in Stages(dataFolder).Where(s => File.Exists(Path.Combine(s, Ready))))
        {
            using var alone = DataFolderUse.TryTakeAlone(dataFolder) ?? throw new OperatorException($"A restore of {dataFolder} must be ended, but something works with that folder.");
            Complete(stage, dataFolder, sqlitePath);
        }
    }

    /// <summary>What a command left that was stopped before its archive was whole.</summary>
    public static void RemoveAbandoned(string dataFolder)
    {
        foreach (var stage in Stages(dataFolder).Where(s => !File.Exists(Path.Combine(s, Ready)))) System.IO.Directory.Delete(stage, recursive: true);
        foreach (var old in System.IO.Directory.EnumerateDirectories(dataFolder, ReplacedPrefix + "*").ToList()) System.IO.Directory.Delete(old, recursive: true);
    }

    /// <summary>The caller has the folder alone.</summary>
    public static void Complete(string stage, string dataFolder, string sqlitePath)
    {
        var replaced = Path.Combine(dataFolder, ReplacedPrefix + Path.GetFileName(stage)[Prefix.Length..]);
        System.IO.Directory.CreateDirectory(replaced);
        var data = Path.Combine(stage, "data");
        // Files of the old workspace go even when the new one has none.
        var names = System.IO.Directory.Exists(data) ? System.IO.Directory.EnumerateFileSystemEntries(data).Select(e => Path.GetFileName(e)!).ToList() : [];
        if (!names.Contains("files") && !File.Exists(Path.Combine(stage, "files-gone")))
        {
            Move(Path.Combine(dataFolder, "files"), Path.Combine(replaced, "files"));
            File.WriteAllText(Path.Combine(stage, "files-gone"), "");
        }
        foreach (var name in names)
        {
            Move(Path.Combine(dataFolder, name), Path.Combine(replaced, name));
            Move(Path.Combine(data, name), Path.Combine(dataFolder, name));
        }
        ReplaceDatabase(sqlitePath);
        System.IO.Directory.Delete(replaced, recursive: true);
        System.IO.Directory.Delete(stage, recursive: true);
    }

    private static void ReplaceDatabase(string sqlitePath)
    {
        if (sqlitePath.Length == 0 || !File.Exists(RestoredDatabase(sqlitePath))) return;
        // A log of the old database must never meet the new one.
        foreach (var beside in new[] { "-wal", "-shm", "-journal" }) File.Delete(Path.GetFullPath(sqlitePath) + beside);
        File.Move(RestoredDatabase(sqlitePath), Path.GetFullPath(sqlitePath), overwrite: true);
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from)) File.Move(from, to, overwrite: true);
        else if (System.IO.Directory.Exists(from)) System.IO.Directory.Move(from, to);
    }

    private static List<string> Stages(string dataFolder) => [.. System.IO.Directory.EnumerateDirectories(dataFolder, Prefix + "*")];
}
