using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Pictures of people: what may be kept by whom, and where pictures may come from.</summary>
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
