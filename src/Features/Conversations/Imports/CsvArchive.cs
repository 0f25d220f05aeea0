using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Parley.Platform.Operations;

namespace Parley.Conversations.Imports;

/// <summary>
/// A zip file of CSV files (MIG-030 to MIG-033): <c>users.csv</c> and <c>channels.csv</c> at the top, one folder for each room and <c>directmessages</c> for
/// conversations. What is in it is read with limits, since somebody else packed it (SEC-034).
/// </summary>
internal sealed class CsvArchive(Stream file)
{
    private const int MostEntries = 20_000;
    private const long MostBytes = 512L * 1024 * 1024;
    private const int LargestRatio = 200;
    private const string DirectFolder = "directmessages";
    private static readonly CsvConfiguration _configuration = new(CultureInfo.InvariantCulture) { HasHeaderRecord = false, BadDataFound = null, MissingFieldFound = null, MaxFieldSize = 100_000, Mode = CsvMode.RFC4180 };
    private long _left = MostBytes;

    /// <summary>Everything in it, users first, then rooms, then messages.</summary>
    /// <exception cref="WireError"><c>error-import-file-invalid</c>.</exception>
    public IEnumerable<(string Kind, string SourceId, object Record)> Read()
    {
        using var zip = Open();
        var files = zip.Entries.Where(e => e.FullName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !e.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)).ToList();
        foreach (var record in Top(files, "users.csv").SelectMany(Rows)) yield return (ImportItemRow.User, Field(record, 0), new ImportedUser(Field(record, 0), Field(record, 1), Field(record, 2)));
        foreach (var record in Top(files, "channels.csv").SelectMany(Rows))
        {
            var members = Field(record, 3).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            yield return (ImportItemRow.Channel, Field(record, 0), new ImportedChannel(Field(record, 0), Field(record, 1), Field(record, 2).Equals("private", StringComparison.OrdinalIgnoreCase), false, members));
        }
        var pairs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in files.Where(e => e.FullName.Split('/') is [_, { Length: > 4 }]))
        {
            var folder = entry.FullName.Split('/')[0];
            foreach (var record in Rows(entry))
            {
                var isDirect = folder.Equals(DirectFolder, StringComparison.OrdinalIgnoreCase);
                if (!long.TryParse(Field(record, isDirect ? 2 : 1), CultureInfo.InvariantCulture, out var at) || at is <= 0 or > 253_402_300_799_999) continue;
                if (!isDirect)
                {
                    yield return (ImportItemRow.Message, folder, new ImportedMessage(Field(record, 0), at, Field(record, 2)));
                    continue;
                }
                string[] people = [.. new[] { Field(record, 0), Field(record, 1) }.Order(StringComparer.Ordinal)];
                var id = "direct:" + string.Join(',', people);
                if (pairs.Add(id)) yield return (ImportItemRow.Channel, id, new ImportedChannel(id, people[0], true, true, people));
                yield return (ImportItemRow.Message, id, new ImportedMessage(Field(record, 0), at, Field(record, 3)));
            }
        }
    }

    private ZipArchive Open()
    {
        try
        {
            var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return zip.Entries.Count <= MostEntries ? zip : throw Invalid("It holds too many files");
        }
        catch (InvalidDataException)
        {
            throw Invalid("It is no zip file");
        }
    }

    private static IEnumerable<ZipArchiveEntry> Top(List<ZipArchiveEntry> files, string name) => files.Where(e => e.FullName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private List<string[]> Rows(ZipArchiveEntry entry)
    {
        var rows = new List<string[]>();
        try
        {
            using var reader = new StreamReader(new MemoryStream(Unpack(entry), writable: false), Encoding.UTF8);
            using var parser = new CsvParser(reader, _configuration);
            while (parser.Read())
            {
                if (parser.Record is { Length: >= 3 } record) rows.Add(record);
            }
            return rows;
        }
        catch (Exception broken) when (broken is CsvHelperException or InvalidDataException)
        {
            throw Invalid($"{entry.Name} cannot be read");
        }
    }

    /// <summary>Counts what really comes out, whatever the archive says about itself.</summary>
    private byte[] Unpack(ZipArchiveEntry entry)
    {
        var most = Math.Min(_left, Math.Max(1024 * 1024, entry.CompressedLength * LargestRatio));
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (content.Read(buffer) is > 0 and var read)
        {
            if (bytes.Length + read > most) throw Invalid($"{entry.Name} is larger unpacked than is taken");
            bytes.Write(buffer, 0, read);
        }
        _left -= bytes.Length;
        return bytes.ToArray();
    }

    private static string Field(string[] record, int index) => index < record.Length ? record[index].Trim().Replace("\0", "", StringComparison.Ordinal) : "";

    private static WireError Invalid(string why) => new("error-import-file-invalid", $"The file cannot be imported. {why}");
}
