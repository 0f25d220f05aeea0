using System.Collections.Frozen;

namespace Parley.Integrations;

/// <summary>What outgoing webhooks can listen to, and which of their options each event uses (INT-033).</summary>
internal static class OutgoingEvents
{
    public const string SendMessage = "sendMessage";
    public const string FileUploaded = "fileUploaded";
    public const string RoomArchived = "roomArchived";
    public const string RoomCreated = "roomCreated";
    public const string RoomJoined = "roomJoined";
    public const string RoomLeft = "roomLeft";
    public const string UserCreated = "userCreated";

    public const string PublicChannels = "all_public_channels";
    public const string PrivateGroups = "all_private_groups";
    public const string DirectMessages = "all_direct_messages";

    public static readonly FrozenSet<string> Scopes = FrozenSet.Create(PublicChannels, PrivateGroups, DirectMessages);

    public static readonly FrozenDictionary<string, Uses> All = new Dictionary<string, Uses>
    {
        [SendMessage] = new(UsesRooms: true, UsesWords: true),
        [FileUploaded] = new(UsesRooms: true),
        [RoomArchived] = new(),
        [RoomCreated] = new(),
        [RoomJoined] = new(UsesRooms: true),
        [RoomLeft] = new(UsesRooms: true),
        [UserCreated] = new(NeedsTarget: true),
    }.ToFrozenDictionary();

    public sealed record Uses(bool UsesRooms = false, bool UsesWords = false, bool NeedsTarget = false);
}
