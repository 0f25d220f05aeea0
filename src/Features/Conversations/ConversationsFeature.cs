using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Audits;
using Parley.Conversations.Directory;
using Parley.Conversations.Discussions;
using Parley.Conversations.Encryption;
using Parley.Conversations.Engagement;
using Parley.Conversations.Exports;
using Parley.Conversations.Files;
using Parley.Conversations.Imports;
using Parley.Conversations.Interactions;
using Parley.Conversations.Integrations;
using Parley.Conversations.Invites;
using Parley.Conversations.Later;
using Parley.Conversations.Links;
using Parley.Conversations.LossPrevention;
using Parley.Conversations.Messages;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Moderation;
using Parley.Conversations.Notices;
using Parley.Conversations.OffTheRecord;
using Parley.Conversations.Operators;
using Parley.Conversations.ReadState;
using Parley.Conversations.Receipts;
using Parley.Conversations.Retention;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Conversations.Sections;
using Parley.Conversations.SlashCommands;
using Parley.Conversations.Statistics;
using Parley.Conversations.Teams;
using Parley.Conversations.Threads;
using Parley.Conversations.Translations;
using Parley.Conversations.WebDav;
using Parley.People.Contracts;
using Parley.Platform.Blobs;
using Parley.Platform.CommandLine;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Statistics;
using Parley.Platform.Telemetry;

namespace Parley.Conversations;

/// <summary>Rooms, memberships, messages, read marks and files.</summary>
public static class ConversationsFeature
{
    public static IReadOnlyList<Setting> Settings => [ExceptionNotices.Channel, .. ExportSettings.All, TeamMentions.IsHalted, .. RoomSettings.All, .. MessageSettings.All, .. CustomFieldRules.Settings, .. FileSettings.All, .. StorageSettings.All, .. VirusScanSettings.All, .. LossSettings.All, .. NoteActivity.Settings, .. MissedMailSettings.All, .. DirectReplySettings.All, .. DiscussionSettings.All, .. InviteSettings.All, .. InviteMailSettings.All, .. RetentionSettings.All, .. OwnDataSettings.All, .. SearchSettings.All, .. ReceiptSettings.All, .. TranslationSettings.All, .. WebDavSettings.All, .. OtrSettings.All, .. NoticeSettings.All, .. EncryptionSettings.All];

    public static IReadOnlyList<Permission> Permissions => [.. RoomPermissions.All, .. MessagePermissions.All, .. ModerationPermissions.All, .. TeamPermissions.All, .. DiscussionPermissions.All, .. InvitePermissions.All, .. RetentionPermissions.All, .. ExportPermissions.All, .. TranslationPermissions.All, .. AuditPermissions.All, EngagementRest.View, .. ImportPermissions.All, .. SectionPermissions.All, .. EncryptionSettings.Permissions];

    public static void AddTables(ModelBuilder model) => ConversationTables.Add(model);

    /// <param name="environment">Variables of the process.</param>
    /// <param name="roles">What this node does.</param>
    public static void Register(IServiceCollection services, Func<string, string?> environment, NodeRoles roles)
    {
        services.AddSingleton<RoomStore>();
        services.AddSingleton<IRoomRoles>(s => s.GetRequiredService<RoomStore>());
        services.AddSingleton<RoomAccess>();
        services.AddSingleton<RoomNames>();
        services.AddSingleton<RoomViews>();
        services.AddSingleton<RoomQueries>();
        services.AddSingleton<RoomLookup>();
        services.AddSingleton<RoomAudience>();
        services.AddSingleton<CreateRoom>();
        services.AddSingleton<JoinRoom>();
        services.AddSingleton<LeaveRoom>();
        services.AddSingleton<EditRoom>();
        services.AddSingleton<DeleteRoom>();
        services.AddSingleton<EraseRoom>();
        services.AddSingleton<ErasureQueue>();
        services.AddHostedService<ErasureWorker>();
        services.AddSingleton<SetRoomRole>();
        services.AddSingleton<IRoomRoleHolders, RoomRoleHolders>();
        services.AddSingleton<OwnSubscription>();
        services.AddSingleton<PeopleAndRooms>();
        services.AddSingleton<RoomDirectory>();
        services.AddSingleton<RoomSuggestions>();
        services.AddSingleton<IRestDoor, RoomSuggestionsRest>();
        services.AddSingleton<QuoteReader>();
        services.AddSingleton<WordFilter>();
        services.AddSingleton<MessageComposer>();
        services.AddSingleton<CustomFieldRules>();
        services.AddSingleton<SendMessage>();
        services.AddSingleton<ChangeMessage>();
        services.AddSingleton<SyncReach>();
        services.AddSingleton<MessageQueries>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<VirusScan>();
        services.AddSingleton<ChosenBlobStore>();
        services.AddSingleton<IBlobStore>(s => s.GetRequiredService<ChosenBlobStore>());
        services.AddSingleton<DatabaseBlobStore>();
        services.AddSingleton<FileQueries>();
        services.AddSingleton<UploadedFiles>();
        services.AddSingleton<PictureParts>();
        services.AddSingleton<UploadFile>();
        services.AddSingleton<ConfirmUpload>();
        services.AddSingleton<UploadAccess>();
        services.AddSingleton<FilePages>();
        services.AddSingleton<RoomAvatars>();
        services.AddSingleton<LinkPreviewCache>();
        services.AddSingleton<IDdpDoor, LinkPreviewsDdp>();
        services.AddSingleton<LinkPreviews>();
        services.AddHostedService(s => s.GetRequiredService<LinkPreviews>());
        services.AddWorker<SweepFiles>(roles);
        services.AddSingleton<IEmojiNames, EmojiNames>();
        services.AddSingleton<Report>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<DecideReports>();
        services.AddSingleton<SearchStatements>();
        services.AddSingleton<IStatisticsSource, ConversationFigures>();
        services.AddSingleton<PendingTerms>();
        services.AddWorker<TakePendingTerms>(roles);
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<PendingTerms>());
        services.AddSingleton<IEventHandler<MessageEdited>>(s => s.GetRequiredService<PendingTerms>());
        services.AddSingleton<SearchMessages>();
        services.AddWorker<IndexOldMessages>(roles);
        services.AddSingleton<IndexOldMessages>();
        services.AddSingleton<Reindex>();
        services.AddSingleton<IIntegrityCheck, ConversationIntegrity>();
        services.AddSingleton<IIntegrityCheck, FileIntegrity>();
        services.AddSingleton<IUserRooms, UserRooms>();
        services.AddSingleton<AccountHandlers>();
        services.AddSingleton<IAccountDeparture>(s => s.GetRequiredService<AccountHandlers>());
        services.AddSingleton<IConnectionObserver, AudienceObserver>();
        services.AddSingleton<RoomInvites>();
        services.AddSingleton<InvitePeople>();
        services.AddSingleton<IInvitations>(s => s.GetRequiredService<RoomInvites>());
        services.AddSingleton<IRestDoor, InvitesRest>();
        LossPart.Register(services);
        EngagementPart.Register(services, roles);
        ImportsPart.Register(services, roles);
        MissedMailPart.Register(services, environment, roles);
        AuditsPart.Register(services);
        ReceiptsPart.Register(services);
        TranslationsPart.Register(services, environment);
        TeamsPart.Register(services);
        DiscussionsPart.Register(services);
        RetentionPart.Register(services, roles);
        ExportsPart.Register(services, roles);
        WebDavPart.Register(services);
        OtrPart.Register(services);
        LaterPart.Register(services, roles);
        NoticesPart.Register(services);
        OwnThreadsPart.Register(services);
        SectionsPart.Register(services);
        EncryptionPart.Register(services);
        InteractionsPart.Register(services);
        AddCommands(services);
        AddDoors(services);
        AddEvents(services);
        IntegrationsPart.Register(services);
    }

    /// <summary>Commands for operators.</summary>
    public static IEnumerable<Command> Commands(OperatorConsole console) => ConversationCommands.All(console);

    /// <summary>After migrations and before the first accounts: the room everybody enters.</summary>
    public static Task StartAsync(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<CreateRoom>().EnsureGeneralAsync(ct);

    /// <summary>HTTP paths outside <c>/api/v1</c>.</summary>
    public static void MapPages(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<FilePages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<WebDavPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<RoomAvatars>().Map(endpoints);
        ExportsPart.MapPages(endpoints);
    }

    private static void AddCommands(IServiceCollection services)
    {
        services.AddSingleton<PrivateNotes>();
        services.AddSingleton<ISlashCommands, TextCommands>();
        services.AddSingleton<ISlashCommands, RoomCommands>();
        services.AddSingleton<ISlashCommands, PeopleCommands>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<IRestDoor, CommandsRest>();
        services.AddSingleton<IDdpDoor, CommandsDdp>();
    }

    private static void AddDoors(IServiceCollection services)
    {
        services.AddSingleton<IRestDoor, ChannelsRest>();
        services.AddSingleton<IRestDoor, DirectRest>();
        services.AddSingleton<IRestDoor, RoomsRest>();
        services.AddSingleton<IRestDoor, ChatRest>();
        services.AddSingleton<IRestDoor, FilesRest>();
        services.AddSingleton<IRestDoor, ModerationRest>();
        services.AddSingleton<IRestDoor, SearchRest>();
        services.AddSingleton<IDdpDoor, MessagesDdp>();
        services.AddSingleton<IDdpDoor, RoomsDdp>();
        services.AddSingleton<IDdpDoor, RoomLookupsDdp>();
        services.AddSingleton<IDdpDoor, FilesDdp>();
        services.AddSingleton<IDdpDoor, ModerationDdp>();
        services.AddSingleton<IDdpDoor, SearchDdp>();
        services.AddSingleton<IStreamRule, RoomMessagesStream>();
        services.AddSingleton<IStreamRule, NotifyRoomStream>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<MessageEvents>();
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<MessageEvents>());
        services.AddSingleton<IEventHandler<MessageChanged>>(s => s.GetRequiredService<MessageEvents>());
        services.AddSingleton<IEventHandler<MessageDeleted>>(s => s.GetRequiredService<MessageEvents>());
        services.AddSingleton<IEventHandler<StarChanged>>(s => s.GetRequiredService<MessageEvents>());
        services.AddSingleton<IEventHandler<ThreadMarksChanged>>(s => s.GetRequiredService<MessageEvents>());
        services.AddSingleton<RoomReviews>();
        services.AddSingleton<BotNotices>();
        services.AddSingleton<IEventHandler<LoginBlocked>, LoginBlockNotices>();
        services.AddSingleton<IEventHandler<ExceptionLogged>, ExceptionNotices>();
        services.AddSingleton<RoomEvents>();
        services.AddSingleton<IEventHandler<RoomEdited>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<RoomErased>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<MembershipsEnded>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<MemberAdded>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<MemberRemoved>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<MembershipChanged>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<RoomRoleChanged>>(s => s.GetRequiredService<RoomEvents>());
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<LinkPreviews>());
        services.AddSingleton<IEventHandler<MessageEdited>>(s => s.GetRequiredService<LinkPreviews>());
        services.AddSingleton<IEventHandler<RoomAvatarChanged>>(s => s.GetRequiredService<RoomAvatars>());
        services.AddSingleton<IEventHandler<RoomFilesReleased>>(s => s.GetRequiredService<RoomAvatars>());
        services.AddSingleton<ReleaseFiles>();
        services.AddSingleton<IEventHandler<MessageFilesReleased>>(s => s.GetRequiredService<ReleaseFiles>());
        services.AddSingleton<IEventHandler<RoomFilesReleased>>(s => s.GetRequiredService<ReleaseFiles>());
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<ReleaseFiles>());
        services.AddSingleton<IEventHandler<UserRegistered>>(s => s.GetRequiredService<AccountHandlers>());
        services.AddSingleton<IEventHandler<UserRenamed>>(s => s.GetRequiredService<AccountHandlers>());
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<AccountHandlers>());
        services.AddSingleton<IEventHandler<UserActivationChanged>>(s => s.GetRequiredService<AccountHandlers>());
    }
}
