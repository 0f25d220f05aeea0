using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Contracts;
using Parley.Integrations.Scripts;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Events;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Integrations.Administering;

/// <summary>Administrators make, change and remove webhooks (INT-001 to INT-010, INT-032 to INT-041).</summary>
internal sealed class SaveIntegrations(
    IStore store, IntegrationCatalogue catalogue, PermissionRegistry permissions, IUserDirectory users, IBotAccounts bots, IRoomFinder rooms, ScriptSwitches switches, ScriptRunner scripts)
{
    private const int MostIntegrations = 1000;
    private const int LongestName = 500;
    private const int LongestText = 2000;
    private const int LongestScript = 100_000;
    private const int MostEntries = 100;
    private const int MostRetries = 20;

    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-invalid-channel</c>, <c>error-invalid-channel-start-with-chars</c>, <c>error-invalid-username</c>, <c>error-invalid-user</c>,
    /// <c>error-invalid-room</c>, <c>error-invalid-permissions</c>, <c>error-invalid-event-type</c>, <c>error-invalid-urls</c>, <c>error-invalid-targetRoom</c>,
    /// <c>error-invalid-triggerWords</c>, and those of <see cref="ScriptSwitches"/>.</exception>
    public async Task<Integration> CreateAsync(Caller caller, string type, JsonElement input, CancellationToken ct)
    {
        var method = type == IntegrationRow.Incoming ? "addIncomingIntegration" : "addOutgoingIntegration";
        if (!permissions.MayManageAny(caller, type)) throw NotAuthorized(method);
        var (options, user) = await ReadAsync(caller, type, input, null, method, ct);
        if (options.Script is { Length: > 0 }) switches.CheckMayChange(options.ScriptEngine);
        options = await scripts.CompiledAsync(options);
        var id = Id.New();
        var given = type == IntegrationRow.Outgoing ? Trimmed(input, "token") : null;
        var token = catalogue.Seal(id, given ?? Id.New(type == IntegrationRow.Incoming ? 48 : 24));
        await bots.GrantRoleAsync(caller, user.Id, ct);
        await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<IntegrationRow>().CountAsync(ct) >= MostIntegrations) throw new WireError("error-too-many-integrations", "Remove a webhook before you add another");
            var row = new IntegrationRow
            {
                Id = id,
                Type = type,
                Name = Trimmed(input, "name", LongestName) ?? "",
                IsEnabled = input.Flag("enabled") ?? true,
                UserId = user.Id,
                Token = token,
                CreatedById = caller.UserId,
                CreatedByName = caller.Username,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                Options = JsonSerializer.Serialize(options),
            };
            unit.Db.Add(row);
            await unit.AuditAsync(caller, "integration.create", "integration", id, row.Name, null, State(row, options), ct);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await catalogue.ChangedAsync(ct);
        return (await catalogue.FindAsync(id, ct))!;
    }

    /// <exception cref="WireError">As <see cref="CreateAsync"/>, and <c>error-invalid-integration</c> (<c>invalid_integration</c> for outgoing ones), <c>error-invalid-token</c>, <c>error-invalid-post-as-user</c>.</exception>
    public async Task<Integration> UpdateAsync(Caller caller, string type, string id, JsonElement input, CancellationToken ct)
    {
        var isIncoming = type == IntegrationRow.Incoming;
        var method = isIncoming ? "updateIncomingIntegration" : "updateOutgoingIntegration";
        if (!permissions.MayManageAny(caller, type)) throw NotAuthorized(method);
        var known = await FindAsync(caller, type, id, ct)
            ?? throw (isIncoming ? new WireError("error-invalid-integration", "Invalid integration", details: Details(method)) : new WireError("invalid_integration", "Integration not found"));
        var (options, user) = await ReadAsync(caller, type, input, known, method, ct);
        var isChanged = options.Script is { Length: > 0 } && (options.Script != known.Options.Script || options.ScriptEngine != known.Options.ScriptEngine);
        if (isChanged) switches.CheckMayChange(options.ScriptEngine);
        options = switches.IsFrozen(options.ScriptEngine)
            ? options with { Script = known.Options.Script, IsScriptEnabled = known.Options.IsScriptEnabled, ScriptEngine = known.Options.ScriptEngine, ScriptErrorName = known.Options.ScriptErrorName, ScriptErrorMessage = known.Options.ScriptErrorMessage }
            : await scripts.CompiledAsync(options);
        var token = isIncoming ? known.Token : Trimmed(input, "token") ?? throw new WireError("error-invalid-token", "Invalid token", details: Details(method));
        if (isIncoming && input.Flag("renewToken") == true) token = Id.New(48);
        await bots.GrantRoleAsync(caller, user.Id, ct);
        await ChangeAsync(id, async (unit, row) =>
        {
            var before = State(row, known.Options);
            row.Name = input.Has("name") ? Trimmed(input, "name", LongestName) ?? "" : row.Name;
            row.IsEnabled = input.Flag("enabled") ?? row.IsEnabled;
            row.UserId = user.Id;
            row.Token = catalogue.Seal(id, token);
            row.Options = JsonSerializer.Serialize(options);
            await unit.AuditAsync(caller, "integration.update", "integration", id, row.Name, before, State(row, options), ct);
        }, ct);
        return await catalogue.FindAsync(id, ct) ?? known;
    }

    /// <summary>Its history and what was to be tried again go with it.</summary>
    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-invalid-integration</c>.</exception>
    public async Task RemoveAsync(Caller caller, string type, string id, CancellationToken ct)
    {
        var method = type == IntegrationRow.Incoming ? "deleteIncomingIntegration" : "deleteOutgoingIntegration";
        if (!permissions.MayManageAny(caller, type)) throw NotAuthorized(method);
        var known = await FindAsync(caller, type, id, ct) ?? throw new WireError("error-invalid-integration", "Invalid integration", details: Details(method));
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<IntegrationRow>().Where(r => r.Id == id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<HistoryRow>().Where(r => r.IntegrationId == id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<AttemptRow>().Where(r => r.IntegrationId == id).ExecuteDeleteAsync(ct);
            await unit.AuditAsync(caller, "integration.delete", "integration", id, known.Name, new WireObject { { "type", known.Type } }, null, ct);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await catalogue.ChangedAsync(ct);
    }

    /// <returns>Null when there is none that the caller may manage.</returns>
    public async Task<Integration?> FindAsync(Caller caller, string type, string id, CancellationToken ct) =>
        await catalogue.FindAsync(id, ct) is { } found && found.Type == type && permissions.MayManage(caller, found) ? found : null;

    /// <summary>Nobody asked for it: its receiver is gone, or the account it posts as.</summary>
    public Task DisableAsync(string id, CancellationToken ct) => ChangeAsync(id, static (_, row) =>
    {
        row.IsEnabled = false;
        return Task.CompletedTask;
    }, ct);

    public async Task ChangeAsync(string id, Func<WriteUnit, IntegrationRow, Task> change, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<IntegrationRow>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } row) return 0;
            await change(unit, row);
            row.UpdatedAt = unit.Now;
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await catalogue.ChangedAsync(ct);
    }

    public static WireError NotAuthorized(string method) => new("not_authorized", "Unauthorized", details: Details(method));

    private static WireObject Details(string method) => new() { { "method", method } };

    private static WireObject State(IntegrationRow row, IntegrationOptions o) => new()
    {
        { "type", row.Type }, { "name", row.Name }, { "enabled", row.IsEnabled }, { "username", o.Username }, { "channel", o.Channels }, { "event", o.Event }, { "urls", o.Urls.Select(HostOf).ToList() },
        { "scriptEnabled", o.IsScriptEnabled }, { "overrideDestinationChannelEnabled", o.OverridesDestination },
    };

    /// <summary>Addresses of receivers often hold a secret, so trails keep their host only.</summary>
    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";

    private async Task<(IntegrationOptions Options, UserBrief User)> ReadAsync(Caller caller, string type, JsonElement input, Integration? known, string method, CancellationToken ct)
    {
        var isIncoming = type == IntegrationRow.Incoming;
        var (happening, urls) = isIncoming ? (null, []) : ReadCall(input, method);
        var usesRooms = isIncoming || OutgoingEvents.All[happening!].UsesRooms;
        var channels = usesRooms ? ReadChannels(input, isIncoming, method) : [];
        if (!usesRooms && !permissions.Has(caller, IntegrationPermissions.ManageOutgoing)) throw new WireError("error-invalid-permissions", "Invalid permission for required Integration creation.");
        var name = Trimmed(input, "username") ?? (isIncoming ? known?.Options.Username : null) ?? throw new WireError("error-invalid-username", "Invalid username", details: Details(method));
        var engine = EngineIn(input) ?? known?.Options.ScriptEngine ?? ScriptSwitches.IsolatedVm;
        var user = await users.FindByUsernameAsync(name, ct)
            ?? throw (isIncoming && known is not null ? new WireError("error-invalid-post-as-user", "Invalid Post As User", details: Details(method)) : new WireError("error-invalid-user", "Invalid user", details: Details(method)));
        await CheckReachAsync(caller, type, channels, method, ct);
        var script = input.Has("script") || known is null ? Trimmed(input, "script", LongestScript) : known.Options.Script;
        var avatar = Trimmed(input, "avatar");
        if (avatar is not null && !(Uri.TryCreate(avatar, UriKind.Absolute, out var picture) && picture.Scheme is "http" or "https") && !avatar.StartsWith('/')) throw new WireError("error-invalid-avatar", "The avatar must be a web address");
        var options = new IntegrationOptions
        {
            Username = user.Username,
            Channels = channels,
            Alias = Trimmed(input, "alias"),
            Avatar = avatar,
            Emoji = Trimmed(input, "emoji"),
            OverridesDestination = input.Flag("overrideDestinationChannelEnabled") ?? known?.Options.OverridesDestination ?? false,
            IsScriptEnabled = input.Flag("scriptEnabled") ?? known?.Options.IsScriptEnabled ?? false,
            Script = script,
            ScriptEngine = engine,
        };
        return (isIncoming ? options : ReadOutgoing(options, input, happening!, urls, method), user);
    }

    private static string? EngineIn(JsonElement input) => input.Text("scriptEngine") is { } given and (ScriptSwitches.Vm2 or ScriptSwitches.IsolatedVm) ? given : null;

    private static (string Event, IReadOnlyList<string> Urls) ReadCall(JsonElement input, string method)
    {
        var happening = Trimmed(input, "event") ?? (input.Has("event") ? null : method == "addOutgoingIntegration" && input.Has("urls") && !input.Has("type") ? OutgoingEvents.SendMessage : null);
        if (happening is null || !OutgoingEvents.All.TryGetValue(happening, out var uses)) throw new WireError("error-invalid-event-type", "Invalid event type", details: Details(method));
        if (Trimmed(input, "username") is null) throw new WireError("error-invalid-username", "Invalid username", details: Details(method));
        if (uses.NeedsTarget && Trimmed(input, "targetRoom") is null) throw new WireError("error-invalid-targetRoom", "Invalid Target Room", details: Details(method));
        var urls = (input.Texts("urls") ?? throw new WireError("error-invalid-urls", "Invalid URLs", details: Details(method))).Select(u => u.Trim()).Where(u => u.Length > 0).Distinct().ToList();
        if (urls.Count is 0 or > MostEntries || urls.Exists(u => u.Length > LongestText)) throw new WireError("error-invalid-urls", "Invalid URLs", details: Details(method));
        return (happening, urls);
    }

    private static IntegrationOptions ReadOutgoing(IntegrationOptions options, JsonElement input, string happening, IReadOnlyList<string> urls, string method)
    {
        IReadOnlyList<string> words = [];
        if (OutgoingEvents.All[happening].UsesWords && input.Has("triggerWords"))
            words = [.. (input.Texts("triggerWords") ?? throw new WireError("error-invalid-triggerWords", "Invalid triggerWords", details: Details(method))).Select(w => w.Trim()).Where(w => w.Length is > 0 and <= 200).Take(MostEntries)];
        var retries = input.Flag("retryFailedCalls") ?? false;
        var count = input.Number("retryCount") ?? 0;
        return options with
        {
            Event = happening,
            Urls = urls,
            TargetRoom = Trimmed(input, "targetRoom"),
            TriggerWords = words,
            TriggerWordAnywhere = input.Flag("triggerWordAnywhere") ?? false,
            RunOnEdits = input.Flag("runOnEdits") ?? false,
            RetryFailedCalls = retries,
            RetryCount = count > 0 ? (int)Math.Min(count, MostRetries) : retries ? 4 : 0,
            RetryDelay = Trimmed(input, "retryDelay")?.ToLowerInvariant() ?? "powers-of-ten",
            ImpersonateUser = input.Flag("impersonateUser") ?? false,
        };
    }

    private static List<string> ReadChannels(JsonElement input, bool isIncoming, string method)
    {
        var given = input.Get("channel") is { ValueKind: JsonValueKind.Array } list && list.AsTexts() is { } texts ? string.Join(',', texts) : input.Text("channel");
        var channels = (given ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        // An empty text listens to all public channels; nothing at all is an oversight.
        if (channels.Count > MostEntries || (isIncoming ? channels.Count == 0 : given is null)) throw new WireError("error-invalid-channel", "Invalid channel", details: Details(method));
        if (channels.Exists(c => c[0] is not ('#' or '@') && (isIncoming || !OutgoingEvents.Scopes.Contains(c.ToLowerInvariant()))))
            throw new WireError("error-invalid-channel-start-with-chars", "Invalid channel. Start with @ or #", details: Details(method));
        return channels.ConvertAll(c => c[0] is '#' or '@' ? c : c.ToLowerInvariant());
    }

    private async Task CheckReachAsync(Caller caller, string type, IReadOnlyList<string> channels, string method, CancellationToken ct)
    {
        var (all, _) = IntegrationPermissions.Of(type);
        var reachesAll = permissions.Has(caller, all);
        foreach (var channel in channels)
        {
            if (OutgoingEvents.Scopes.Contains(channel))
            {
                if (channel != OutgoingEvents.PublicChannels && !reachesAll) throw new WireError("error-invalid-permissions", "Invalid permission for this scope", details: Details(method));
                continue;
            }
            var name = channel[1..];
            if (channel[0] == '@')
            {
                // Whom an outgoing webhook listens to is in nobody's room but theirs.
                var person = await users.FindByUsernameAsync(name, ct) ?? await users.FindAsync(name, ct) ?? throw new WireError("error-invalid-user", "Invalid user", details: Details(method));
                if (!reachesAll && type == IntegrationRow.Outgoing && person.Id != caller.UserId) throw new WireError("error-invalid-channel", "Invalid Channel", details: Details(method));
                continue;
            }
            // A room that the caller is not in answers like one that is not there.
            if ((await rooms.FindAsync(name, ct) ?? await rooms.FindByNameAsync(name, ct)) is not { } room || (!reachesAll && !await rooms.IsMemberAsync(room.Id, caller.UserId, ct)))
                throw new WireError("error-invalid-room", "Invalid room", details: Details(method));
        }
    }

    /// <returns>Null for nothing, or nothing but space.</returns>
    private static string? Trimmed(JsonElement input, string name, int longest = LongestText)
    {
        if (input.Text(name)?.Trim() is not { Length: > 0 } text) return null;
        return text.Length <= longest ? text : throw WireError.InvalidParams($"{name} is too long");
    }
}

/// <summary>Webhooks follow names, and stop when the account they post as is gone (INT-006).</summary>
internal sealed class FollowNames(IntegrationCatalogue catalogue, SaveIntegrations save) : IEventHandler<RoomRenamed>, IEventHandler<UserRenamed>, IEventHandler<UserDeleted>, IEventHandler<UserActivationChanged>
{
    public Task HandleAsync(RoomRenamed happened, CancellationToken ct) => RenameAsync("#" + happened.OldName, "#" + happened.Name, null, null, ct);

    public Task HandleAsync(UserRenamed happened, CancellationToken ct) => RenameAsync("@" + happened.OldUsername, "@" + happened.Username, happened.UserId, happened.Username, ct);

    public Task HandleAsync(UserDeleted happened, CancellationToken ct) => DisableOfAsync(happened.UserId, ct);

    public Task HandleAsync(UserActivationChanged happened, CancellationToken ct) => happened.IsActive ? Task.CompletedTask : DisableOfAsync(happened.UserId, ct);

    private async Task DisableOfAsync(string userId, CancellationToken ct)
    {
        foreach (var integration in (await catalogue.AllAsync(ct)).Where(i => i.UserId == userId && i.IsEnabled)) await save.DisableAsync(integration.Id, ct);
    }

    private async Task RenameAsync(string old, string name, string? userId, string? username, CancellationToken ct)
    {
        foreach (var integration in await catalogue.AllAsync(ct))
        {
            var o = integration.Options;
            if (!o.Channels.Contains(old) && o.TargetRoom != old && (userId is null || integration.UserId != userId)) continue;
            await save.ChangeAsync(integration.Id, (_, row) =>
            {
                var options = JsonSerializer.Deserialize<IntegrationOptions>(row.Options)!;
                row.Options = JsonSerializer.Serialize(options with
                {
                    Channels = [.. options.Channels.Select(c => c == old ? name : c)],
                    TargetRoom = options.TargetRoom == old ? name : options.TargetRoom,
                    Username = username is not null && row.UserId == userId ? username : options.Username,
                });
                return Task.CompletedTask;
            }, ct);
        }
    }
}
