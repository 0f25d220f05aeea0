using System.Net;
using System.Text;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>SET-064, SET-065, SET-066: logos and icons of the workspace.</summary>
public sealed class AssetTests(Workspaces workspaces)
{
    private static readonly byte[] _svg = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><script>alert(1)</script><rect width=\"8\" height=\"8\"/></svg>");

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Logo_is_seen_at_once_survives_a_restart_and_can_be_taken_away(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "assets");
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-all", "public-settings-changed", false);
        using var browser = new HttpClient { BaseAddress = server.Url };
        var ours = await browser.GetByteArrayAsync("/assets/logo.svg");

        await SetAsync(cast.Admin, "logo", _svg).SucceedsAsync();

        await line.WaitAsync(frame => frame.GetRawText().Contains("assets/logo.svg", StringComparison.Ordinal) && frame.GetRawText().Contains("Assets_logo", StringComparison.Ordinal), "the new logo is told");
        await server.RestartAsync();
        using var answer = await browser.GetAsync("/assets/logo.svg");
        Assert.Equal(_svg, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/logo.svg");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await browser.SendAsync(again)).StatusCode);

        await cast.Admin.PostAsync("assets.unsetAsset", new { assetName = "logo" }).SucceedsAsync();
        Assert.Equal(ours, await browser.GetByteArrayAsync("/assets/logo.svg"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Only_fitting_pictures_from_those_who_may_are_taken(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));

        await SetAsync(cast.Bob.Rest, "logo", _svg).AssertRefusedAsync("error-action-not-allowed");
        await cast.Bob.Rest.PostAsync("assets.unsetAsset", new { assetName = "logo" }).AssertRefusedAsync("error-action-not-allowed");
        await SetAsync(cast.Admin, "nothing-like-this", _svg).AssertRefusedAsync("error-invalid-asset");
        await SetAsync(cast.Admin, "favicon", Cast.Picture).AssertRefusedAsync("error-invalid-file-type");
        await SetAsync(cast.Admin, "logo", Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>")).AssertRefusedAsync("error-invalid-file-type");
        await SetAsync(cast.Admin, "favicon_16", Cast.Picture).AssertRefusedAsync("error-invalid-file-width");
        await SetAsync(cast.Admin, "logo", new byte[6 * 1024 * 1024]).AssertRefusedAsync("error-file-too-large");
        await cast.Admin.PostAsync("settings/Assets_logo", new { value = new { url = "https://elsewhere.example/x.png" } }).AssertRefusedAsync("error-setting-not-found");
    }

    [Fact]
    public async Task Each_icon_has_its_size_from_the_start()
    {
        using var browser = new HttpClient { BaseAddress = (await workspaces.SharedAsync(Engine.Sqlite)).Url };
        foreach (var (name, width, height) in new[] { ("favicon_16", 16, 16), ("favicon_512", 512, 512), ("touchicon_180", 180, 180), ("tile_310_wide", 310, 150) })
        {
            var png = await browser.GetByteArrayAsync($"/assets/{name}.png");
            Assert.Equal((width, height), (ReadNumber(png, 16), ReadNumber(png, 20)));
        }

        Assert.Equal([0, 0, 1, 0], (await browser.GetByteArrayAsync("/assets/favicon_ico.ico"))[..4]);
        Assert.Contains("<svg", await browser.GetStringAsync("/assets/favicon.svg"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/assets/background.png")).StatusCode);

        static int ReadNumber(byte[] png, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
    }

    internal static Task<RestReply> SetAsync(RestClient caller, string name, byte[] picture) =>
        caller.SendAsync(HttpMethod.Post, "assets.setAsset", new MultipartFormDataContent { { new ByteArrayContent(picture), "asset", "picture.png" }, { new StringContent(name), "assetName" } });
}
