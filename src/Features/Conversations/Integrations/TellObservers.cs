using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Contracts;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Integrations;

internal sealed record RoomCreated(RoomRow Room, string OwnerId) : IDomainEvent;

internal sealed record RoomArchived(string RoomId, string UserId) : IDomainEvent;

/// <summary>Tells other features what happens in rooms. While nobody wants to know, a message costs one question.</summary>
internal sealed class TellObservers(IEnumerable<IRoomObserver> observers, RoomStore rooms, MessageQueries messages, IStore store)
    : IEventHandler<MessageSent>, IEventHandler<MessageEdited>, IEventHandler<MemberAdded>, IEventHandler<MemberRemoved>, IEventHandler<RoomCreated>, IEventHandler<RoomArchived>
{
    private readonly IRoomObserver[] _observers = [.. observers];

    public Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        // Notes of the system and secrets are nobody else's.
        if (happened.Message.Type is null && IsWanted(RoomHappening.MessageSent)) Tell(RoomHappening.MessageSent, happened.Room, null, happened.Json);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(MessageEdited happened, CancellationToken ct)
    {
        if (!IsWanted(RoomHappening.MessageEdited) || await rooms.FindAsync(happened.RoomId, ct) is not { } room) return;
        if (await messages.FindRowAsync(happened.MessageId, ct) is { Type: null } row) Tell(RoomHappening.MessageEdited, room, null, MessageJson.Full(row));
    }

    public async Task HandleAsync(MemberAdded happened, CancellationToken ct)
    {
        if (!IsWanted(RoomHappening.MemberJoined) || await rooms.FindAsync(happened.RoomId, ct) is not { IsDirect: false } room) return;
        var since = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == happened.RoomId && s.UserId == happened.UserId).Select(s => (DateTimeOffset?)s.CreatedAt).FirstOrDefaultAsync(ct), ct);
        // Those a room was made with did not enter it.
        if (since is not null && since != room.CreatedAt) Tell(RoomHappening.MemberJoined, room, happened.UserId, null);
    }

    public async Task HandleAsync(MemberRemoved happened, CancellationToken ct)
    {
        if (IsWanted(RoomHappening.MemberLeft) && await rooms.FindAsync(happened.RoomId, ct) is { IsDirect: false } room) Tell(RoomHappening.MemberLeft, room, happened.UserId, null);
    }

    public Task HandleAsync(RoomCreated happened, CancellationToken ct)
    {
        if (IsWanted(RoomHappening.RoomCreated)) Tell(RoomHappening.RoomCreated, happened.Room, happened.OwnerId, null);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(RoomArchived happened, CancellationToken ct)
    {
        if (IsWanted(RoomHappening.RoomArchived) && await rooms.FindAsync(happened.RoomId, ct) is { } room) Tell(RoomHappening.RoomArchived, room, happened.UserId, null);
    }

    private bool IsWanted(RoomHappening what)
    {
        foreach (var observer in _observers)
        {
            if (observer.Wants(what)) return true;
        }
        return false;
    }

    private void Tell(RoomHappening what, RoomRow room, string? userId, RawJson? message)
    {
        var told = new RoomOccurrence(what, RoomPosts.Brief(room), userId, message);
        foreach (var observer in _observers)
        {
            if (observer.Wants(what)) observer.Observe(told);
        }
    }
}

internal static class IntegrationsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<RoomPosts>();
        services.AddSingleton<IRoomFinder>(s => s.GetRequiredService<RoomPosts>());
        services.AddSingleton<IRoomPosts>(s => s.GetRequiredService<RoomPosts>());
        services.AddSingleton<TellObservers>();
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<TellObservers>());
        services.AddSingleton<IEventHandler<MessageEdited>>(s => s.GetRequiredService<TellObservers>());
        services.AddSingleton<IEventHandler<MemberAdded>>(s => s.GetRequiredService<TellObservers>());
        services.AddSingleton<IEventHandler<MemberRemoved>>(s => s.GetRequiredService<TellObservers>());
        services.AddSingleton<IEventHandler<RoomCreated>>(s => s.GetRequiredService<TellObservers>());
        services.AddSingleton<IEventHandler<RoomArchived>>(s => s.GetRequiredService<TellObservers>());
    }
}
