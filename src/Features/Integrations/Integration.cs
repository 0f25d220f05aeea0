using System.Text.Json;
using Parley.Platform.Wire;

namespace Parley.Integrations;

/// <summary>What an administrator chose for a webhook.</summary>
internal sealed record IntegrationOptions
{
    public string Username { get; init; } = "";

    /// <summary>Targets of an incoming webhook, or where an outgoing one listens.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public string? Alias { get; init; }
    public string? Avatar { get; init; }
    public string? Emoji { get; init; }
    public bool OverridesDestination { get; init; }
    public bool IsScriptEnabled { get; init; }
    public string? Script { get; init; }
    public string ScriptEngine { get; init; } = ScriptSwitches.IsolatedVm;
    public string? ScriptErrorName { get; init; }
    public string? ScriptErrorMessage { get; init; }
    public string? Event { get; init; }
    public string? TargetRoom { get; init; }
    public IReadOnlyList<string> Urls { get; init; } = [];
    public IReadOnlyList<string> TriggerWords { get; init; } = [];
    public bool TriggerWordAnywhere { get; init; }
    public bool RunOnEdits { get; init; }
    public bool RetryFailedCalls { get; init; }
    public int RetryCount { get; init; }
    public string? RetryDelay { get; init; }
    public bool ImpersonateUser { get; init; }
}

/// <summary>A webhook as it is held in memory.</summary>
/// <param name="Token">In the clear.</param>
internal sealed record Integration(
    string Id, string Type, string Name, bool IsEnabled, string UserId, string Token, string CreatedById, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IntegrationOptions Options)
{
    public bool IsIncoming => Type == IntegrationRow.Incoming;

    public bool RunsScript => Options is { IsScriptEnabled: true, Script.Length: > 0, ScriptErrorMessage: null };

    /// <param name="open">Opens the sealed token.</param>
    public static Integration Of(IntegrationRow row, Func<IntegrationRow, string> open) => new(
        row.Id, row.Type, row.Name, row.IsEnabled, row.UserId, open(row), row.CreatedById, row.CreatedByName, row.CreatedAt, row.UpdatedAt, JsonSerializer.Deserialize<IntegrationOptions>(row.Options) ?? new());

    /// <summary>With its token: only for those who may edit it.</summary>
    public WireObject View()
    {
        var o = Options;
        var view = new WireObject(32)
        {
            { "_id", Id }, { "type", Type }, { "name", Name }, { "enabled", IsEnabled }, { "username", o.Username }, { "userId", UserId }, { "channel", o.Channels }, { "token", Token },
            { "alias", o.Alias }, { "avatar", o.Avatar }, { "emoji", o.Emoji }, { "scriptEnabled", o.IsScriptEnabled }, { "script", o.Script ?? "" }, { "scriptEngine", o.ScriptEngine },
            { "scriptCompiled", RunsScript ? o.Script : null },
            { "scriptError", o.ScriptErrorMessage is null ? null : new WireObject { { "name", o.ScriptErrorName }, { "message", o.ScriptErrorMessage }, { "stack", $"{o.ScriptErrorName}: {o.ScriptErrorMessage}" } } },
            { "_createdAt", CreatedAt }, { "_createdBy", new WireObject { { "_id", CreatedById }, { "username", CreatedByName } } }, { "_updatedAt", UpdatedAt },
        };
        if (IsIncoming)
        {
            view.Add("overrideDestinationChannelEnabled", o.OverridesDestination);
            return view;
        }
        view.Add("event", o.Event);
        view.Add("targetRoom", o.TargetRoom);
        view.Add("urls", o.Urls);
        view.Add("triggerWords", o.TriggerWords);
        view.Add("triggerWordAnywhere", o.TriggerWordAnywhere);
        view.Add("runOnEdits", o.RunOnEdits);
        view.Add("retryFailedCalls", o.RetryFailedCalls);
        view.Add("retryCount", o.RetryCount);
        view.Add("retryDelay", o.RetryDelay);
        view.Add("impersonateUser", o.ImpersonateUser);
        return view;
    }
}
