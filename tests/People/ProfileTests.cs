using System.Net.Http.Headers;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>What others see of a person: ACC-018, ACC-040, ACC-042, ACC-044, ACC-047.</summary>
/// <remarks>Rows: SET-053.</remarks>
public sealed class ProfileTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_018_SET_053_newcomer_without_a_username_is_offered_a_free_one(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var visitor = server.Anonymous();
        await visitor.ResultAsync("registerUser", new { name = "Grace Hopper", email = "amazing@example.org", pass = "open sesame" });
        using var grace = await server.LoginAsync("amazing@example.org", "open sesame");
        foreach (var free in new[] { "grace.hopper", "ghopper", "graceh", "user-0", "user-1" })
        {
            Assert.Equal(free, (await grace.ResultAsync("getUsernameSuggestion")).GetString());
            await admin.PostAsync("users.create", new { username = free, name = "Taken", email = free + "@example.org", password = "open sesame" }).SucceedsAsync();
        }

        await admin.PostAsync("settings/Accounts_DefaultUsernamePrefixSuggestion", new { value = "colleague" }).SucceedsAsync();
        Assert.Equal("colleague-0", (await grace.GetAsync("users.getUsernameSuggestion")).OrThrow()["result"].GetString());
        // Whose address it is, is known only once it is confirmed.
        await admin.PostAsync("users.update", new { userId = grace.UserId, data = new { verified = true } }).SucceedsAsync();
        Assert.Equal("amazing", (await grace.ResultAsync("getUsernameSuggestion")).GetString());
        await grace.ResultAsync("setUsername", "amazing");
        Assert.Equal("amazing", (await grace.GetAsync("me")).OrThrow()["username"].GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_040_new_name_reaches_messages_members_and_open_clients_and_keeps_the_roles(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var room = await cast.RoomAsync();
        var direct = await cast.RoomAsync("im");
        var said = await cast.SayAsync(room);
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-logged", "Users:NameChanged", false);
        var renamed = Scratch.Name("countess");

        await cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { username = renamed, name = "Countess" } }).SucceedsAsync();

        var told = await line.WaitEventAsync("notify-logged", "Users:NameChanged", args => args[0].GetProperty("_id").GetString() == cast.Ada.Id);
        Assert.Equal((renamed, "Countess"), (told[0].GetProperty("username").GetString(), told[0].GetProperty("name").GetString()));
        await Eventually.Async(async () => (await Cast.MessageAsync(cast.Bob, said)).GetProperty("u").GetProperty("username").GetString() == renamed, "the message shows the new name");
        await Eventually.Async(async () => (await Cast.SubscriptionAsync(cast.Bob, direct)).GetProperty("name").GetString() == renamed, "the direct room shows the new name");
        Assert.Contains("owner", (await Cast.SubscriptionAsync(cast.Ada, room)).Texts("roles"));
        var members = (await cast.Bob.Rest.GetAsync("channels.members?roomId=" + room)).OrThrow()["members"];
        Assert.Contains(members.EnumerateArray(), m => m.GetProperty("username").GetString() == renamed);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_042_picture_is_set_and_dropped_live_where_the_workspace_allows_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-logged", "updateAvatar", false);

        await SetAsync().SucceedsAsync();

        var told = await line.WaitEventAsync("notify-logged", "updateAvatar", args => args[0].GetProperty("username").GetString() == cast.Ada.Username);
        var tag = told[0].GetProperty("etag").GetString();
        Assert.Equal(tag, (await cast.Bob.Rest.GetAsync("users.info?userId=" + cast.Ada.Id)).OrThrow()["user"].GetProperty("avatarETag").GetString());
        await cast.Ada.Rest.PostAsync("users.resetAvatar").SucceedsAsync();
        Assert.False((await cast.Bob.Rest.GetAsync("users.info?userId=" + cast.Ada.Id)).OrThrow()["user"].TryGetProperty("avatarETag", out _));
        await cast.Ada.Rest.PostAsync("users.setAvatar", new { avatarUrl = "no address" }).AssertRefusedAsync("error-avatar-invalid-url");
        await cast.Admin.PostAsync("settings/Accounts_AllowUserAvatarChange", new { value = false }).SucceedsAsync();
        await SetAsync().AssertRefusedAsync("error-not-allowed");

        Task<RestReply> SetAsync()
        {
            var picture = new ByteArrayContent(Cast.Picture);
            picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            return cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { picture, "image", "dot.png" } });
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_044_card_shows_what_is_public_and_the_rest_only_to_those_who_may_see_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await cast.Ada.Rest.ResultAsync("userSetUtcOffset", 5.5);
        await cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { bio = "counts", nickname = "Countess" } }).SucceedsAsync();
        var seen = (await cast.Bob.Rest.GetAsync("users.info?username=" + cast.Ada.Username)).OrThrow()["user"];
        Assert.Equal((5.5, "counts", "Countess"), (seen.GetProperty("utcOffset").GetDouble(), seen.GetProperty("bio").GetString(), seen.GetProperty("nickname").GetString()));
        Assert.DoesNotContain(seen.EnumerateObject(), member => member.Name is "emails" or "roles" or "lastLogin" or "services" or "customFields" or "reason");
        var full = (await cast.Admin.GetAsync("users.info?username=" + cast.Ada.Username)).OrThrow()["user"];
        Assert.All(["emails", "roles", "lastLogin", "createdAt"], name => Assert.True(full.TryGetProperty(name, out _), name));
        Assert.False(full.TryGetProperty("services", out _));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_047_chosen_language_is_kept_and_told_to_open_clients(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/userData", false);
        await cast.Ada.Rest.PostAsync("users.setPreferences", new { data = new { language = "pt-BR" } }).SucceedsAsync();
        await line.WaitEventAsync("notify-user", cast.Ada.Id + "/userData", args => args[0].GetRawText().Contains("pt-BR", StringComparison.Ordinal));
        Assert.Equal("pt-BR", (await cast.Ada.Rest.GetAsync("users.getPreferences")).OrThrow()["preferences"].GetProperty("language").GetString());
        Assert.Equal("pt-BR", (await cast.Ada.Rest.GetAsync("me")).OrThrow()["language"].GetString());
    }
}
