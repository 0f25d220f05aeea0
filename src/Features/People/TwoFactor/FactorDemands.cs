using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Bus;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <summary>Which roles demand a second factor of those who have them, from memory; a change is seen on every node within the bus delay (ACC-031).</summary>
internal sealed class FactorDemands
{
    private const string Channel = "factor-demands";
    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly ISettings _settings;
    private volatile Reading? _reading;
    private int _version;

    public FactorDemands(IStore store, IBus bus, ISettings settings)
    {
        (_store, _bus, _settings) = (store, bus, settings);
        bus.Listen(Channel, _ => Interlocked.Increment(ref _version));
        bus.Reconnected += () => Interlocked.Increment(ref _version);
    }

    public async ValueTask<bool> AppliesToAsync(IReadOnlyList<string> roles, CancellationToken ct)
    {
        if (!_settings.Get(TwoFactorSettings.Enabled)) return false;
        var version = Volatile.Read(ref _version);
        if (_reading is not { } known || known.Version != version)
        {
            var ids = await _store.ReadAsync(db => db.Set<RoleRow>().Where(r => r.MandatoryTwoFactor && r.DeletedAt == null).Select(r => r.Id).ToListAsync(ct), ct);
            _reading = known = new(version, ids);
        }
        foreach (var id in known.RoleIds)
        {
            if (roles.Contains(id)) return true;
        }
        return false;
    }

    /// <summary>To be called after a committed change of a role.</summary>
    public void Outdate()
    {
        Interlocked.Increment(ref _version);
        _bus.Publish(Channel, ReadOnlyMemory<byte>.Empty);
    }

    private sealed record Reading(int Version, IReadOnlyList<string> RoleIds);
}
