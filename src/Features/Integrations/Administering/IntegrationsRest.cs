using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Conversations.Contracts;
using Parley.Integrations.History;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Integrations.Administering;

/// <summary><c>integrations.*</c>, <c>channels.getIntegrations</c>, <c>groups.getIntegrations</c>.</summary>
internal sealed class IntegrationsRest(SaveIntegrations save, IntegrationCatalogue catalogue, RunHistory history, IRoomFinder rooms, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("integrations.list", ListAsync);
        routes.Get("integrations.get", GetAsync).Strictly("integrationId!", "createdBy");
        routes.Get("integrations.history", HistoryAsync).Strictly("id!");
        routes.Post("integrations.create", CreateAsync).Takes("type!", "username!", "channel!", "scriptEnabled:boolean!", "name!", "enabled:boolean!", "alias", "avatar", "emoji", "script", "scriptEngine", "overrideDestinationChannelEnabled:boolean",
            "event", "targetRoom", "urls:array", "triggerWords:array", "triggerWordAnywhere:boolean", "token", "runOnEdits:boolean", "retryFailedCalls:boolean", "retryCount:number", "retryDelay", "impersonateUser:boolean");
        routes.Put("integrations.update", UpdateAsync).Takes("type!", "integrationId", "target_url", "channel!", "scriptEnabled:boolean!", "name!", "enabled:boolean!", "username", "alias", "avatar", "emoji", "script", "scriptEngine",
            "overrideDestinationChannelEnabled:boolean", "renewToken:boolean", "event", "targetRoom", "urls:array", "triggerWords:array", "triggerWordAnywhere:boolean", "token", "runOnEdits:boolean", "retryFailedCalls:boolean", "retryCount:number", "retryDelay", "impersonateUser:boolean");
        routes.Post("integrations.remove", RemoveAsync).Takes("type!", "integrationId", "target_url");
        routes.Get("channels.getIntegrations", call => OfRoomAsync(call, "c", "includeAllPublicChannels", OutgoingEvents.PublicChannels)).Takes("roomId", "roomName", "includeAllPublicChannels");
        routes.Get("groups.getIntegrations", call => OfRoomAsync(call, "p", "includeAllPrivateGroups", OutgoingEvents.PrivateGroups)).Takes("roomId", "roomName", "includeAllPrivateGroups");
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var body = call.Body;
        RequireParts(body, "type", "username", "channel", "scriptEnabled", "name", "enabled");
        var type = body.Text("type") ?? "";
        if (!IsType(type)) return RestResult.Failure("Invalid integration type.");
        return Shown(await save.CreateAsync(call.Caller, type, body, call.Aborted));
    }

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var body = call.Body;
        RequireParts(body, "type", "channel", "scriptEnabled", "name", "enabled");
        var type = body.Text("type") ?? "";
        if (!IsType(type)) return RestResult.Failure("Invalid integration type.");
        if (await NamedAsync(call, type) is not { } found) return RestResult.Failure("No integration found.");
        return Shown(await save.UpdateAsync(call.Caller, type, found.Id, body, call.Aborted));
    }

    private async Task<RestResult> RemoveAsync(RestCall call)
    {
        if (!permissions.MayManageAny(call.Caller)) return RestResult.Forbidden();
        var type = call.Body.Text("type") ?? "";
        if (!IsType(type) || (!call.Body.Has("integrationId") && !call.Body.Has("target_url"))) throw WireError.InvalidParams("must match exactly one schema in oneOf");
        if (await NamedAsync(call, type) is not { } found) return RestResult.Failure("No integration found.");
        await save.RemoveAsync(call.Caller, type, found.Id, call.Aborted);
        return Shown(found);
    }

    /// <summary>The one that a request names by its id or by an address it calls, if the caller may manage it; others are not there for the caller.</summary>
    private async Task<Integration?> NamedAsync(RestCall call, string type)
    {
        if (!permissions.MayManageAny(call.Caller, type)) throw SaveIntegrations.NotAuthorized("integrations");
        var url = type == IntegrationRow.Outgoing ? call.Body.Text("target_url") : null;
        return (await catalogue.AllAsync(call.Aborted)).FirstOrDefault(i => i.Type == type && permissions.MayManage(call.Caller, i) && (url is not null ? i.Options.Urls.Contains(url) : i.Id == call.Body.Text("integrationId")));
    }

    private async Task<RestResult> GetAsync(RestCall call)
    {
        if (!permissions.MayManageAny(call.Caller)) return RestResult.Failure("not-authorized");
        var found = await catalogue.FindAsync(call.Query("integrationId"), call.Aborted);
        if (found is null || !permissions.MayManage(call.Caller, found) || (call.Query("createdBy") is { Length: > 0 } creator && found.CreatedById != creator)) return RestResult.Failure("The integration does not exists.");
        return Shown(found);
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        if (!permissions.MayManageAny(call.Caller)) return RestResult.Forbidden();
        return Listed(call, (await catalogue.AllAsync(call.Aborted)).Where(i => permissions.MayManage(call.Caller, i)), isNewestFirst: true);
    }

    private async Task<RestResult> OfRoomAsync(RestCall call, string kind, string flag, string scope)
    {
        if (!permissions.MayManageAny(call.Caller)) return RestResult.Forbidden();
        var room = await rooms.FindAsync(call, kind);
        var wanted = new List<string> { "#" + room.Name, "#" + room.Id };
        if (call.QueryFlag(flag) ?? true) wanted.Add(scope);
        return Listed(call, (await catalogue.AllAsync(call.Aborted)).Where(i => permissions.MayManage(call.Caller, i) && i.Options.Channels.Any(wanted.Contains)), isNewestFirst: false);
    }

    private static RestResult Listed(RestCall call, IEnumerable<Integration> all, bool isNewestFirst)
    {
        var page = call.Page();
        var found = all.Where(i => Fits(i, page.Query));
        var sort = page.Sort.Count > 0 ? page.Sort[0] : ("_createdAt", isNewestFirst);
        Func<Integration, IComparable> key = sort.Item1 switch { "name" => i => i.Name.ToLowerInvariant(), "type" => i => i.Type, "_updatedAt" => i => i.UpdatedAt, "username" => i => i.Options.Username, _ => i => i.CreatedAt };
        var sorted = (sort.Item2 ? found.OrderByDescending(key) : found.OrderBy(key)).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        var shown = sorted.Skip(page.Offset).Take(page.Count).Select(i => i.View()).ToList();
        return RestResult.Ok(new WireObject { { "integrations", shown }, { "offset", page.Offset }, { "items", shown.Count }, { "count", shown.Count }, { "total", sorted.Count } });
    }

    /// <summary>Filters that clients send: a type, and a name as text or pattern, alone or in a list of alternatives.</summary>
    private static bool Fits(Integration integration, JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object) return true;
        if (query.Text("type") is { } type && integration.Type != type) return false;
        if (query.Get("name") is { } name && !FitsName(integration.Name, name)) return false;
        return query.Get("$or") is not { ValueKind: JsonValueKind.Array } either || either.GetArrayLength() == 0 || either.EnumerateArray().Any(part => Fits(integration, part));
    }

    private static bool FitsName(string name, JsonElement wanted)
    {
        if (wanted.ValueKind == JsonValueKind.String) return name == wanted.GetString();
        if (wanted.Text("$regex") is not { Length: <= 200 } pattern) return true;
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return name.Contains(pattern, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task<RestResult> HistoryAsync(RestCall call)
    {
        if (!permissions.MayManageAny(call.Caller, IntegrationRow.Outgoing)) return RestResult.Forbidden();
        if (call.Query("id") is not { } id || string.IsNullOrWhiteSpace(id)) return RestResult.Failure("Invalid integration id.");
        var page = call.Page();
        var isKnown = await save.FindAsync(call.Caller, IntegrationRow.Outgoing, id, call.Aborted) is not null;
        var (entries, total) = isKnown ? await history.ListAsync(id, page.Offset, page.Count, call.Aborted) : ([], 0);
        return RestResult.Ok(new WireObject { { "history", entries }, { "offset", page.Offset }, { "items", entries.Count }, { "count", entries.Count }, { "total", total } });
    }

    private static RestResult Shown(Integration integration) => RestResult.Ok(new WireObject { { "integration", integration.View() } });

    private static bool IsType(string type) => type is IntegrationRow.Incoming or IntegrationRow.Outgoing;

    private static void RequireParts(JsonElement body, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!body.Has(name)) throw WireError.InvalidParams($"must have required property '{name}'");
        }
    }
}
