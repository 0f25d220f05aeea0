using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Invitation links: ROOM-044, ROOM-046, ROOM-047, ROOM-048.</summary>
/// <remarks>Rows: ADM-076.</remarks>
public sealed class InviteTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_044_member_with_the_right_gets_the_same_link_for_the_same_terms(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("groups");
        var first = (await AskAsync(cast.Ada, roomId, 7, 5)).OrThrow();

        Assert.Equal(6, first["_id"].GetString()!.Length);
        Assert.EndsWith("/invite/" + first["_id"].GetString(), first["url"].GetString());
        Assert.Equal(first["_id"].GetString(), (await AskAsync(cast.Ada, roomId, 7, 5)).OrThrow()["_id"].GetString());
        Assert.NotEqual(first["_id"].GetString(), (await AskAsync(cast.Ada, roomId, 1, 5)).OrThrow()["_id"].GetString());
        Assert.Equal(JsonValueKind.Null, (await AskAsync(cast.Ada, roomId, 0, 0)).OrThrow()["expires"].ValueKind);
        (await AskAsync(cast.Bob, roomId, 1, 0)).AssertRefused("not_authorized");
        (await AskAsync(cast.Ada, roomId, 2, 0)).AssertRefused("invalid-number-of-days");
        (await AskAsync(cast.Ada, roomId, 1, 3)).AssertRefused("invalid-number-of-uses");

        static Task<RestReply> AskAsync(Person person, string rid, int days, int maxUses) => person.Rest.PostAsync("findOrCreateInvite", new { rid, days, maxUses });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_046_link_lets_strangers_into_a_closed_room_and_members_use_nothing_up(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, dora) = (await cast.PersonAsync(), await cast.PersonAsync("dora"));
        var roomId = await cast.RoomAsync("groups");
        var token = await cast.InviteAsync(roomId, maxUses: 1);
        Assert.True(await IsGoodAsync(cast, token));

        await cast.Bob.Rest.PostAsync("useInviteToken", new { token }).SucceedsAsync();
        var room = (await cleo.Rest.PostAsync("useInviteToken", new { token })).OrThrow()["room"];
        Assert.Equal((roomId, "p"), (room.GetProperty("rid").GetString(), room.GetProperty("t").GetString()));
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cleo, roomId)).ValueKind);
        Assert.Equal("uj", (await cast.Ada.NotesAsync(roomId, "groups"))[^1]);

        await cleo.Rest.PostAsync("useInviteToken", new { token }).AssertRefusedAsync("error-invite-expired");
        var refused = await dora.Rest.PostAsync("useInviteToken", new { token });
        refused.AssertRefused("error-invite-expired");
        Assert.DoesNotContain(roomId, refused.Body.GetRawText());
        Assert.False(await IsGoodAsync(cast, token));
        await dora.Rest.PostAsync("useInviteToken", new { token = "nobody" }).AssertRefusedAsync("error-invalid-token");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_046_many_at_once_use_a_link_no_oftener_than_it_may_be(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var token = await cast.InviteAsync(maxUses: 5);
        var crowd = new List<Person>();
        for (var number = 0; number < 8; number++)
            crowd.Add(await cast.PersonAsync("guest"));

        var replies = await Task.WhenAll(crowd.Select(person => person.Rest.PostAsync("useInviteToken", new { token })));

        Assert.Equal(5, replies.Count(reply => reply.Succeeded));
        Assert.All(replies.Where(reply => !reply.Succeeded), reply => reply.AssertRefused("error-invite-expired"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_046_ADM_076_link_opens_a_secret_registration_form(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["OVERWRITE_SETTING_Accounts_RegistrationForm"] = "Secret URL" }, "invitations");
        await using var cast = await Cast.OnAsync(server);
        (await RegisterAsync("")).AssertRefused("error-user-registration-secret");
        (await RegisterAsync("nobody")).AssertRefused("error-user-registration-secret");
        var token = await cast.InviteAsync();
        Assert.Equal(6, token.Length);
        (await RegisterAsync(token)).OrThrow();

        async Task<RestReply> RegisterAsync(string secretURL)
        {
            var username = Scratch.Name("newcomer");
            using var visitor = server.Anonymous();
            return await visitor.PostAsync("users.register", new { username, name = "Newcomer", email = username + "@example.org", pass = "open sesame", secretURL });
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_048_administrators_list_and_revoke_links(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var token = await cast.InviteAsync();
        await cast.Ada.Rest.GetAsync("listInvites").AssertRefusedAsync("not_authorized");
        await cast.Ada.Rest.SendAsync(HttpMethod.Delete, "removeInvite/" + token, null).AssertRefusedAsync("not_authorized");
        Assert.Contains(token, (await cast.Admin.GetAsync("listInvites")).Body.Ids());

        Assert.Equal(JsonValueKind.True, (await cast.Admin.SendAsync(HttpMethod.Delete, "removeInvite/" + token, null)).Body.ValueKind);

        await cast.Admin.SendAsync(HttpMethod.Delete, "removeInvite/" + token, null).AssertRefusedAsync("invalid-invitation-id");
        Assert.False(await IsGoodAsync(cast, token));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_047_ADM_076_links_go_through_the_deep_link_page_where_the_workspace_wants_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["OVERWRITE_SETTING_Accounts_Registration_InviteUrlType"] = "proxy",
            ["OVERWRITE_SETTING_DeepLink_Url"] = "https://go.example.org",
        }, "deep-links");
        await using var cast = await Cast.OnAsync(server);
        var invite = (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = await cast.RoomAsync(), days = 1, maxUses = 0 })).OrThrow();
        Assert.Equal($"https://go.example.org/invite?host={Uri.EscapeDataString(server.Url.Authority)}&path=invite%2F{invite["_id"].GetString()}&secure=no", invite["url"].GetString());
    }

    private static async Task<bool> IsGoodAsync(Cast cast, string token)
    {
        using var visitor = cast.Server.Anonymous();
        return (await visitor.PostAsync("validateInviteToken", new { token })).OrThrow()["valid"].GetBoolean();
    }
}
