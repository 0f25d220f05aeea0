using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.People.Permissions;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Setup;

internal sealed class BotAccounts(IStore store, UserStore users, Func<DdpServer> sockets) : IBotAccounts
{
    public async Task<UserBrief> EnsureAsync(string username, string name, CancellationToken ct)
    {
        if (await users.FindAsync(username, ct) is { } known) return known;
        await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<UserRow>().AnyAsync(u => u.Id == username, ct)) return false;
            var bot = new UserRow { Id = username, Name = name, Type = "bot", RoleList = ["bot"], UtcOffset = 0, CreatedAt = unit.Now, UpdatedAt = unit.Now };
            // Somebody may have the name already: the bot goes without then, known by its id.
            if (!await unit.Db.Set<UserRow>().AnyAsync(u => u.UsernameLower == username, ct)) bot.SetUsername(username);
            unit.Db.Add(bot);
            return await unit.Db.SaveChangesAsync(ct) > 0;
        }, ct);
        return await users.FindAsync(username, ct) ?? throw new InvalidOperationException("The bot was just made.");
    }

    public async Task GrantRoleAsync(Caller caller, string userId, CancellationToken ct)
    {
        if (await users.FindAsync(userId, ct) is not { } known || known.Roles.Contains("bot")) return;
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct) ?? throw WireError.InvalidUser();
            if (row.RoleList.Contains("bot")) return false;
            row.RoleList = [.. row.RoleList, "bot"];
            row.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, "role.add-user", "user", row.Id, row.Username, null, new WireObject { { "role", "bot" }, { "roles", row.RoleList } }, ct);
            unit.Publish(new RoleMemberChanged(row.Id, row.Username ?? "", "bot", null, IsAdded: true), row.Id);
            return true;
        }, ct);
        users.Forget(userId);
        await sockets().ReviewAccessAsync(userId);
    }
}
