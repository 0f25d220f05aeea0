using Parley.Administration;
using Parley.Conversations;
using Parley.Customization;
using Parley.Integrations;
using Parley.People;
using Parley.Platform.Blobs;
using Parley.Platform.Bus;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Images;
using Parley.Platform.Jobs;
using Parley.Platform.LinkPreviews;
using Parley.Platform.Mail;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Permissions;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Server.Information;
using Parley.Server.Operators;
using Parley.Server.Storage;
using StackExchange.Redis;

namespace Parley.Server;

/// <summary>Puts Platform and Features together. No rules live here.</summary>
internal static class Composition
{
    public static void AddServices(IServiceCollection services, ServerConfiguration configuration)
    {
        var version = typeof(Composition).Assembly.GetName().Version!.ToString(3);
        Func<string, string?> environment = name => name == "Site_Url"
            ? Environment.GetEnvironmentVariable(name) ?? configuration.RootUrl.ToString().TrimEnd('/')
            : Environment.GetEnvironmentVariable(name) ?? MailUrl.PartFor(name, Environment.GetEnvironmentVariable("MAIL_URL"));
        services.AddSingleton(new ServerMode(configuration.IsTest, configuration.CompatibleVersion, version, configuration.DataFolder, Platform.Ids.Id.New()));
        services.AddSingleton(configuration.ClockAhead == TimeSpan.Zero ? TimeProvider.System : new ShiftedClock(configuration.ClockAhead));
        services.AddSingleton(configuration.Secrets());
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<JobLeases>();
        services.AddSingleton<JobMarks>();
        AddBus(services, configuration);
        StorageSetup.AddStorage(services, configuration);
        IReadOnlyList<Setting> settings = [.. SecuritySettings.All, .. MetaSettings.All, .. Mobile.MobileSettings.All, .. MetricsSettings.All, .. CdnSettings.All, .. AnalyticsSettings.All, .. ReportingZone.Settings, .. TraceSettings.All, StreamHub.IsHalted, .. RestSettings.All, .. MethodLimitSettings.All, .. MailSettings.All, .. OutboundSettings.All, .. PeopleFeature.Settings, .. CustomizationFeature.Settings, .. ConversationsFeature.Settings, .. AdministrationFeature.Settings];
        services.AddSingleton(s => new SettingsRegistry(settings, environment, s.GetRequiredService<IStore>(), s.GetRequiredService<IBus>(), s.GetRequiredService<SecretBox>()));
        services.AddSingleton<ISettings>(s => s.GetRequiredService<SettingsRegistry>());
        services.AddSingleton(s => new PermissionRegistry(
            [.. RestPermissions.All, .. PeopleFeature.Permissions, .. CustomizationFeature.Permissions, .. ConversationsFeature.Permissions, .. AdministrationFeature.Permissions, .. IntegrationsFeature.Permissions, .. InformationPermissions.All, .. SettingGrant.For(settings)], s.GetRequiredService<IStore>(), s.GetRequiredService<IBus>(), s));
        services.AddSingleton(new LocalFolderBlobStore(Path.Combine(configuration.DataFolder, "files")));
        services.AddSingleton(new ImageProcessor());
        services.AddSingleton<ImageWork>();
        services.AddSingleton(s => new SafeHttpFetcher(takesAnyCertificate: () => s.GetRequiredService<ISettings>().Get(OutboundSettings.AnyCertificate)));
        services.AddSingleton(s => new ServiceClient(s.GetRequiredService<ISettings>()));
        services.AddSingleton<LinkPreviewReader>();
        MailPart.Register(services, configuration.Roles);
        AddDoors(services);
        PeopleFeature.Register(services, environment, isClustered: configuration.RedisUrl is not null, configuration.Roles);
        CustomizationFeature.Register(services);
        ConversationsFeature.Register(services, environment, configuration.Roles);
        IntegrationsFeature.Register(services, environment, configuration.Roles);
        AdministrationFeature.Register(services, $"{System.Net.Dns.GetHostName()}:{configuration.Port}", configuration.Roles);
    }

    public static async Task StartAsync(IServiceProvider services, ServerConfiguration configuration, CancellationToken ct)
    {
        await StorageSetup.MigrateAsync(services, ct);
        await services.GetRequiredService<SettingsRegistry>().LoadAsync(ct);
        await services.GetRequiredService<PermissionRegistry>().LoadAsync(ct);
        await CustomizationFeature.StartAsync(services, ct);
        await ConversationsFeature.StartAsync(services, ct);
        await PeopleFeature.StartAsync(services, ct);
        await IntegrationsFeature.StartAsync(services, ct);
    }

    private static void AddBus(IServiceCollection services, ServerConfiguration configuration)
    {
        if (configuration.RedisUrl is null)
        {
            services.AddSingleton<IBus, LocalBus>();
            services.AddSingleton<IRateLimiter, LocalRateLimiter>();
            return;
        }
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration.RedisConfiguration()));
        services.AddSingleton<IBus, RedisBus>();
        services.AddSingleton<IRateLimiter, RedisRateLimiter>();
    }

    private static void AddDoors(IServiceCollection services)
    {
        services.AddSingleton<RestPaging>();
        services.AddSingleton<IRestDoor, InformationRest>();
        services.AddSingleton<IRestDoor, MethodCallRest>();
        services.AddSingleton(s =>
        {
            var routes = new RestRoutes();
            foreach (var door in s.GetServices<IRestDoor>()) door.Map(routes);
            return routes;
        });
        services.AddSingleton<RestAdapter>();
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<Analytics>();
        services.AddSingleton<WebClient>();
        services.AddSingleton<IWebPage>(s => s.GetRequiredService<WebClient>());
        services.AddSingleton<IPublication, ServerPublications.LoginServices>();
        services.AddSingleton<IPublication, ServerPublications.ClientVersions>();
        services.AddSingleton<StreamHub>();
        services.AddSingleton(s =>
        {
            var methods = new DdpMethods();
            foreach (var door in s.GetServices<IDdpDoor>()) door.Map(methods);
            return methods;
        });
        services.AddSingleton<MethodLimits>();
        services.AddSingleton<CallTrace>();
        services.AddSingleton<DdpServer>();
        services.AddSingleton<WebSocketDoor>();
        services.AddSingleton<SockJsDoor>();
        services.AddHostedService<DrainSockets>();
        services.AddHostedService<WarmUp>();
        services.AddHostedService<MetricsPort>();
        services.AddSingleton<ReportingZone>();
        services.AddHostedService<OperatorNews>();
        services.AddSingleton<Func<DdpServer>>(s => s.GetRequiredService<DdpServer>);
    }
}
