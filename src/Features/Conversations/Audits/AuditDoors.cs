using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Wire;

namespace Parley.Conversations.Audits;

/// <summary><c>auditGetMessages</c> and <c>auditGetAuditions</c>.</summary>
internal sealed class AuditsDdp(AuditMessages audit, ListAudits list) : IDdpDoor
{
    private static readonly RateLimit _limit = new(10, 60_000);

    public void Map(DdpMethods methods)
    {
        methods.Add("auditGetMessages", MessagesAsync, limit: _limit);
        methods.Add("auditGetAuditions", AuditsAsync, limit: _limit);
    }

    /// <summary><c>({rid, startDate, endDate, users, msg, type})</c>.</summary>
    private async Task<object?> MessagesAsync(MethodCall call)
    {
        var asked = call.RequiredObject(0);
        var from = asked.Date("startDate") ?? throw WireError.Match("Expected date in startDate");
        var to = asked.Date("endDate") ?? throw WireError.Match("Expected date in endDate");
        return await audit.ExecuteAsync(call.Caller, new(asked.Text("type") ?? "", asked.Text("rid"), asked.Texts("users") ?? [], asked.Text("msg") ?? "", from, to), call.Aborted);
    }

    /// <summary><c>({startDate, endDate})</c>; either may be missing.</summary>
    private async Task<object?> AuditsAsync(MethodCall call)
    {
        var asked = call.RequiredObject(0);
        return await list.ExecuteAsync(call.Caller, asked.Date("startDate"), asked.Date("endDate"), call.Aborted);
    }
}

internal static class AuditsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<AuditMessages>();
        services.AddSingleton<ListAudits>();
        services.AddSingleton<IDdpDoor, AuditsDdp>();
    }
}
