using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Bots;

internal static class BotSettings
{
    /// <summary>What of an account bots are told; with nothing listed they are told nothing at all.</summary>
    public static readonly Setting<string> UserFields = SettingOf.Text("BotHelpers_userFields", "Bots", "_id, name, username, emails, language, utcOffset", "Helpers");
}

/// <summary><c>botRequest</c>: lists of people for bots (SET-067).</summary>
internal sealed class BotRequests(IStore store, ISettings settings) : IDdpDoor
{
    private const int Most = 10_000;

    public void Map(DdpMethods methods) => methods.Add("botRequest", async call => await ExecuteAsync(call.Caller, call.RequiredText(0), call.Aborted), limit: new(10, 10_000));

    /// <returns>Null for a request that is not known.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c> for everybody but bots, and for fields that the workspace does not tell.</exception>
    private async Task<object?> ExecuteAsync(Caller caller, string request, CancellationToken ct)
    {
        if (!caller.Roles.Contains("bot")) throw Refused();
        var fields = settings.Get(BotSettings.UserFields).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var (isOnline, what) = request.StartsWith("online", StringComparison.Ordinal) ? (true, request["online".Length..]) : request.StartsWith("all", StringComparison.Ordinal) ? (false, request["all".Length..]) : (false, "");
        string[]? needed = what switch { "Users" => [], "Usernames" => ["username"], "Names" => ["name"], "IDs" => ["_id", "username"], _ => null };
        if (needed is null) return null;
        if (fields.Count == 0 || !needed.All(fields.Contains)) throw Refused();
        var people = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => !u.Roles.Contains("|bot|") && u.IsActive && (!isOnline || u.Status != "offline"))
            .OrderBy(u => u.UsernameLower).Take(Most).ToListAsync(ct), ct);
        return what switch
        {
            "Usernames" => people.ConvertAll(u => (object?)u.Username),
            "Names" => people.ConvertAll(u => (object?)u.Name),
            "IDs" => people.ConvertAll(u => (object?)new WireObject { { "id", u.Id }, { "name", u.Username } }),
            _ => people.ConvertAll(u => (object?)Only(UserView.Full(u), fields)),
        };
    }

    private static WireObject Only(WireObject user, HashSet<string> fields)
    {
        var kept = new WireObject();
        foreach (var (name, value) in user)
        {
            // The id is what the others belong to.
            if (name == "_id" || fields.Contains(name)) kept.Add(name, value);
        }
        return kept;
    }

    private static WireError Refused() => new("error-not-allowed", "Bot request not allowed", details: new WireObject { { "method", "botRequest" }, { "action", "bot_request" } });
}
