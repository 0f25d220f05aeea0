using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

internal sealed record RoomEdited(string RoomId, bool ChangesAccess) : IDomainEvent;

internal sealed record RoomErased(string RoomId, IReadOnlyList<(string UserId, string SubscriptionId)> Members) : IDomainEvent;

internal sealed record MemberAdded(string RoomId, string UserId) : IDomainEvent;

internal sealed record MemberRemoved(string RoomId, string UserId, string SubscriptionId) : IDomainEvent;

internal sealed record MembershipChanged(string RoomId, string UserId) : IDomainEvent;

internal sealed record RoomRoleChanged(string RoomId, string UserId, string Username, string Role, bool IsGranted) : IDomainEvent;

/// <summary>Tells caches, sockets and sidebars about changes of rooms and memberships.</summary>
internal sealed class RoomEvents(RoomStore rooms, RoomAudience audience, Messages.MessageQueries messages, StreamHub hub, Func<DdpServer> sockets)
    : IEventHandler<RoomEdited>, IEventHandler<RoomErased>, IEventHandler<MemberAdded>, IEventHandler<MemberRemoved>, IEventHandler<MembershipChanged>, IEventHandler<RoomRoleChanged>
{
    public async Task HandleAsync(RoomEdited happened, CancellationToken ct)
    {
        rooms.ForgetRoom(happened.RoomId);
        if (happened.ChangesAccess) await sockets().ReviewRoomAsync(happened.RoomId);
        if (await rooms.ReadAsync(happened.RoomId, ct) is not { } room) return;
        await audience.RoomChangedAsync(room, (await messages.LastOfAsync([room], ct)).TryGetValue(room.Id, out var last) ? last : null);
    }

    public async Task HandleAsync(RoomErased happened, CancellationToken ct)
    {
        rooms.ForgetMembersOf(happened.RoomId);
        foreach (var (userId, subscriptionId) in happened.Members)
        {
            rooms.ForgetMember(happened.RoomId, userId);
            audience.SubscriptionRemoved(happened.RoomId, userId, subscriptionId);
        }
        await sockets().ReviewRoomAsync(happened.RoomId);
    }

    public async Task HandleAsync(MemberAdded happened, CancellationToken ct)
    {
        rooms.ForgetMember(happened.RoomId, happened.UserId);
        await audience.SubscriptionChangedAsync(happened.RoomId, happened.UserId, "inserted");
        await sockets().ReviewMembershipAsync(happened.UserId, happened.RoomId, isLost: false);
    }

    public async Task HandleAsync(MemberRemoved happened, CancellationToken ct)
    {
        rooms.ForgetMember(happened.RoomId, happened.UserId);
        await sockets().ReviewMembershipAsync(happened.UserId, happened.RoomId, isLost: true);
        audience.SubscriptionRemoved(happened.RoomId, happened.UserId, happened.SubscriptionId);
    }

    public async Task HandleAsync(MembershipChanged happened, CancellationToken ct)
    {
        rooms.ForgetMember(happened.RoomId, happened.UserId);
        await audience.SubscriptionChangedAsync(happened.RoomId, happened.UserId, "updated");
    }

    public async Task HandleAsync(RoomRoleChanged happened, CancellationToken ct)
    {
        rooms.ForgetMember(happened.RoomId, happened.UserId);
        hub.Emit("notify-logged", "roles-change",
            [new WireObject { { "type", happened.IsGranted ? "added" : "removed" }, { "_id", happened.Role }, { "u", new WireObject { { "_id", happened.UserId }, { "username", happened.Username } } }, { "scope", happened.RoomId } }]);
        await audience.SubscriptionChangedAsync(happened.RoomId, happened.UserId, "updated");
    }
}
