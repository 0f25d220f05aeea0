using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Storage;

namespace Parley.People.Setup;

internal sealed class BotAccounts(IStore store, UserStore users) : IBotAccounts
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
}
