using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Pictures of people: what may be kept by whom, and where pictures may come from.</summary>
/// <remarks>Rows: ACC-043, SET-043.</remarks>
public sealed class AvatarTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Known_picture_is_not_sent_again_until_it_changes(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var http = new HttpClient { BaseAddress = cast.Server.Url };
        await SetAsync(cast.Ada);
        var path = "/avatar/" + cast.Ada.Username;
        using var first = await http.GetAsync(path);
        var (tag, at) = (first.Headers.ETag!, first.Content.Headers.LastModified!.Value);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.NotEmpty(await first.Content.ReadAsByteArrayAsync());

        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(path, request => request.Headers.IfNoneMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(path, request => request.Headers.IfModifiedSince = at));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, request => request.Headers.IfModifiedSince = at.AddSeconds(-1)));
        await SetAsync(cast.Ada);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, request =>
        {
            request.Headers.IfNoneMatch.Add(tag);
            request.Headers.IfModifiedSince = at.AddDays(1);
        }));
        await cast.Ada.Rest.PostAsync("users.resetAvatar").SucceedsAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, request => request.Headers.IfModifiedSince = at.AddDays(1)));

        async Task<HttpStatusCode> AskAsync(string address, Action<HttpRequestMessage> prepare)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            prepare(request);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task ACC_043_pictures_are_square_bounded_kept_and_shown_as_the_workspace_says()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "avatars");
        await using var cast = await Cast.OnAsync(server);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url };
        var path = "avatar/" + cast.Ada.Username;

        // Letters, of the username or of the name, or of any name that is asked for.
        await cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Zoe Zimmer" } }).SucceedsAsync();
        Assert.Contains(">A", await http.GetStringAsync(path), StringComparison.Ordinal);
        Assert.Contains(">Q", await http.GetStringAsync("avatar/@quentin"), StringComparison.Ordinal);
        await SetAsync("UI_Use_Name_Avatar", true);
        Assert.Contains(">Z", await http.GetStringAsync(path), StringComparison.Ordinal);
        Assert.StartsWith("<svg", await http.GetStringAsync("avatar/room/GENERAL"), StringComparison.Ordinal);

        // A picture is made square in the workspace's size; others are made on demand, within bounds.
        using var wide = NetVips.Image.Black(900, 300, bands: 3).Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        await SetAsync("Accounts_AvatarSize", 120);
        await UploadAsync();
        Assert.Equal((120, 120), await SizeAsync(path));
        Assert.Equal((64, 64), await SizeAsync(path + "?size=64"));
        Assert.Equal((512, 512), await SizeAsync(path + "?size=100000"));
        Assert.Equal((16, 16), await SizeAsync(path + "?size=1"));
        await SetAsync("Accounts_AvatarResize", false);
        await UploadAsync();
        Assert.Equal((512, 512), await SizeAsync(path));
        foreach (var (format, type) in new[] { ("png", "image/png"), ("jpeg", "image/jpeg"), ("webp", "image/webp"), ("exe", "image/jpeg") })
        {
            using var answer = await http.GetAsync($"{path}?format={format}&size=32");
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        }

        // How long it is kept, and by whom.
        await SetAsync("Accounts_AvatarCacheTime", 77);
        using (var kept = await http.GetAsync(path))
            Assert.Equal((TimeSpan.FromSeconds(77), true), (kept.Headers.CacheControl!.MaxAge, kept.Headers.CacheControl.Public));
        var etag = (await cast.Admin.GetAsync("users.info?userId=" + cast.Ada.Id)).OrThrow()["user"].Text("avatarETag");
        using (var lasting = await http.GetAsync($"{path}?etag={etag}"))
            Assert.True(lasting.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));
        await SetAsync("Accounts_AvatarBlockUnauthenticatedAccess", true);
        using (var refused = await http.GetAsync(path))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using (var shown = await http.GetAsync($"{path}?rc_uid={cast.Bob.Id}&rc_token={Uri.EscapeDataString(cast.Bob.Rest.Token!)}"))
            Assert.Equal((HttpStatusCode.OK, true), (shown.StatusCode, shown.Headers.CacheControl!.Private));
        await SetAsync("Accounts_AvatarBlockUnauthenticatedAccess", false);
        await SetAsync("Accounts_AvatarExternalProviderUrl", "https://pictures.example/{username}");
        await SetAsync("Accounts_RoomAvatarExternalProviderUrl", "https://rooms.example/{roomId}");
        foreach (var (address, elsewhere) in new[] { (path, "https://pictures.example/" + cast.Ada.Username), ("avatar/room/GENERAL", "https://rooms.example/GENERAL") })
        {
            using var moved = await http.GetAsync(address);
            Assert.Equal((HttpStatusCode.Found, elsewhere), (moved.StatusCode, moved.Headers.Location!.ToString()));
        }

        Task SetAsync(string setting, object value) => cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
        async Task UploadAsync() => (await cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { new ByteArrayContent(wide.JpegsaveBuffer()), "image", "wide.jpg" } })).OrThrow();

        async Task<(int Width, int Height)> SizeAsync(string address)
        {
            using var image = NetVips.Image.NewFromBuffer(await http.GetByteArrayAsync(address));
            return (image.Width, image.Height);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Address_of_a_picture_is_never_asked_inside_the_own_network(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var inside = cast.Server.Url + "avatar/@inside?format=png";
        var line = await cast.LineAsync(cast.Ada);
        await cast.Ada.Rest.PostAsync("users.setAvatar", new { avatarUrl = inside }).AssertRefusedAsync("error-avatar-invalid-url");
        await cast.Ada.Rest.PostAsync("users.setAvatar", new { avatarUrl = "file:///etc/passwd" }).AssertRefusedAsync("error-avatar-invalid-url");
        await line.CallAsync("setAvatarFromService", inside, "", "url").AssertRefusedAsync("error-avatar-invalid-url");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Nobody_sets_the_picture_of_somebody_else(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var form = new MultipartFormDataContent { { new StringContent(cast.Ada.Id), "userId" }, { new ByteArrayContent(Cast.Picture), "image", "dot.png" } };
        Assert.False((await cast.Bob.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", form)).Succeeded);
        var line = await cast.LineAsync(cast.Bob);
        await line.CallAsync("setAvatarFromService", "data:image/png;base64," + Convert.ToBase64String(Cast.Picture), "image/png", "upload", cast.Ada.Id).AssertRefusedAsync("error-not-allowed");
    }

    private static async Task SetAsync(Person person) =>
        (await person.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { new ByteArrayContent(Cast.Picture), "image", "dot.png" } })).OrThrow();
}
