using Parley.Platform.Operations;

namespace Parley.Integrations;

/// <summary>What the operator allows scripts to do (<c>FREEZE_INTEGRATION_SCRIPTS</c>, <c>DISABLE_INTEGRATION_SCRIPTS</c>). Both names of engines mean the same sandbox.</summary>
internal sealed class ScriptSwitches(Func<string, string?> environment)
{
    public const string IsolatedVm = "isolated-vm";
    public const string Vm2 = "vm2";

    private readonly string _frozen = (environment("FREEZE_INTEGRATION_SCRIPTS") ?? "").Trim().ToLowerInvariant();
    private readonly string _disabled = (environment("DISABLE_INTEGRATION_SCRIPTS") ?? "").Trim().ToLowerInvariant();

    /// <summary>Scripts of the engine run as before, but none may be added or changed.</summary>
    public bool IsFrozen(string engine) => Covers(_frozen, engine) || IsDisabled(engine);

    public bool IsDisabled(string engine) => Covers(_disabled, engine);

    /// <exception cref="WireError"><c>integration-scripts-disabled</c>, <c>integration-scripts-vm2-disabled</c>, <c>integration-scripts-isolated-vm-disabled</c>.</exception>
    public void CheckMayChange(string engine)
    {
        if (!IsFrozen(engine)) return;
        var all = _frozen is "true" or "yes" || _disabled is "true" or "yes";
        throw new WireError(all ? "integration-scripts-disabled" : $"integration-scripts-{engine}-disabled");
    }

    private static bool Covers(string value, string engine) => value is "true" or "yes" || value == (engine == Vm2 ? "vm2" : "ivm");
}
