using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Platform.CommandLine;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Operators;

/// <summary>What is set in a workspace as a JSON file: <c>{"settings": {id: value}}</c>. What has its default is not in it.</summary>
internal sealed class SettingsFile(SettingsRegistry settings)
{
    private const int LargestFile = 16 * 1024 * 1024;
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public sealed record Imported(int Changed, IReadOnlyList<string> Locked);

    /// <param name="withSecrets">Passwords and keys too.</param>
    public string Write(bool withSecrets)
    {
        var values = new JsonObject();
        foreach (var state in settings.All.Where(s => IsCarried(s) && s.UpdatedAt is not null && (withSecrets || !s.Setting.IsSecret)).OrderBy(s => s.Setting.Id, StringComparer.Ordinal))
            values[state.Setting.Id] = JsonNode.Parse(WireJson.ToText(state.Value));
        return new JsonObject { ["settings"] = values }.ToJsonString(_readable);
    }

    /// <summary>Stores what the file sets, all or nothing. What a variable of the environment fixes stays as it is.</summary>
    /// <exception cref="OperatorException">It is no such file, or it has settings that do not exist or values that do not fit; all of them are named.</exception>
    public async Task<Imported> ReadAsync(Stream file, bool skipsUnknown, bool isRehearsal, CancellationToken ct)
    {
        var wanted = await ParseAsync(file, ct);
        var complaints = new List<string>();
        var changes = new List<KeyValuePair<string, JsonElement>>();
        var locked = new List<string>();
        foreach (var (id, value) in wanted)
        {
            if (settings.Find(id) is not { } state || !IsCarried(state)) complaints.AddRange(skipsUnknown ? [] : [$"{id}: there is no such setting"]);
            else if (state.Setting.Read(value) is not { } read) complaints.Add($"{id}: the value does not fit");
            else if (state.IsLocked) locked.Add(id);
            else if (WireJson.ToText(read) != WireJson.ToText(state.Value)) changes.Add(new(id, value));
        }
        if (complaints.Count > 0) throw new OperatorException("Nothing was changed:\n  " + string.Join("\n  ", complaints));
        if (!isRehearsal && changes.Count > 0) await settings.SetAsync(changes, null, ct);
        return new(changes.Count, locked);
    }

    /// <summary>The server's own marks are no choice of anybody and belong to one workspace.</summary>
    private static bool IsCarried(SettingState state) => state.Setting is { IsReadOnly: false, Type: not "action" };

    private static async Task<Dictionary<string, JsonElement>> ParseAsync(Stream file, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await file.ReadAsync(buffer, ct) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestFile) throw new OperatorException("The file is too large to be a list of settings.");
        }
        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            if (document.RootElement.Get("settings") is not { ValueKind: JsonValueKind.Object } values) throw new OperatorException("The file has no object \"settings\".");
            var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var value in values.EnumerateObject()) found[value.Name] = value.Value.Clone();
            return found;
        }
        catch (JsonException problem)
        {
            throw new OperatorException($"The file is not JSON (line {problem.LineNumber + 1}).");
        }
    }
}
