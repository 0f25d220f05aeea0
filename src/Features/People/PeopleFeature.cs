using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.People.AccessTokens;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Activation;
using Parley.People.Authentication;
using Parley.People.Avatars;
using Parley.People.Calendar;
using Parley.People.Contracts;
using Parley.People.Departure;
using Parley.People.Devices;
using Parley.People.EmailAddresses;
using Parley.People.MailAdministration;
using Parley.People.Mailings;
using Parley.People.OAuthProvider;
using Parley.People.Operators;
using Parley.People.Permissions;
using Parley.People.Presence;
using Parley.People.Registration;
using Parley.People.Settings;
using Parley.People.Setup;
using Parley.People.TwoFactor;
using Parley.People.Passwords;
using Parley.People.Push;
using Parley.People.Statistics;
using Parley.Platform.CommandLine;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;

namespace Parley.People;

/// <summary>Accounts, authentication, presence, roles, permissions and settings of the workspace.</summary>
public static class PeopleFeature
{
    public static IReadOnlyList<Setting> Settings =>
        [.. AccountSettings.All, .. LoginSettings.All, .. RegistrationSettings.All, .. PasswordSettings.All, .. TwoFactorSettings.All, .. DeviceSettings.All, .. AccountMailSettings.All, .. PresenceSettings.All, MailAdministrationSettings.Test, .. PushSettings.All, Bots.BotSettings.UserFields];

    public static IReadOnlyList<Permission> Permissions => [.. AccountPermissions.All, .. MailAdministrationPermissions.All, .. MailingPermissions.All, OAuthApps.Manage, ResetFactors.EditOtherTotp, DeviceSessions.View, DeviceSessions.LogOut, PushPermissions.ViewDeliveries];

    public static void AddTables(ModelBuilder model) => PeopleTables.Add(model);

    /// <param name="environment">Reads the operator's environment.</param>
    public static void Register(IServiceCollection services, Func<string, string?> environment, bool isClustered, NodeRoles roles)
    {
        services.AddSingleton(environment);
        services.AddSingleton<TokenLifetime>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<IUserDirectory>(s => s.GetRequiredService<UserStore>());
        services.AddSingleton<ICallers>(s => s.GetRequiredService<UserStore>());
        services.AddSingleton<UserRules>();
        services.AddSingleton<CustomFields>();
        services.AddSingleton<UserView>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<SuggestUsername>();
        services.AddSingleton<LoginGuard>();
        services.AddSingleton<LogIn>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<IAccountSafety, AccountSafety>();
        services.AddSingleton<SaveUser>();
        services.AddSingleton<OwnAccount>();
        services.AddSingleton<RoleStore>();
        services.AddSingleton<RoleMembers>();
        services.AddSingleton<EditRoles>();
        services.AddSingleton<EditPermissions>();
        services.AddSingleton<FirstAccounts>();
        services.AddSingleton<PeopleFigures>();
        services.AddSingleton<IUserCounts>(s => s.GetRequiredService<PeopleFigures>());
        services.AddSingleton<IStatisticsSource>(s => s.GetRequiredService<PeopleFigures>());
        services.AddSingleton<AvatarStore>();
        services.AddSingleton<IAvatars, AvatarAnswers>();
        services.AddSingleton<SetAvatar>();
        services.AddSingleton<AvatarPages>();
        if (isClustered) services.AddSingleton<IPresenceLeases, RedisPresenceLeases>();
        else services.AddSingleton<IPresenceLeases, LocalPresenceLeases>();
        services.AddSingleton<PresenceService>();
        services.AddSingleton<IConnectionObserver>(s => s.GetRequiredService<PresenceService>());
        services.AddSingleton<IStatusTexts>(s => s.GetRequiredService<PresenceService>());
        services.AddSingleton<LoginLog>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<IMailReaders, MailReaders>();
        services.AddSingleton<IPersonalData, PersonalData.PersonalData>();
        RegistrationPart.Register(services);
        ActivationPart.Register(services);
        DeparturePart.Register(services);
        PasswordsPart.Register(services);
        EmailAddressesPart.Register(services);
        TwoFactorPart.Register(services);
        AccessTokensPart.Register(services);
        DevicesPart.Register(services);
        MailAdministrationPart.Register(services);
        MailingsPart.Register(services);
        OAuthPart.Register(services);
        PushPart.Register(services, environment, roles);
        CalendarPart.Register(services, roles);
        services.AddSingleton<IBotAccounts, BotAccounts>();
        services.AddSingleton<OperatorAccounts>();
        services.AddSingleton<SettingsFile>();
        services.AddSingleton<IIntegrityCheck, AccountIntegrity>();
        AddDoors(services);
        AddEvents(services);
    }

    /// <summary>Commands for operators.</summary>
    public static IEnumerable<Command> Commands(OperatorConsole console) => PeopleCommands.All(console);

    /// <summary>After migrations: built-in roles and first accounts.</summary>
    public static async Task StartAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<RoleStore>().EnsureBuiltInAsync(ct);
        await services.GetRequiredService<FirstAccounts>().EnsureAsync(ct);
        await services.GetRequiredService<OAuthApps>().SealAsync(ct);
        await services.GetRequiredService<PresenceService>().ResetAsync(ct);
        services.GetRequiredService<AccountEvents>().Watch(services.GetRequiredService<SettingsRegistry>(), services.GetRequiredService<PermissionRegistry>());
    }

    /// <summary>HTTP paths outside <c>/api/v1</c>.</summary>
    public static void MapPages(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<AvatarPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<OAuthPages>().Map(endpoints);
    }

    private static void AddDoors(IServiceCollection services)
    {
        services.AddSingleton<IRestDoor, AuthenticationRest>();
        services.AddSingleton<IRestDoor, UsersRest>();
        services.AddSingleton<IRestDoor, AvatarsRest>();
        services.AddSingleton<IRestDoor, PresenceRest>();
        services.AddSingleton<IRestDoor, PermissionsRest>();
        services.AddSingleton<IRestDoor, RolesRest>();
        services.AddSingleton<SettingAccess>();
        services.AddSingleton<ChangeSettings>();
        services.AddSingleton<IRestDoor, SettingsRest>();
        services.AddSingleton<IDdpDoor, AuthenticationDdp>();
        services.AddSingleton<IDdpDoor, UsersDdp>();
        services.AddSingleton<IDdpDoor, AccountMethods>();
        services.AddSingleton<IDdpDoor, AvatarsDdp>();
        services.AddSingleton<IDdpDoor, PermissionsDdp>();
        services.AddSingleton<IDdpDoor, RolesDdp>();
        services.AddSingleton<IDdpDoor, SettingsDdp>();
        services.AddSingleton<IDdpDoor, Bots.BotRequests>();
        services.AddSingleton<IStreamRule, NotifyAllStream>();
        services.AddSingleton<IStreamRule, NotifyUserStream>();
        services.AddSingleton<IStreamRule, PresenceStream>();
        services.AddSingleton<IStreamRule>(s => new SignedInStream("notify-logged", s.GetRequiredService<PermissionRegistry>()));
        services.AddSingleton<IStreamRule>(s => new SignedInStream("roles", s.GetRequiredService<PermissionRegistry>()));
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<AccountEvents>();
        services.AddSingleton<RoleEvents>();
        services.AddSingleton<IEventHandler<RoleMemberChanged>>(s => s.GetRequiredService<RoleEvents>());
        services.AddSingleton<IEventHandler<RoleChanged>>(s => s.GetRequiredService<RoleEvents>());
        services.AddSingleton<IEventHandler<UserRenamed>>(s => s.GetRequiredService<AccountEvents>());
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<AccountEvents>());
        services.AddSingleton<IEventHandler<UserActivationChanged>>(s => s.GetRequiredService<AccountEvents>());
        services.AddSingleton<IEventHandler<PreferencesChanged>>(s => s.GetRequiredService<AccountEvents>());
        services.AddSingleton<IEventHandler<AvatarChanged>>(s => s.GetRequiredService<AccountEvents>());
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<AvatarPages>());
    }
}
