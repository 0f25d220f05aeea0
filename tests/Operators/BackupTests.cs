using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Operators;

/// <summary>Backups through the program itself, while a server works and after it has ended: DEP-015, DEP-075, DEP-077, SEC-034.</summary>
public sealed class BackupTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task DEP_075_DEP_077_backup_brings_back_everything_and_nothing_else_is_taken_for_one(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var command = new OperatorCommand(server);
        var folder = Scratch.Folder("backups");
        var file = Path.Combine(folder, "one.tar.gz");
        var roomId = await cast.RoomAsync("groups");
        var kept = await cast.SayAsync(roomId, "words worth keeping");
        var path = (await Cast.UploadAsync(cast.Ada, roomId)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
        await cast.Admin.PostAsync("settings/Message_MaxAllowedSize", new { value = 4711 }).SucceedsAsync();

        Assert.Matches("^[23] files", (await command.RunAsync("backup", file)).OrThrow().Notes);
        Assert.Equal(1, (await command.RunAsync("backup", file)).ExitCode);

        var later = await cast.SayAsync(roomId, "words from later");
        await cast.Admin.PostAsync("settings/Message_MaxAllowedSize", new { value = 815 }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = kept }).SucceedsAsync();
        await RefusesAsync("Stop it first", "restore", "--replace", file);
        await server.StopAsync();
        await RefusesAsync("--replace", "restore", file);
        await RefusesAsync("no whole backup", "restore", "--replace", Altered(file, bytes => bytes[..(bytes.Length / 2)]));
        await RefusesAsync("backup", "restore", "--replace", Altered(file, _ => "not an archive"u8.ToArray()));
        await RefusesAsync("no backup", "restore", "--replace", Archive(folder, ("../../escaped", "x")));
        await RefusesAsync("that no backup has", "restore", "--replace", Rebuilt(file, folder, (name, text) => name == "manifest.json" ? [("data/../../escaped", "x"), (name, text)] : [(name, text)]));
        await RefusesAsync("was changed", "restore", "--replace", Rebuilt(file, folder, (name, text) => name.StartsWith("data/files", StringComparison.Ordinal) ? [(name, text + "!")] : [(name, text)]));
        await RefusesAsync("newer version", "restore", "--replace", Rebuilt(file, folder, (name, text) => [(name, name == "parley.json" ? text.Replace("\"migrations\": [", "\"migrations\": [\"29990101000000_Later\",", StringComparison.Ordinal) : text)]));
        await RefusesAsync("end is missing", "restore", "--replace", Rebuilt(file, folder, (name, text) => name == "manifest.json" ? [] : [(name, text)]));
        await KilledAsync(command, file);

        // Whatever was tried, the workspace is what it was.
        await server.RestartAsync();
        Assert.Equal("words from later", (await Cast.MessageAsync(cast.Ada, later)).GetProperty("msg").GetString());
        Assert.False((await cast.Ada.Rest.GetAsync($"chat.getMessage?msgId={kept}")).Succeeded);
        await server.StopAsync();

        (await command.RunAsync("restore", "--replace", file)).OrThrow();
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(server.DataFolder), entry => Path.GetFileName(entry).StartsWith(".re", StringComparison.Ordinal));
        await server.RestartAsync();

        Assert.Equal("words worth keeping", (await Cast.MessageAsync(cast.Ada, kept)).GetProperty("msg").GetString());
        Assert.False((await cast.Ada.Rest.GetAsync($"chat.getMessage?msgId={later}")).Succeeded);
        Assert.Equal("plain words", (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
        Assert.Equal(4711, (await cast.Admin.GetAsync("settings/Message_MaxAllowedSize")).OrThrow()["value"].GetInt32());
        using var again = await server.LoginAsync(cast.Bob.Username, cast.Bob.Password);
        Assert.Equal("database: whole", (await command.RunAsync("check")).OrThrow().Output.Split('\n').First(line => line.StartsWith("database", StringComparison.Ordinal)));
        File.Delete(Directory.EnumerateFiles(Path.Combine(server.DataFolder, "files"), "*", SearchOption.AllDirectories).First(name => File.ReadAllText(name) == "plain words"));
        var damaged = await command.RunAsync("check");
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("is not in the store", damaged.Output, StringComparison.Ordinal);
        Scratch.Delete(folder);

        async Task RefusesAsync(string words, params string[] arguments)
        {
            var reply = await command.RunAsync(arguments);
            Assert.True(reply.ExitCode == 1 && reply.Notes.Contains(words, StringComparison.Ordinal), $"{string.Join(' ', arguments)} ended with {reply.ExitCode}: {reply.Notes}");
        }

        string Altered(string original, Func<byte[], byte[]> change)
        {
            var target = Path.Combine(folder, Scratch.Name("altered"));
            File.WriteAllBytes(target, change(File.ReadAllBytes(original)));
            return target;
        }
    }

    [Fact]
    public async Task DEP_077_restore_that_was_stopped_between_its_last_steps_is_ended_by_the_next_start()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite);
        await using var cast = await Cast.OnAsync(server);
        var command = new OperatorCommand(server);
        var folder = Scratch.Folder("backups");
        var roomId = await cast.RoomAsync();
        var kept = await cast.SayAsync(roomId, "words worth keeping");
        var path = (await Cast.UploadAsync(cast.Ada, roomId)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
        (await command.RunAsync("backup", Path.Combine(folder, "one"))).OrThrow();
        var later = await cast.SayAsync(roomId, "words from later");
        await server.StopAsync();

        // As a command leaves it that is killed after the archive was found to be whole: one file is in its place already, the database is not.
        var stage = Path.Combine(server.DataFolder, ".restore-cut");
        await using (var archive = File.OpenRead(Path.Combine(folder, "one")))
        {
            foreach (var (name, text) in Entries(archive))
            {
                var target = name == "database/parley.db" ? Path.Combine(server.DataFolder, "parley.db.restored") : Path.Combine(stage, name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllBytesAsync(target, Encoding.Latin1.GetBytes(text));
            }
        }
        await File.WriteAllTextAsync(Path.Combine(stage, "ready"), "1");
        await server.RestartAsync();

        Assert.Equal("words worth keeping", (await Cast.MessageAsync(cast.Ada, kept)).GetProperty("msg").GetString());
        Assert.False((await cast.Ada.Rest.GetAsync($"chat.getMessage?msgId={later}")).Succeeded);
        Assert.Equal("plain words", (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
        Assert.False(Directory.Exists(stage));
        Scratch.Delete(folder);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task DEP_015_backup_streams_and_settings_and_the_search_index_are_carried(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Message_AllowPinning"] = "true" });
        await using var cast = await Cast.OnAsync(server);
        var command = new OperatorCommand(server);
        var roomId = await cast.RoomAsync();
        var found = await cast.SayAsync(roomId, "a needle in the hay");
        await using var line = await cast.Bob.ConnectAsync();

        await cast.Admin.PostAsync("settings/SMTP_Password", new { value = "s3cret" }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Site_Name", new { value = "Carried" }).SucceedsAsync();
        var export = (await command.RunAsync("settings", "export")).OrThrow().Output;
        Assert.Contains("Carried", export, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", export, StringComparison.Ordinal);
        Assert.Contains("s3cret", (await command.RunAsync("settings", "export", "--secrets")).OrThrow().Output, StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/Site_Name", new { value = "Other" }).SucceedsAsync();
        Assert.Contains("1 settings would be", (await command.RunWithAsync(export, "settings", "import", "--dry-run")).OrThrow().Notes, StringComparison.Ordinal);
        Assert.Equal("Other", (await cast.Admin.GetAsync("settings/Site_Name")).OrThrow()["value"].GetString());
        Assert.Contains("1 settings were", (await command.RunWithAsync(export, "settings", "import")).OrThrow().Notes, StringComparison.Ordinal);
        // The server that runs has heard of it.
        await Eventually.Async(async () => (await cast.Admin.GetAsync("settings/Site_Name")).OrThrow()["value"].GetString() == "Carried", "the running server takes the setting");
        var wrong = await command.RunWithAsync("""{"settings":{"Site_Name":"Third","Message_AllowPinning":"perhaps","No_Such_Setting":1}}""", "settings", "import");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("Message_AllowPinning", wrong.Notes, StringComparison.Ordinal);
        Assert.Contains("No_Such_Setting", wrong.Notes, StringComparison.Ordinal);
        Assert.Equal(1, (await command.RunWithAsync("nonsense", "settings", "import")).ExitCode);

        Assert.Contains("messages can be found", (await command.RunAsync("reindex")).OrThrow().Notes, StringComparison.Ordinal);
        var hits = (await cast.Bob.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=needle")).OrThrow()["messages"].Ids();
        Assert.Equal([found], hits);
        (await command.RunAsync("check")).OrThrow();
        Assert.Matches(@"totalMessages +[1-9]", (await command.RunAsync("stats")).OrThrow().Output);

        using var process = command.Start("backup", "-");
        process.StandardInput.Close();
        using var archive = new MemoryStream();
        var notes = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.BaseStream.CopyToAsync(archive, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await notes);
        archive.Position = 0;
        var names = Entries(archive).Select(entry => entry.Name).ToList();
        Assert.Equal(("parley.json", "manifest.json"), (names[0], names[^1]));
        Assert.DoesNotContain(names, name => name.EndsWith("-wal", StringComparison.Ordinal) || name.Contains("parley.lock", StringComparison.Ordinal));

        command.Environment["DATABASE_URL"] = engine == Engine.Sqlite ? "sqlite:" + Path.Combine(server.DataFolder, "nothing.db") : "postgres://parley:parley@127.0.0.1:1/nothing";
        Assert.Equal(1, (await command.RunAsync("backup", Path.Combine(server.DataFolder, "x"))).ExitCode);
        Assert.Equal(1, (await command.RunAsync("stats")).ExitCode);
        command.Environment["DATABASE_URL"] = "mysql://nowhere";
        Assert.Equal(1, (await command.RunAsync("stats")).ExitCode);
    }

    /// <summary>The archive comes slowly, and the command is killed in the middle of it.</summary>
    private static async Task KilledAsync(OperatorCommand command, string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        using var process = command.Start("restore", "--replace", "-");
        _ = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(bytes.AsMemory(0, bytes.Length - 200));
        await process.StandardInput.BaseStream.FlushAsync();
        var folder = command.Environment["PARLEY_DATA"]!;
        await Eventually.Async(() => Task.FromResult(Directory.EnumerateDirectories(folder, ".restore-*").Any(stage => Directory.Exists(Path.Combine(stage, "database")))), "the archive is being unpacked");
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static string Archive(string folder, params (string Name, string Text)[] entries)
    {
        var path = Path.Combine(folder, Scratch.Name("made"));
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        foreach (var (name, text) in entries) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(text)) });
        return path;
    }

    /// <summary>The same archive with other entries.</summary>
    private static string Rebuilt(string original, string folder, Func<string, string, (string Name, string Text)[]> change)
    {
        using var file = File.OpenRead(original);
        return Archive(folder, [.. Entries(file).SelectMany(entry => change(entry.Name, entry.Text))]);
    }

    private static List<(string Name, string Text)> Entries(Stream archive)
    {
        using var gzip = new GZipStream(archive, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var found = new List<(string, string)>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            found.Add((entry.Name, Encoding.Latin1.GetString(content.ToArray())));
        }
        return found;
    }
}
