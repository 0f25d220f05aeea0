using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Bus;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.Conversations.Translations;

/// <summary>The languages that members of a room read it in, from memory, so that a message costs no look at its members.</summary>
internal sealed class RoomLanguages : IEventHandler<MemberRemoved>
{
    /// <summary>Further languages are translated when somebody asks for them.</summary>
    private const int MostLanguages = 20;

    private const int MostCached = 50_000;
    private const string Channel = "room-languages";
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _known = new();
    private readonly IStore _store;
    private readonly IBus _bus;

    public RoomLanguages(IStore store, IBus bus)
    {
        (_store, _bus) = (store, bus);
        bus.Listen(Channel, message => _known.TryRemove(Encoding.UTF8.GetString(message.Span), out _));
        bus.Reconnected += _known.Clear;
    }

    public async ValueTask<IReadOnlyList<string>> OfAsync(string roomId, CancellationToken ct)
    {
        if (_known.TryGetValue(roomId, out var known)) return known;
        var languages = await _store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId && s.AutoTranslates && s.TranslateTo != null)
            .GroupBy(s => s.TranslateTo!).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).Take(MostLanguages).ToListAsync(ct), ct);
        if (_known.Count > MostCached) _known.Clear();
        return _known[roomId] = languages;
    }

    public void Forget(string roomId)
    {
        _known.TryRemove(roomId, out _);
        _bus.Publish(Channel, Encoding.UTF8.GetBytes(roomId));
    }

    public Task HandleAsync(MemberRemoved happened, CancellationToken ct)
    {
        if (_known.TryGetValue(happened.RoomId, out var known) && known.Count > 0) Forget(happened.RoomId);
        return Task.CompletedTask;
    }
}
