using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Administration.Contracts;
using Parley.Administration.Edition;
using Parley.Administration.Logs;
using Parley.Administration.Nodes;
using Parley.Administration.Operators;
using Parley.Administration.Statistics;
using Parley.Platform.CommandLine;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Mail;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;

namespace Parley.Administration;

/// <summary>What those who run a workspace look at.</summary>
public static class AdministrationFeature
{
    public static IReadOnlyList<Permission> Permissions => AdministrationPermissions.All;

    public static IReadOnlyList<Setting> Settings => AdministrationSettings.All;

    public static void AddTables(ModelBuilder model) => AdministrationTables.Add(model);

    /// <summary>Commands for operators.</summary>
    public static IEnumerable<Command> Commands(OperatorConsole console) => AdministrationCommands.All(console);

    /// <param name="address">Host and port under which this node was started, for the list of nodes.</param>
    public static void Register(IServiceCollection services, string address, NodeRoles roles)
    {
        services.AddSingleton<Reports>();
        services.AddSingleton<IStatisticsSource, ServerFigures>();
        services.AddSingleton<UsageCounters>();
        services.AddSingleton<IStatisticsSource>(s => s.GetRequiredService<UsageCounters>());
        services.AddSingleton<IRestDoor, StatisticsRest>();
        services.AddSingleton<IDdpDoor, StatisticsDdp>();
        services.AddSingleton<SendReport>();
        services.AddWorker<DailyReport>(roles);
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<NodeList>(s, address, roles));
        services.AddHostedService<SignOfLife>();
        services.AddSingleton<IDdpDoor, RestartNode>();
        services.AddSingleton<IRestDoor, NodesRest>();
        services.AddSingleton<LogLines>();
        services.AddSingleton<ILogTail>(s => s.GetRequiredService<LogLines>());
        services.AddSingleton<IRestDoor, LogsRest>();
        services.AddSingleton<IStreamRule, LogStream>();
        services.AddSingleton<IRestDoor, EditionRest>();
        services.AddSingleton<IDdpDoor, EditionDdp>();
        services.AddSingleton<IRestDoor, CloudRest>();
        services.AddSingleton<AuditTrails.AuditEntries>();
        services.AddSingleton<IRestDoor, AuditTrails.AuditTrailRest>();
        services.AddWorker<AuditTrails.AuditRetention>(roles);
        services.AddWorker<AuditTrails.SyslogExport>(roles);
        services.AddSingleton<IRestDoor, Shields.ShieldsRest>();
        services.AddSingleton<MailProbe>();
        services.AddSingleton<Inboxes.Inboxes>();
        services.AddSingleton<IRestDoor, Inboxes.InboxesRest>();
        services.AddSingleton<Banners.Banners>();
        services.AddSingleton<IRestDoor, Banners.BannersRest>();
    }
}
