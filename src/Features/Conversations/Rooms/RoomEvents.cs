using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <param name="ChangesAccess">Others may read the room now, or fewer may.</param>
/// <param name="ChangesSubscriptions">What members' subscriptions tell about the room has changed: its name, kind, archive, team.</param>
internal sealed record RoomEdited(string RoomId, bool ChangesAccess, bool ChangesSubscriptions = false) : IDomainEvent;

/// <summary>The room is gone; its members hear of it in <see cref="MembershipsEnded"/>.</summary>
internal sealed record RoomErased(string RoomId) : IDomainEvent;

/// <summary>Memberships of an erased room, a chunk of them.</summary>
internal sealed record MembershipsEnded(string RoomId, IReadOnlyList<(string UserId, string SubscriptionId)> Members) : IDomainEvent;

internal sealed record MemberAdded(string RoomId, string UserId) : IDomainEvent;

internal sealed record MemberRemoved(string RoomId, string UserId, string SubscriptionId) : IDomainEvent;

internal sealed record MembershipChanged(string RoomId, string UserId) : IDomainEvent;

internal sealed record RoomRoleChanged(string RoomId, string UserId, string Username, string Role, bool IsGranted) : IDomainEvent;

/// <summary>Tells caches, sockets and sidebars about changes of rooms and memberships.</summary>
internal sealed class RoomEvents(RoomStore rooms, RoomAudience audience, Messages.MessageQueries messages, StreamHub hub, RoomReviews reviews, Func<DdpServer> sockets)
    : IEventHandler<RoomEdited>, IEventHandler<RoomErased>, IEventHandler<MembershipsEnded>, IEventHandler<MemberAdded>, IEventHandler<MemberRemoved>, IEventHandler<MembershipChanged>, IEventHandler<RoomRoleChanged>
{
    public async Task HandleAsync(RoomEdited happened, CancellationToken ct)
    {
        rooms.ForgetRoom(happened.RoomId);
        if (happened.ChangesAccess) await reviews.ReviewAsync([happened.RoomId], ct);
        if (await rooms.ReadAsync(happened.RoomId, ct) is not { } room) return;
        await audience.RoomChangedAsync(room, (await messages.LastOfAsync([room], ct)).TryGetValue(room.Id, out var last) ? last : null);
        if (happened.ChangesSubscriptions) await audience.SubscriptionsChangedAsync(room.Id);
    }

    public async Task HandleAsync(RoomErased happened, CancellationToken ct)
    {
        rooms.ForgetMembersOf(happened.RoomId);
        await sockets().ReviewRoomAsync(happened.RoomId);
    }

    public Task HandleAsync(MembershipsEnded happened, CancellationToken ct)
    {
        foreach (var (userId, subscriptionId) in happened.Members)
        {
            rooms.ForgetMember(happened.RoomId, userId);
            audience.SubscriptionRemoved(happened.RoomId, userId, subscriptionId);
        }
        return Task.CompletedTask;
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
