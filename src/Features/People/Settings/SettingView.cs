using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Settings;

internal static class SettingView
{
    /// <summary>As clients without rights see a public setting.</summary>
    public static WireObject Public(SettingState state) => new()
    {
        { "_id", state.Setting.Id }, { "type", state.Setting.Type }, { "value", state.Value }, { "enterprise", false },
    };

    /// <summary>As administrators see it; the value of a secret never leaves the server.</summary>
    public static WireObject Full(SettingState state)
    {
        var setting = state.Setting;
        return new WireObject
        {
            { "_id", setting.Id }, { "type", setting.Type }, { "value", setting.IsSecret ? "" : state.Value },
            { "packageValue", setting.IsSecret ? "" : setting.DefaultValue }, { "valueSource", ValueSource(state) },
            { "group", setting.Group }, { "section", setting.Section }, { "public", setting.IsPublic }, { "hidden", state.IsHidden }, { "readonly", setting.IsReadOnly },
            { "secret", setting.IsSecret }, { "blocked", state.IsLocked }, { "enterprise", false }, { "i18nLabel", setting.Id },
            { "i18nDescription", setting.Id + "_Description" }, { "values", setting.Values?.Select(v => new WireObject { { "key", v }, { "i18nLabel", v } }).ToList() },
            { "enableQuery", Conditions(setting) }, { "_updatedAt", state.UpdatedAt ?? DateTimeOffset.UnixEpoch },
        };
    }

    private static string ValueSource(SettingState state) => state.IsDefault ? "packageValue" : state.UpdatedAt is null ? "processEnvValue" : "customValue";

    /// <summary>As JSON text, the form in which clients read it; null when nothing is asked.</summary>
    private static string? Conditions(Setting setting) => setting.EnabledWhen.Count == 0
        ? null
        : WireJson.ToText(setting.EnabledWhen.Select(c => new WireObject { { "_id", c.Id }, { "value", c.Value } }).ToList());
}
