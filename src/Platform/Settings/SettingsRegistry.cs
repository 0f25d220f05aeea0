using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.Secrets;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Platform.Settings;

/// <summary>Reads settings; a change is seen on every node within the bus delay.</summary>
public interface ISettings
{
    T Get<T>(Setting<T> setting) where T : notnull;
}

/// <summary>Stored override of one setting; the value is JSON, sealed for secrets.</summary>
public sealed class SettingRow
{
    public required string Id { get; init; }
    public required string Value { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A setting with its value in force and where that came from.</summary>
/// <param name="IsLocked">Fixed by the server's environment: shown, not changed.</param>
public sealed record SettingState(Setting Setting, object Value, bool IsLocked, DateTimeOffset? UpdatedAt)
{
    /// <summary>Kept from every screen and door, by its declaration or by the operator.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether the value is the declared one.</summary>
    public bool IsDefault => WireJson.ToText(Value) == WireJson.ToText(Setting.DefaultValue);
}

/// <summary>Raised on every node after a setting took its new value.</summary>
public delegate void SettingChangedHandler(SettingState state);

/// <summary>
/// All declared settings. Precedence: <c>OVERWRITE_SETTING_id</c> (locked), stored override, environment <c>id</c>, default.
/// <c>SETTINGS_BLOCKED</c> and <c>SETTINGS_HIDDEN</c> are lists of ids that an operator locks or hides.
/// </summary>
public sealed class SettingsRegistry : ISettings
{
    private const string Channel = "settings";
    private static readonly HotStatement _all = new("SELECT id,value,updated_at FROM settings", "SELECT id,value,updated_at FROM settings");
    private readonly FrozenDictionary<string, Setting> _declared;
    private readonly Func<string, string?> _environment;
    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly SecretBox _secrets;
    private readonly FrozenSet<string> _blocked;
    private readonly FrozenSet<string> _hidden;
    private volatile FrozenDictionary<string, SettingState> _states;

    public SettingsRegistry(IEnumerable<Setting> declared, Func<string, string?> environment, IStore store, IBus bus, SecretBox secrets)
    {
        _secrets = secrets;
        _declared = declared.ToFrozenDictionary(s => s.Id);
        _environment = environment;
        _store = store;
        _bus = bus;
        _blocked = ListOf("SETTINGS_BLOCKED");
        _hidden = ListOf("SETTINGS_HIDDEN");
        _states = _declared.Values.ToFrozenDictionary(s => s.Id, s => StateOf(s, null));
        _bus.Listen(Channel, id => { _ = ReloadAsync(Encoding.UTF8.GetString(id.Span)); });
        _bus.Reconnected += () => { _ = ReloadAllAsync(); };
    }

    public event SettingChangedHandler? Changed;

    /// <summary>Changes may have been missed: every setting is read again.</summary>
    private async Task ReloadAllAsync()
    {
        foreach (var id in _declared.Keys) await ReloadAsync(id);
    }

    public IEnumerable<SettingState> All => _states.Values;

    public T Get<T>(Setting<T> setting) where T : notnull =>
        _states.TryGetValue(setting.Id, out var state) ? (T)state.Value : setting.Default;

    public SettingState? Find(string id) => _states.GetValueOrDefault(id);

    public async Task LoadAsync(CancellationToken ct)
    {
        var stored = await _store.QueryAsync(_all, static _ => { },
            static row => new SettingRow { Id = row.GetString(0), Value = row.GetString(1), UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)) }, ct);
        var rows = stored.ToDictionary(r => r.Id);
        foreach (var row in stored.Where(r => IsSecret(r.Id) && !_secrets.IsCurrent(r.Value))) await SealAgainAsync(row, ct);
        UnreadableSecrets = [.. stored.Where(r => IsSecret(r.Id) && _secrets.TryOpen(r.Value, PlaceOf(r.Id)) is null).Select(r => r.Id)];
        _states = _declared.Values.ToFrozenDictionary(s => s.Id, s => StateOf(s, rows.GetValueOrDefault(s.Id)));
    }

    /// <summary>Secrets that were sealed under a key that is not here; they count as not set.</summary>
    public IReadOnlyList<string> UnreadableSecrets { get; private set; } = [];

    /// <summary>Stores an override; every node takes it at once.</summary>
    /// <exception cref="WireError"><c>error-setting-not-found</c>, <c>error-setting-locked</c>, <c>error-invalid-setting-value</c>.</exception>
    public Task SetAsync(string id, JsonElement value, CancellationToken ct) => SetAsync([new(id, value)], null, ct);

    /// <summary>Stores several overrides, all or none.</summary>
    /// <param name="caller">Who changes them; null when the server does, of which no record is kept.</param>
    /// <exception cref="WireError"><c>error-setting-not-found</c>, <c>error-setting-locked</c>, <c>error-invalid-setting-value</c>.</exception>
    public async Task SetAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> values, Caller? caller, CancellationToken ct)
    {
        foreach (var (id, value) in values)
        {
            if (!_declared.TryGetValue(id, out var setting)) throw new WireError("error-setting-not-found", "Setting not found");
            if (_states[id].IsLocked) throw new WireError("error-setting-locked", "This setting is fixed by the server's environment");
            if (setting.Read(value) is null) throw new WireError("error-invalid-setting-value", "The value does not fit this setting", details: new WireObject { { "settingId", id } });
        }
        var given = values.ToDictionary(v => v.Key, v => v.Value.GetRawText());
        var stored = given.ToDictionary(v => v.Key, v => IsSecret(v.Key) ? _secrets.SealForAll(v.Value, PlaceOf(v.Key)) : v.Value);
        await _store.WriteAsync(async unit =>
        {
            var rows = await unit.Db.Set<SettingRow>().Where(r => stored.Keys.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
            foreach (var (id, json) in stored)
            {
                if (!rows.TryGetValue(id, out var row)) unit.Db.Add(row = new SettingRow { Id = id, Value = json, UpdatedAt = unit.Now });
                row.Value = json;
                row.UpdatedAt = unit.Now;
                if (caller is null) continue;
                var isSecret = IsSecret(id);
                await unit.AuditAsync(caller, "setting.change", "setting", id, id, Shown(WireJson.ToText(_states[id].Value), isSecret), Shown(given[id], isSecret), ct);
            }
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
        foreach (var id in stored.Keys)
        {
            await ReloadAsync(id);
            _bus.Publish(Channel, Encoding.UTF8.GetBytes(id));
        }
    }

    public Task SetAsync<T>(Setting<T> setting, T value, CancellationToken ct) where T : notnull
    {
        using var document = JsonDocument.Parse(WireJson.ToUtf8(value, WireDialect.Rest));
        return SetAsync(setting.Id, document.RootElement.Clone(), ct);
    }

    private async Task ReloadAsync(string id)
    {
        if (!_declared.TryGetValue(id, out var setting)) return;
        var row = await _store.ReadAsync(db => db.Set<SettingRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id), CancellationToken.None);
        var state = StateOf(setting, row);
        lock (_declared)
        {
            if (_states[id].UpdatedAt == state.UpdatedAt && Equals(_states[id].Value, state.Value)) return;
            // Changes of two settings at a time must not lose one of them, nor an older reading win.
            if (_states[id].UpdatedAt > state.UpdatedAt) return;
            _states = _states.Values.Where(s => s.Setting.Id != id).Append(state).ToFrozenDictionary(s => s.Setting.Id);
        }
        Changed?.Invoke(state);
    }

    private bool IsSecret(string id) => _declared.TryGetValue(id, out var setting) && (setting.IsSecret || setting.Type == "password");

    private static string PlaceOf(string id) => "setting " + id;

    /// <summary>What was stored in the clear, or under a former key. Nothing changed for anybody, so the row keeps its time.</summary>
    private Task SealAgainAsync(SettingRow row, CancellationToken ct)
    {
        if (_secrets.TryOpen(row.Value, PlaceOf(row.Id)) is not { } plain) return Task.CompletedTask;
        var (found, value) = (row.Value, _secrets.SealForAll(plain, PlaceOf(row.Id)));
        row.Value = value;
        return _store.WriteAsync(unit => unit.Db.Set<SettingRow>().Where(r => r.Id == row.Id && r.Value == found).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, value), ct), ct);
    }

    private static WireObject Shown(string json, bool isSecret) => new() { { "value", isSecret ? AuditTrail.Hidden : RawJson.From(json) } };

    private FrozenSet<string> ListOf(string variable) =>
        (_environment(variable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet();

    private SettingState StateOf(Setting setting, SettingRow? row)
    {
        var (value, isForced, at) = ValueOf(setting, row);
        return new(setting, value, isForced || _blocked.Contains(setting.Id), at) { IsHidden = setting.IsHidden || _hidden.Contains(setting.Id) };
    }

    private string? ReadRow(Setting setting, SettingRow row) => IsSecret(setting.Id) ? _secrets.TryOpen(row.Value, PlaceOf(setting.Id)) : row.Value;

    private (object Value, bool IsForced, DateTimeOffset? At) ValueOf(Setting setting, SettingRow? row)
    {
        if (_environment("OVERWRITE_SETTING_" + setting.Id) is { } forced && setting.Parse(forced) is { } locked) return (locked, true, null);
        if (row is not null && ReadRow(setting, row) is { } text && WireRead.TryParse(text, out var json) && setting.Read(json.Value) is { } stored) return (stored, false, row.UpdatedAt);
        if (_environment(setting.Id) is { } given && setting.Parse(given) is { } initial) return (initial, false, null);
        return (setting.DefaultValue, false, null);
    }
}
