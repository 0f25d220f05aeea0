using System.Collections.Concurrent;

namespace Parley.People.Presence;

/// <summary>One lease per signed-in connection.</summary>
internal interface IPresenceLeases
{
    /// <summary>Whether other nodes see them too.</summary>
    bool IsShared { get; }

    /// <summary>A node died and took this person's leases with it.</summary>
    event Action<string>? Lost;

    Task SetAsync(string userId, string connectionId, string status);

    Task RemoveAsync(string userId, string connectionId);

    /// <summary>The best status among each person's connections; people without one are left out.</summary>
    Task<IReadOnlyDictionary<string, string>> StatusOfAsync(IReadOnlyList<string> userIds);
}

/// <summary>The leases of a single node.</summary>
internal sealed class LocalPresenceLeases : IPresenceLeases
{
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _byUser = new();

    public bool IsShared => false;

    public event Action<string>? Lost { add { } remove { } }

    public Task SetAsync(string userId, string connectionId, string status)
    {
        var own = _byUser.GetOrAdd(userId, _ => []);
        lock (own) own[connectionId] = status;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string userId, string connectionId)
    {
        if (_byUser.TryGetValue(userId, out var own))
        {
            lock (own) own.Remove(connectionId);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> StatusOfAsync(IReadOnlyList<string> userIds)
    {
        var statuses = new Dictionary<string, string>(userIds.Count);
        foreach (var userId in userIds)
        {
            if (!_byUser.TryGetValue(userId, out var own)) continue;
            lock (own)
            {
                if (own.Count > 0) statuses[userId] = own.ContainsValue("online") ? "online" : "away";
            }
        }
        return Task.FromResult<IReadOnlyDictionary<string, string>>(statuses);
    }
}
