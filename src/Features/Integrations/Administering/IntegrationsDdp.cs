using Parley.Integrations.History;
using Parley.Integrations.Outgoing;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.Integrations.Administering;

/// <summary>The methods of webhooks and of their history.</summary>
internal sealed class IntegrationsDdp(SaveIntegrations save, OutgoingRuns runs, RunHistory history, PermissionRegistry permissions) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        AddKind(methods, "Incoming", IntegrationRow.Incoming);
        AddKind(methods, "Outgoing", IntegrationRow.Outgoing);
        methods.Add("replayOutgoingIntegration", async call =>
        {
            var given = call.RequiredObject(0);
            var integration = await ManagedAsync(call, given.Text("integrationId") ?? "");
            await runs.ReplayAsync(integration, given.Text("historyId") ?? "", call.Aborted);
            return true;
        });
        methods.Add("clearIntegrationHistory", async call =>
        {
            var integration = await ManagedAsync(call, call.RequiredText(0));
            await history.ClearAsync(integration.Id, call.Aborted);
            return true;
        });
    }

    private void AddKind(DdpMethods methods, string kind, string type)
    {
        methods.Add($"add{kind}Integration", async call => (await save.CreateAsync(call.Caller, type, call.RequiredObject(0), call.Aborted)).View());
        methods.Add($"update{kind}Integration", async call => (await save.UpdateAsync(call.Caller, type, call.RequiredText(0), call.RequiredObject(1), call.Aborted)).View());
        methods.Add($"delete{kind}Integration", async call =>
        {
            await save.RemoveAsync(call.Caller, type, call.RequiredText(0), call.Aborted);
            return true;
        });
    }

    private async Task<Integration> ManagedAsync(MethodCall call, string id)
    {
        if (!permissions.MayManageAny(call.Caller, IntegrationRow.Outgoing)) throw SaveIntegrations.NotAuthorized(call.Method);
        return await save.FindAsync(call.Caller, IntegrationRow.Outgoing, id, call.Aborted) ?? throw new WireError("error-invalid-integration", "Invalid integration", details: new WireObject { { "method", call.Method } });
    }
}
