using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.CommandLine;
using Parley.Platform.Storage;

namespace Parley.People.Operators;

/// <summary>Whether somebody can look after the workspace, and whether accounts have what they point at.</summary>
internal sealed class AccountIntegrity(IStore store) : IIntegrityCheck
{
    private const int MostNamed = 10;

    public string Subject => "accounts";

    public Task<IReadOnlyList<string>> FindAsync(CancellationToken ct) => store.ReadAsync<IReadOnlyList<string>>(async db =>
    {
        var found = new List<string>();
        if (await db.Set<UserRow>().AnyAsync(u => u.Type == "user", ct) && !await db.Set<UserRow>().AnyAsync(u => u.Type == "user" && u.IsActive && u.Roles.Contains("|admin|"), ct))
            found.Add("No active account has the role admin; \"parley admin restore\" gives it to one.");
        var roles = await db.Set<RoleRow>().Where(r => r.DeletedAt == null).Select(r => r.Id).ToListAsync(ct);
        var given = await db.Set<UserRow>().Select(u => u.Roles).Distinct().ToListAsync(ct);
        found.AddRange(given.SelectMany(r => r.Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct().Except(roles).Order(StringComparer.Ordinal).Take(MostNamed)
            .Select(role => $"Accounts have the role \"{role}\", which does not exist."));
        var tokens = await db.Set<LoginTokenRow>().CountAsync(t => !db.Set<UserRow>().Any(u => u.Id == t.UserId), ct);
        if (tokens > 0) found.Add($"{tokens} sessions belong to no account.");
        return found;
    }, ct);
}
