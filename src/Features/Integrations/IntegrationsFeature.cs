using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Contracts;
using Parley.Integrations.Administering;
using Parley.Integrations.History;
using Parley.Integrations.Incoming;
using Parley.Integrations.Outgoing;
using Parley.Integrations.Scripts;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Statistics;

namespace Parley.Integrations;

/// <summary>Webhooks: programs that post into rooms, and programs that are told what happens there.</summary>
public static class IntegrationsFeature
{
    public static IReadOnlyList<Permission> Permissions => IntegrationPermissions.All;

    public static void AddTables(ModelBuilder model) => IntegrationTables.Add(model);

    /// <param name="environment">Variables of the process.</param>
    /// <param name="roles">What this node does.</param>
    public static void Register(IServiceCollection services, Func<string, string?> environment, NodeRoles roles)
    {
        services.AddSingleton(new ScriptSwitches(environment));
        services.AddSingleton<IntegrationCatalogue>();
        services.AddSingleton<ScriptRunner>();
        services.AddSingleton<SaveIntegrations>();
        services.AddSingleton<RunHistory>();
        services.AddSingleton<OutgoingRuns>();
        services.AddSingleton<OutgoingQueue>();
        services.AddHostedService(s => s.GetRequiredService<OutgoingQueue>());
        services.AddSingleton<IRoomObserver>(s => s.GetRequiredService<OutgoingQueue>());
        services.AddSingleton<IEventHandler<UserRegistered>>(s => s.GetRequiredService<OutgoingQueue>());
        services.AddWorker<RetryWorker>(roles);
        services.AddSingleton<FollowNames>();
        services.AddSingleton<IEventHandler<RoomRenamed>>(s => s.GetRequiredService<FollowNames>());
        services.AddSingleton<IEventHandler<UserRenamed>>(s => s.GetRequiredService<FollowNames>());
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<FollowNames>());
        services.AddSingleton<IEventHandler<UserActivationChanged>>(s => s.GetRequiredService<FollowNames>());
        services.AddSingleton<RunIncoming>();
        services.AddSingleton<HookPages>();
        services.AddSingleton<IRestDoor, IntegrationsRest>();
        services.AddSingleton<IDdpDoor, IntegrationsDdp>();
        services.AddSingleton<IStreamRule, HistoryStream>();
        services.AddSingleton<IStatisticsSource, IntegrationFigures>();
    }

    /// <summary>After migrations: what happens in rooms asks for webhooks without waiting.</summary>
    public static Task StartAsync(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<IntegrationCatalogue>().StartAsync(ct);

    /// <summary>HTTP paths outside <c>/api/v1</c>.</summary>
    public static void MapPages(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<HookPages>().Map(endpoints);
    }
}
