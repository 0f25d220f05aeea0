using System.Net;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for custom emoji, sounds and statuses.</summary>
internal static class CustomizationEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("POST assets.setAsset", new("success", cast => AssetTests.SetAsync(cast.Admin, "background", Cast.Picture)));
        all.Add("POST assets.unsetAsset", new("success", cast => cast.Admin.PostAsync("assets.unsetAsset", new { assetName = "background" })));
        all.Add("GET emoji-custom.list", new("emojis", cast => cast.Ada.Rest.GetAsync("emoji-custom.list")));
        all.Add("GET emoji-custom.all", new("emojis count offset total", cast => cast.Ada.Rest.GetAsync("emoji-custom.all")));
        all.Add("POST emoji-custom.create", new("success", cast => CreateAsync(cast.Admin, EmojiName())));
        all.Add("POST emoji-custom.update", new("success", async cast =>
        {
            using var form = new MultipartFormDataContent { { new StringContent(await EmojiAsync(cast.Admin)), "_id" }, { new StringContent(EmojiName()), "name" } };
            return await cast.Admin.SendAsync(HttpMethod.Post, "emoji-custom.update", form);
        }));
        all.Add("POST emoji-custom.delete", new("success", async cast => await cast.Admin.PostAsync("emoji-custom.delete", new { emojiId = await EmojiAsync(cast.Admin) })));
        all.Add("GET custom-sounds.list", new("sounds count offset total", cast => cast.Ada.Rest.GetAsync("custom-sounds.list")));
        all.Add("GET custom-user-status.list", new("statuses count offset total", cast => cast.Ada.Rest.GetAsync("custom-user-status.list")));
        all.Add("POST custom-user-status.create", new("customUserStatus", cast => cast.Admin.PostAsync("custom-user-status.create", new { name = Scratch.Name("status"), statusType = "busy" })));
        all.Add("POST custom-user-status.update", new("customUserStatus", async cast =>
            await cast.Admin.PostAsync("custom-user-status.update", new { _id = await StatusAsync(cast.Admin), name = Scratch.Name("status"), statusType = "away" })));
        all.Add("POST custom-user-status.delete", new("success", async cast => await cast.Admin.PostAsync("custom-user-status.delete", new { customUserStatusId = await StatusAsync(cast.Admin) })));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("setAsset", new("", async cast => await (await cast.LineOfAdminAsync()).CallAsync("setAsset", System.Text.Encoding.Latin1.GetString(Cast.Picture), "image/png", "background_dark")));
        all.Add("unsetAsset", new("", async cast => await (await cast.LineOfAdminAsync()).CallAsync("unsetAsset", "background_dark")));
        AsAda(all, "listEmojiCustom", "[]");
        AsAdmin(all, "insertOrUpdateEmoji", "", () => Task.FromResult<object?[]>([new { name = EmojiName(), aliases = "", extension = "png" }]));
        all.Add("uploadEmojiCustom", new("", cast => OnAdminLineAsync(cast, async line =>
        {
            var name = EmojiName();
            await line.CallAsync("insertOrUpdateEmoji", new { name, aliases = "", extension = "png" });
            return await line.CallAsync("uploadEmojiCustom", Binary(Cast.Picture), "image/png", new { name, extension = "png" });
        })));
        all.Add("deleteEmojiCustom", new("true", cast => OnAdminLineAsync(cast, async line => await line.CallAsync("deleteEmojiCustom", await EmojiAsync(cast.Admin)))));
        AsAda(all, "listCustomSounds", "[]");
        AsAdmin(all, "insertOrUpdateSound", "", () => Task.FromResult<object?[]>([new { name = Scratch.Name("sound"), extension = "wav" }]));
        all.Add("uploadCustomSound", new("", cast => OnAdminLineAsync(cast, line => UploadSoundAsync(line, Scratch.Name("sound")))));
        all.Add("deleteCustomSound", new("true", cast => OnAdminLineAsync(cast, async line =>
            await line.CallAsync("deleteCustomSound", (await line.CallAsync("insertOrUpdateSound", new { name = Scratch.Name("sound"), extension = "wav" })).GetString()))));
        AsAda(all, "listCustomUserStatus", "[]");
        AsAdmin(all, "insertOrUpdateUserStatus", "", () => Task.FromResult<object?[]>([new { name = Scratch.Name("status"), statusType = "online" }]));
        all.Add("deleteCustomUserStatus", new("true", cast => OnAdminLineAsync(cast, async line => await line.CallAsync("deleteCustomUserStatus", await StatusAsync(cast.Admin)))));
    }

    public static string EmojiName() => Scratch.Name("emoji");

    public static Task<RestReply> CreateAsync(RestClient who, string name, string? aliases = null, byte[]? picture = null)
    {
        var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { new ByteArrayContent(picture ?? Cast.Picture), "emoji", "dot.png" } };
        if (aliases is not null)
            form.Add(new StringContent(aliases), "aliases");
        return who.SendAsync(HttpMethod.Post, "emoji-custom.create", form);
    }

    /// <returns>The id of a new emoji.</returns>
    public static async Task<string> EmojiAsync(RestClient admin, string? name = null)
    {
        name ??= EmojiName();
        (await CreateAsync(admin, name)).OrThrow();
        var list = (await admin.GetAsync("emoji-custom.list")).OrThrow()["emojis"].GetProperty("update");
        return list.EnumerateArray().Single(e => e.GetProperty("name").ValueEquals(name)).GetProperty("_id").GetString()!;
    }

    /// <summary>A WAVE file without samples, as older clients send bytes.</summary>
    public static async Task<JsonElement> UploadSoundAsync(DdpClient line, string name)
    {
        var id = (await line.CallAsync("insertOrUpdateSound", new { name, extension = "wav" })).GetString();
        byte[] wave = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0, .. "data"u8, 0, 0, 0, 0];
        await line.CallAsync("uploadCustomSound", Binary(wave), "audio/wav", new { _id = id, name, extension = "wav" });
        return JsonSerializer.SerializeToElement(id);
    }

    public static string Binary(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static async Task<string> StatusAsync(RestClient admin) =>
        (await admin.PostAsync("custom-user-status.create", new { name = Scratch.Name("status"), statusType = "busy" })).OrThrow()["customUserStatus"].GetProperty("_id").GetString()!;

    private static void AsAda(Dictionary<string, MethodEntry> all, string method, string answer) =>
        all.Add(method, new(answer, async cast => await (await cast.LineAsync(cast.Ada)).CallAsync(method)));

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Task<object?[]>> parameters) =>
        all.Add(method, new(answer, cast => OnAdminLineAsync(cast, async line => await line.CallAsync(method, await parameters()))));

    private static async Task<JsonElement> OnAdminLineAsync(Cast cast, Func<DdpClient, Task<JsonElement>> call)
    {
        await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
        await line.ResumeAsync(cast.Admin.Token!);
        return await call(line);
    }
}
