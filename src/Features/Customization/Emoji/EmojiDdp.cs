using Parley.Platform.Ddp;
using Parley.Platform.Wire;

namespace Parley.Customization.Emoji;

/// <summary><c>listEmojiCustom</c>, <c>insertOrUpdateEmoji</c>, <c>uploadEmojiCustom</c>, <c>deleteEmojiCustom</c>.</summary>
internal sealed class EmojiDdp(SaveEmoji save, EmojiCatalogue catalogue) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("listEmojiCustom", ListAsync);
        methods.Add("insertOrUpdateEmoji", SaveAsync);
        methods.Add("uploadEmojiCustom", UploadAsync, takesBytes: true);
        methods.Add("deleteEmojiCustom", DeleteAsync);
    }

    private async Task<object?> ListAsync(MethodCall call)
    {
        var options = call.At(0);
        var aliases = options.Texts("aliases");
        var present = (await catalogue.SinceAsync(null, call.Aborted)).Present;
        return present.Where(e => (options.Text("name") is not { } name || e.Name == name) && (aliases is null || aliases.Exists(e.AliasList.Contains))).Select(e => e.View()).ToList();
    }

    private async Task<object?> SaveAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var id = data.Text("_id");
        var saved = await save.ExecuteAsync(call.Caller, new(id, data.Text("name"), data.Text("aliases"), null, data.Text("extension")), call.Aborted);
        return id is null ? saved.Id : true;
    }

    private async Task<object?> UploadAsync(MethodCall call)
    {
        save.CheckMayManage(call.Caller);
        var picture = SmallUpload.FromText(call.RequiredText(0), SaveEmoji.MaxBytes);
        await save.UploadAsync(call.Caller, call.RequiredObject(2).Text("name") ?? "", picture, call.Aborted);
        return null;
    }

    private async Task<object?> DeleteAsync(MethodCall call)
    {
        await save.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return true;
    }
}
