using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Customization.Emoji;

/// <summary><c>emoji-custom.*</c>.</summary>
internal sealed class EmojiRest(SaveEmoji save, EmojiCatalogue catalogue) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("emoji-custom.list", ListAsync).Takes("updatedSince", "query");
        routes.Get("emoji-custom.all", AllAsync).Takes("query");
        routes.Post("emoji-custom.create", CreateAsync).Upload().Takes("name!", "aliases");
        routes.Post("emoji-custom.update", UpdateAsync).Upload().Takes("_id!", "name", "aliases");
        routes.Post("emoji-custom.delete", DeleteAsync).Takes("emojiId!");
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        DateTimeOffset? since = null;
        if (call.Query("updatedSince") is { } text)
            since = WireRead.ParseDate(text) ?? throw new WireError("error-roomId-param-invalid", "The \"updatedSince\" query parameter must be a valid date.");
        var query = call.Page().Query;
        if (query.Get("_updatedAt")?.Date("$gt") is { } after && (since is null || after > since)) since = after;
        var filter = CustomNames.Filter(query);
        var (present, removed) = await catalogue.SinceAsync(since, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "emojis", new WireObject { { "update", present.Where(e => filter(e.Name)).Select(e => e.View()) }, { "remove", removed.Select(e => e.View()) } } },
        });
    }

    private async Task<RestResult> AllAsync(RestCall call)
    {
        var page = call.Page();
        var filter = CustomNames.Filter(page.Query);
        var all = (await catalogue.SinceAsync(null, call.Aborted)).Present.Where(e => filter(e.Name)).ToList();
        if (page.Sort is [("name", true), ..]) all.Reverse();
        var shown = all.Skip(page.Offset).Take(page.Count).Select(e => e.View()).ToList();
        return RestResult.Ok(new WireObject { { "emojis", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        save.CheckMayManage(call.Caller);
        var (fields, picture) = await ReadAsync(call);
        await save.ExecuteAsync(call.Caller, new(null, fields.GetValueOrDefault("name"), fields.GetValueOrDefault("aliases"), picture), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        save.CheckMayManage(call.Caller);
        var (fields, picture) = await ReadAsync(call);
        if (fields.GetValueOrDefault("_id") is not { Length: > 0 } id) throw new WireError("The required \"_id\" query param is missing.");
        var present = (await catalogue.AllAsync(call.Aborted)).FirstOrDefault(e => e.Id == id && e.RemovedAt is null) ?? throw new WireError("Emoji not found.");
        await save.ExecuteAsync(call.Caller, new(id, fields.GetValueOrDefault("name") ?? present.Name, fields.GetValueOrDefault("aliases"), picture), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        if (call.Body.Text("emojiId") is not { Length: > 0 } id) return RestResult.Failure("The \"emojiId\" params is required!");
        await save.RemoveAsync(call.Caller, id, call.Aborted);
        return RestResult.Ok();
    }

    private static async Task<(IReadOnlyDictionary<string, string> Fields, byte[]? Picture)> ReadAsync(RestCall call)
    {
        byte[]? picture = null;
        var fields = await MultipartForm.ReadAsync(call.Http.Request, "emoji", async (content, _, ct) => picture = await SmallUpload.ReadAsync(content, SaveEmoji.MaxBytes, ct), call.Aborted, needsFile: false);
        return (fields, picture);
    }
}
