using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Server.Operators.Backups;

/// <summary>
/// A backup is a tar file under gzip: <c>parley.json</c> (what it is), the database, the files of the data folder, and at the end
/// <c>manifest.json</c> with the length and hash of each. One without its end is no backup.
/// </summary>
internal static class BackupFormat
{
    public const string Head = "parley.json";
    public const string Manifest = "manifest.json";
    public const string SqliteDatabase = "database/parley.db";
    public const string PostgresDatabase = "database/parley.pgdump";
    public const string Data = "data/";
    public const int Version = 1;

    /// <summary>What commands and servers leave in a data folder for themselves.</summary>
    public static bool IsOwnMark(string name) =>
        name is DataFolderUse.FileName or ".operator-news" || name.StartsWith(".backup-", StringComparison.Ordinal) || name.StartsWith(".restore-", StringComparison.Ordinal) || name.StartsWith(".replaced-", StringComparison.Ordinal);

    /// <summary>Whether a name stays below the folder it is unpacked into.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and < 1024 && !name.Contains('\\', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal)
        && name.Split('/').All(part => part is not ("" or "." or ".."));
}

/// <param name="Engine"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Migrations">The changes the database has seen.</param>
/// <param name="Tables">Of PostgreSQL: what the database consists of.</param>
internal sealed record BackupHead(int Format, string Product, string Engine, DateTimeOffset CreatedAt, IReadOnlyList<string> Migrations, IReadOnlyList<string> Tables);

internal sealed record BackupEntry(string Name, long SizeBytes, string Sha256);

internal sealed record BackupManifest(IReadOnlyList<BackupEntry> Entries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupHead))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
