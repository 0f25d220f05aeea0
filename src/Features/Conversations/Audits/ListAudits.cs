using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Audits;

/// <summary>Who looked at which messages.</summary>
internal sealed class ListAudits(IStore store, PermissionRegistry permissions)
{
    private const int Most = 1000;

    /// <returns>Oldest first, the newest thousand of the range.</returns>
    /// <exception cref="WireError"><c>Not allowed</c>.</exception>
    public async Task<IReadOnlyList<WireObject>> ExecuteAsync(Caller caller, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        if (!permissions.Has(caller, AuditPermissions.CanAuditLog)) throw new WireError("Not allowed");
        var (first, last) = (from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue);
        var rows = await store.ReadAsync(db => db.Set<AuditRow>().AsNoTracking().Where(a => a.At >= first && a.At <= last).OrderByDescending(a => a.At).Take(Most).ToListAsync(ct), ct);
        rows.Reverse();
        return rows.ConvertAll(View);
    }

    private static WireObject View(AuditRow row)
    {
        using var stored = JsonDocument.Parse(row.Fields);
        var fields = new WireObject();
        foreach (var field in stored.RootElement.EnumerateObject()) fields.Add(field.Name, field.Name is "startDate" or "endDate" ? stored.RootElement.Date(field.Name) : field.Value.Clone());
        return new()
        {
            { "_id", row.Id }, { "ts", row.At }, { "_updatedAt", row.At }, { "results", row.Results }, { "fields", fields },
            { "u", new WireObject { { "_id", row.UserId }, { "username", row.Username }, { "name", row.Name }, { "avatarETag", row.AvatarETag } } },
        };
    }
}
