using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Passwords;
using Parley.Platform.Ids;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.People.Setup;

/// <summary>At start: the bot account, the operator's administrator, the workspace's own id.</summary>
internal sealed class FirstAccounts(IStore store, PasswordHashes passwords, UserStore users, SettingsRegistry settings, ServerMode mode, Func<string, string?> environment)
{
    public const string BotId = "rocket.cat";
    private static readonly HotStatement _bot = new("SELECT 1 FROM users WHERE id='rocket.cat'", "SELECT 1::bigint FROM users WHERE id='rocket.cat'");
    private static readonly HotStatement _administrator = new("SELECT 1 FROM users WHERE roles LIKE '%|admin|%' LIMIT 1", "SELECT 1::bigint FROM users WHERE roles LIKE '%|admin|%' LIMIT 1");

    public async Task EnsureAsync(CancellationToken ct)
    {
        if (settings.Get(AccountSettings.UniqueId).Length == 0) await settings.SetAsync(AccountSettings.UniqueId, Id.New(), ct);
        await EnsureBotAsync(ct);
        await EnsureInitialUserAsync(ct);
        await EnsureAdministratorAsync(ct);
    }

    private async Task EnsureBotAsync(CancellationToken ct)
    {
        if ((await store.QueryAsync(_bot, static _ => { }, static row => row.GetInt64(0), ct)).Count == 0) await AddBotAsync(ct);
    }

    private Task<bool> AddBotAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<UserRow>().AnyAsync(u => u.Id == BotId, ct)) return false;
        var bot = new UserRow
        {
            Id = BotId,
            Name = "Rocket.Cat",
            Type = "bot",
            Status = "online",
            RoleList = ["bot"],
            UtcOffset = 0,
            CreatedAt = unit.Now,
            UpdatedAt = unit.Now,
        };
        bot.SetUsername(BotId);
        unit.Db.Add(bot);
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new UserRegistered(bot.Id, JoinsDefaultRooms: true));
        return true;
    }, ct);

    /// <summary><c>INITIAL_USER</c>: one account as JSON with its own <c>_id</c>, and its bcrypt hash when it may log in.</summary>
    private async Task EnsureInitialUserAsync(CancellationToken ct)
    {
        if (!WireRead.TryParse(environment("INITIAL_USER") ?? "", out var json) || json.Value.Text("_id") is not { } id || !Id.IsAcceptable(id)) return;
        var given = json.Value;
        var created = await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<UserRow>().AnyAsync(u => u.Id == id, ct)) return false;
            var row = new UserRow
            {
                Id = id,
                Name = given.Text("name"),
                RoleList = given.Texts("roles") ?? ["user"],
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                PasswordHash = given.Get("services")?.Get("password")?.Text("bcrypt"),
                Type = given.Text("type") ?? "user",
            };
            row.SetUsername(given.Text("username") ?? id);
            if (given.Get("emails") is { ValueKind: JsonValueKind.Array } mails && mails.GetArrayLength() > 0) row.SetEmail(mails[0].Text("address"), mails[0].Flag("verified") ?? false);
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true));
            return true;
        }, ct);
        if (created && settings.Get(AccountSettings.SetupWizard) == "pending") await settings.SetAsync(AccountSettings.SetupWizard, "completed", ct);
    }

    /// <summary><c>ADMIN_*</c> makes the first administrator once; a later start never makes it again or resets it.</summary>
    private async Task EnsureAdministratorAsync(CancellationToken ct)
    {
        if (environment("ADMIN_PASS") is not { Length: > 0 } password) return;
        if ((await store.QueryAsync(_administrator, static _ => { }, static row => row.GetInt64(0), ct)).Count > 0) return;
        var username = environment("ADMIN_USERNAME") is { Length: > 0 } given ? given : "admin";
        var hash = await passwords.HashAsync(PasswordHashes.Digest(password), ct);
        var created = await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<UserRow>().AnyAsync(u => u.Roles.Contains("|admin|"), ct)) return null;
            if (await unit.Db.Set<UserRow>().AnyAsync(u => u.UsernameLower == username.ToLowerInvariant(), ct)) return null;
            var row = new UserRow
            {
                // Test scripts name the administrator without asking for the id first.
                Id = mode.IsTest && Id.IsAcceptable(username) ? username : Id.New(),
                Name = environment("ADMIN_NAME") is { Length: > 0 } name ? name : "Administrator",
                PasswordHash = hash,
                RoleList = ["admin"],
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
            };
            row.SetUsername(username);
            if (environment("ADMIN_EMAIL") is { Length: > 0 } email) row.SetEmail(email, environment("ADMIN_EMAIL_VERIFIED") != "no");
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true));
            return row;
        }, ct);
        if (created is null) return;
        users.Forget(created.Id);
        if (settings.Get(AccountSettings.SetupWizard) == "pending") await settings.SetAsync(AccountSettings.SetupWizard, "completed", ct);
    }
}
