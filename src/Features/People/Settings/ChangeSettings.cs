using System.Text.Json;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.People.Settings;

/// <summary>Changes settings, all of a batch or none (SET-004); a stolen session is not enough for it (ADM-003).</summary>
internal sealed class ChangeSettings(SettingsRegistry settings, SettingAccess access, ITwoFactor factor, ServerMode mode)
{
    private const int LongestText = 500_000;

    /// <exception cref="WireError"><c>error-action-not-allowed</c> naming the settings the caller may not change, <c>error-setting-not-found</c>,
    /// <c>error-setting-locked</c>, <c>error-invalid-setting-value</c>, <c>totp-required</c>.</exception>
    public async Task ExecuteAsync(Caller caller, IReadOnlyList<KeyValuePair<string, JsonElement>> values, CancellationToken ct)
    {
        var refused = values.Select(v => v.Key).Where(id => !access.MayChange(caller, id)).ToList();
        if (refused.Count > 0)
        {
            throw new WireError("error-action-not-allowed", "Editing settings is not allowed",
                details: new WireObject { { "method", "saveSettings" }, { "action", "Editing_settings" }, { "settingIds", refused } });
        }
        foreach (var (id, value) in values)
        {
            if (settings.Find(id) is not { IsHidden: false } state || state.Setting.IsReadOnly || state.Setting.Type == "action") throw new WireError("error-setting-not-found", "Setting not found");
            if (value.ValueKind == JsonValueKind.String && value.GetString()!.Length > LongestText) throw new WireError("error-invalid-setting-value", "The value is too long");
        }
        CheckEntrance(values);
        if (!mode.IsTest) await factor.RequireAsync(caller, FactorDemand.Usual, ct);
        await settings.SetAsync(values, caller, ct);
    }

    /// <summary>Somebody must always find a way in: the form goes only where another way is there, and that one stays while the form is gone (SET-023).</summary>
    /// <exception cref="WireError"><c>error-no-login-service</c>.</exception>
    private void CheckEntrance(IReadOnlyList<KeyValuePair<string, JsonElement>> values)
    {
        Setting[] deciding = [AccountSettings.ShowForm, AccountSettings.IframeEnabled, AccountSettings.IframeUrl, AccountSettings.IframeApi];
        if (!values.Any(v => deciding.Any(s => s.Id == v.Key)) || After(AccountSettings.ShowForm)) return;
        if (After(AccountSettings.IframeEnabled) && After(AccountSettings.IframeUrl).Length > 0 && After(AccountSettings.IframeApi).Length > 0) return;
        throw new WireError("error-no-login-service", "Without the form nobody could sign in: switch on another way to sign in first");

        T After<T>(Setting<T> setting) where T : notnull => values.LastOrDefault(v => v.Key == setting.Id) is { Key: not null } given && setting.Read(given.Value) is T value ? value : settings.Get(setting);
    }
}
