using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Search;

/// <summary><c>chat.search</c>.</summary>
internal sealed class SearchRest(SearchMessages search) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("chat.search", SearchAsync).Takes("roomId!", "searchText!");

    private async Task<RestResult> SearchAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) throw new WireError("error-roomId-param-not-provided", "The required \"roomId\" query param is missing.");
        if (call.Query("searchText") is not { Length: > 0 } text) throw new WireError("error-searchText-param-not-provided", "The required \"searchText\" query param is missing.");
        var page = call.Page();
        return RestResult.Ok(new WireObject { { "messages", await search.ExecuteAsync(call.Caller, new(roomId, text, page.Offset, page.Count), call.Aborted) } });
    }
}

/// <summary><c>messageSearch</c>, <c>rocketchatSearch.search</c>, <c>rocketchatSearch.getProvider</c>.</summary>
internal sealed class SearchDdp(SearchMessages search, SettingsRegistry settings) : IDdpDoor
{
    private const int LongestPage = 100;

    public void Map(DdpMethods methods)
    {
        methods.Add("messageSearch", MessagesAsync);
        methods.Add("rocketchatSearch.search", SearchAsync);
        methods.Add("rocketchatSearch.getProvider", ProviderAsync, needsLogin: false);
    }

    /// <summary><c>(text, rid?, limit?, offset?)</c>; without a room everywhere.</summary>
    private async Task<object?> MessagesAsync(MethodCall call)
    {
        var request = new SearchMessages.Request(call.TextAt(1) is { Length: > 0 } roomId ? roomId : null, call.RequiredText(0), (int)Math.Clamp(Number(call, 3) ?? 0, 0, 100_000), Limit(Number(call, 2)));
        return Answer(await search.ExecuteAsync(call.Caller, request, call.Aborted));
    }

    /// <summary><c>(text, {rid}, {searchAll, limit, offset})</c>.</summary>
    private async Task<object?> SearchAsync(MethodCall call)
    {
        var payload = call.At(2);
        var roomId = payload.Flag("searchAll") == true ? null : call.At(1).Text("rid") ?? throw WireError.NotAllowed("rocketchatSearch.search");
        var request = new SearchMessages.Request(roomId, call.RequiredText(0), (int)Math.Clamp(payload.Number("offset") ?? 0, 0, 100_000), Limit(payload.Number("limit")));
        return Answer(await search.ExecuteAsync(call.Caller, request, call.Aborted));
    }

    private Task<object?> ProviderAsync(MethodCall call) => Task.FromResult<object?>(new WireObject
    {
        { "key", "defaultProvider" }, { "description", "Default provider" }, { "icon", "chat" }, { "resultTemplate", "DefaultSearchResultTemplate" }, { "supportsSuggestions", false },
        { "settings", new WireObject { { "GlobalSearchEnabled", settings.Get(SearchSettings.Everywhere) }, { "PageSize", settings.Get(SearchSettings.PageSize) } } },
    });

    private int Limit(long? given) => (int)Math.Clamp(given ?? settings.Get(SearchSettings.PageSize), 1, LongestPage);

    private static long? Number(MethodCall call, int index) => call.At(index) is { ValueKind: System.Text.Json.JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static WireObject Answer(IReadOnlyList<RawJson> found) => new() { { "message", new WireObject { { "docs", found } } } };
}
