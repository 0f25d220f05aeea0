using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Teams: ROOM-011, ROOM-014, ROOM-017, ROOM-024, ROOM-040, ROOM-049, ROOM-050, ROOM-051, ROOM-052, ROOM-053, ROOM-054, ROOM-056, ROOM-057, MSG-029.</summary>
public sealed class TeamTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_011_team_owns_a_main_room_of_its_name_and_takes_no_name_twice(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var name = Scratch.Name("crew");
        var team = (await cast.Ada.Rest.PostAsync("teams.create", new { name, type = RoomKindActs.Private, members = new[] { cast.Bob.Id }, room = new { readOnly = true, extraData = new { topic = "tides" } } })).OrThrow()["team"];
        var room = await Cast.RoomInfoAsync(cast.Bob, team.GetProperty("roomId").GetString()!);

        Assert.Equal((name, "p", "tides", true, true), (room.GetProperty("name").GetString(), room.GetProperty("t").GetString(), room.GetProperty("topic").GetString(), room.Flag("ro"), room.Flag("teamMain")));
        Assert.Equal(team.MessageId(), room.GetProperty("teamId").GetString());
        Assert.Equal(cast.Ada.Id, team.GetProperty("createdBy").MessageId());
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, room.MessageId())).Flag("teamMain"));
        await cast.Bob.Rest.PostAsync("teams.create", new { name, type = 0 }).AssertRefusedAsync("team-name-already-exists");
        await cast.Bob.Rest.PostAsync("teams.create", new { name = cast.Ada.Username, type = 0 }).AssertRefusedAsync("team-name-already-exists");
        var taken = (await Cast.RoomInfoAsync(cast.Ada, await cast.RoomAsync())).GetProperty("name").GetString();
        await cast.Bob.Rest.PostAsync("teams.create", new { name = taken, type = 0 }).AssertRefusedAsync("room-name-already-exists");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_014_public_room_of_a_private_team_is_there_for_members_only(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var team = await cast.TeamAsync(RoomKindActs.Private);
        var roomId = await cast.RoomInAsync(team);
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).GetProperty("name").GetString()!;

        await cast.Bob.Rest.GetAsync("channels.info?roomId=" + roomId).SucceedsAsync();
        await eve.Rest.GetAsync("channels.info?roomId=" + roomId).AssertRefusedAsync("error-room-not-found");
        Assert.False((await eve.Rest.PostAsync("channels.join", new { roomId })).Succeeded);
        await (await cast.LineAsync(eve)).CallAsync("joinRoom", roomId).AssertRefusedAsync("error-invalid-room");
        Assert.Equal((true, false), (await FindsAsync(cast.Bob), await FindsAsync(eve)));
        await eve.Rest.GetAsync("teams.listRooms?teamId=" + team.Id).AssertRefusedAsync("user-not-on-private-team");
        Assert.Equal(HttpStatusCode.Forbidden, (await eve.Rest.GetAsync("teams.info?teamId=" + team.Id)).Status);
        using var visitor = new HttpClient { BaseAddress = cast.Server.Url };
        Assert.Equal(await visitor.GetByteArrayAsync("/avatar/room/nothing-has-this-id"), await visitor.GetByteArrayAsync("/avatar/room/" + roomId));
        await cast.Bob.Rest.PostAsync("channels.join", new { roomId }).SucceedsAsync();

        async Task<bool> FindsAsync(Person person) =>
            (await person.Rest.GetAsync("spotlight?query=" + name)).OrThrow()["rooms"].Ids().Contains(roomId)
            && (await person.Rest.GetAsync("directory?type=channels&text=" + name)).OrThrow()["result"].Ids().Contains(roomId)
            && (await person.Rest.GetAsync("channels.list?query=" + Uri.EscapeDataString(JsonSerializer.Serialize(new { name })))).OrThrow()["channels"].Ids().Contains(roomId);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_014_who_looks_in_from_outside_hears_nothing_more_once_the_team_closes(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var team = await cast.TeamAsync();
        var roomId = await cast.RoomInAsync(team);
        var line = await cast.LineAsync(eve);
        await line.SubscribeRoomAsync(roomId);
        await cast.SayAsync(roomId, "open");
        await line.WaitMessageAsync(roomId, message => message.Text() == "open");

        await cast.Ada.Rest.PostAsync("teams.update", new { teamId = team.Id, data = new { type = RoomKindActs.Private } }).SucceedsAsync();
        await line.WaitAsync(frame => frame.TryGetProperty("msg", out var kind) && kind.ValueEquals("nosub"), "the end of the subscription");
        await cast.SayAsync(roomId, "closed");
        await line.DrainAsync();

        Assert.DoesNotContain(line.Messages(roomId), message => message.Text() == "closed");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_014_removed_member_of_a_private_team_hears_nothing_more_of_its_public_rooms_and_their_discussions(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync(RoomKindActs.Private);
        var roomId = await cast.RoomInAsync(team);
        var discussionId = (await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = roomId, t_name = Scratch.Name("aside") })).OrThrow()["discussion"].MessageId();
        var elsewhere = await cast.RoomAsync();
        var line = await cast.LineAsync(cast.Bob);
        foreach (var id in new[] { roomId, discussionId, elsewhere })
        {
            await line.SubscribeRoomAsync(id);
            await cast.SayAsync(id, "before");
            await line.WaitMessageAsync(id, message => message.Text() == "before");
        }

        await cast.Ada.Rest.PostAsync("teams.removeMember", new { teamId = team.Id, userId = cast.Bob.Id }).SucceedsAsync();
        await Eventually.Async(async () =>
        {
            await line.DrainAsync();
            return line.Frames(frame => frame.TryGetProperty("msg", out var kind) && kind.ValueEquals("nosub")) == 2;
        }, "both subscriptions end");
        foreach (var id in new[] { roomId, discussionId, elsewhere })
            await cast.SayAsync(id, "after");

        await line.WaitMessageAsync(elsewhere, message => message.Text() == "after");
        await line.DrainAsync();
        foreach (var id in new[] { roomId, discussionId })
            Assert.DoesNotContain(line.Messages(id), message => message.Text() == "after");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_017_leaver_of_a_team_leaves_the_chosen_rooms_unless_one_would_be_without_owner(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync();
        var (left, kept) = (await cast.RoomInAsync(team), await cast.RoomInAsync(team));
        foreach (var roomId in new[] { left, kept })
            await cast.Bob.Rest.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        var owned = (await cast.Ada.Rest.GetAsync($"teams.listRoomsOfUser?teamId={team.Id}&userId={cast.Ada.Id}")).OrThrow()["rooms"];
        Assert.All(owned.EnumerateArray(), room => Assert.True(room.Flag("isLastOwner")));
        Assert.All((await cast.Bob.Rest.GetAsync($"teams.listRoomsOfUser?teamId={team.Id}&userId={cast.Bob.Id}")).OrThrow()["rooms"].EnumerateArray(), room => Assert.False(room.Flag("isLastOwner")));

        await cast.Ada.Rest.PostAsync("teams.leave", new { teamId = team.Id }).AssertRefusedAsync("last-owner-can-not-be-removed");
        await cast.Bob.Rest.PostAsync("teams.leave", new { teamId = team.Id, rooms = Array.Empty<string>() }).AssertRefusedAsync("invalid-params");
        await cast.Bob.Rest.PostAsync("teams.leave", new { teamId = team.Id, rooms = new[] { left } }).SucceedsAsync();

        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cast.Bob, left)).ValueKind);
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cast.Bob, kept)).ValueKind);
        Assert.Equal("ult", (await cast.Ada.NotesAsync(team.RoomId))[^1]);
        await cast.Bob.Rest.PostAsync("teams.leave", new { teamId = team.Id }).AssertRefusedAsync("member-does-not-exist");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_024_team_and_main_room_share_name_and_privacy_whichever_is_changed(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync();
        var (byRoom, byTeam) = (Scratch.Name("quay"), Scratch.Name("pier"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = team.RoomId, roomName = byRoom, roomType = "p" }).SucceedsAsync();
        Assert.Equal((byRoom, RoomKindActs.Private), await InfoAsync());

        await cast.Ada.Rest.PostAsync("teams.update", new { teamId = team.Id, data = new { name = byTeam, type = RoomKindActs.Public } }).SucceedsAsync();
        Assert.Equal((byTeam, RoomKindActs.Public), await InfoAsync());
        var room = await Cast.RoomInfoAsync(cast.Ada, team.RoomId);
        Assert.Equal((byTeam, "c"), (room.GetProperty("name").GetString(), room.GetProperty("t").GetString()));
        Assert.Equal(byTeam, (await Cast.SubscriptionAsync(cast.Bob, team.RoomId)).GetProperty("name").GetString());
        await cast.Bob.Rest.GetAsync("teams.info?teamName=" + byRoom).AssertRefusedAsync("Team not found");
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("teams.update", new { teamId = team.Id, data = new { name = byRoom } })).Status);

        async Task<(string?, int)> InfoAsync()
        {
            var info = (await cast.Bob.Rest.GetAsync("teams.info?teamId=" + team.Id)).OrThrow()["teamInfo"];
            return (info.GetProperty("name").GetString(), info.GetProperty("type").GetInt32());
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_049_moderator_adds_members_but_makes_nobody_owner(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var team = await cast.TeamAsync();
        await cast.Ada.Rest.PostAsync("teams.updateMember", new { teamId = team.Id, member = new { userId = cast.Bob.Id, roles = new[] { "moderator" } } }).SucceedsAsync();

        foreach (var role in new[] { "owner", "moderator" })
            Assert.Equal(HttpStatusCode.Forbidden, (await AddAsync(role)).Status);
        await AddAsync("admin").AssertRefusedAsync("error-invalid-role");
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cleo, team.RoomId)).ValueKind);
        await AddAsync("member").SucceedsAsync();
        Assert.Equal("added-user-to-team", (await cast.Ada.NotesAsync(team.RoomId))[^1]);
        var members = (await cleo.Rest.GetAsync("teams.members?teamId=" + team.Id)).OrThrow()["members"].EnumerateArray().ToDictionary(member => member.GetProperty("user").MessageId());
        Assert.Equal(["owner"], members[cast.Ada.Id].Texts("roles"));
        Assert.Equal(["member"], members[cleo.Id].Texts("roles"));
        Assert.Equal(cast.Bob.Id, members[cleo.Id].GetProperty("createdBy").MessageId());
        Assert.Equal(HttpStatusCode.Forbidden, (await cleo.Rest.PostAsync("teams.removeMember", new { teamId = team.Id, userId = cast.Bob.Id })).Status);
        await cast.Ada.Rest.PostAsync("teams.updateMember", new { teamId = team.Id, member = new { userId = cast.Ada.Id, roles = Array.Empty<string>() } }).AssertRefusedAsync("last-owner-can-not-be-removed");

        Task<RestReply> AddAsync(string role) => cast.Bob.Rest.PostAsync("teams.addMembers", new { teamId = team.Id, members = new[] { new { userId = cleo.Id, roles = new[] { role } } } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_040_removed_member_of_a_team_hears_it_at_once_and_loses_the_chosen_rooms(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync(RoomKindActs.Private);
        var roomId = await cast.RoomInAsync(team);
        await cast.Bob.Rest.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        await cast.Ada.Rest.PostAsync("teams.removeMember", new { teamId = team.Id, userId = cast.Bob.Id, rooms = new[] { roomId } }).SucceedsAsync();

        foreach (var lost in new[] { team.RoomId, roomId })
            await line.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("removed") && args[1].GetProperty("rid").ValueEquals(lost));
        Assert.Equal("removed-user-from-team", (await cast.Ada.NotesAsync(team.RoomId, "groups"))[^1]);
        await cast.Bob.Rest.GetAsync("channels.info?roomId=" + roomId).AssertRefusedAsync("error-room-not-found");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_051_only_own_rooms_without_a_team_are_added(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (team, other) = (await cast.TeamAsync(), await cast.TeamAsync());
        var roomId = await cast.RoomInAsync(team);

        Assert.Contains("user-added-room-to-team", await cast.Ada.NotesAsync(team.RoomId));
        Assert.Equal(team.Id, (await Cast.RoomInfoAsync(cast.Bob, roomId)).GetProperty("teamId").GetString());
        await AddAsync(other, roomId).AssertRefusedAsync("room-already-on-team");
        await AddAsync(other, "nothing-has-this-id").AssertRefusedAsync("invalid-room");
        await AddAsync(other, await cast.RoomAsync("im")).AssertRefusedAsync("invalid-room");
        var bobs = (await cast.Bob.Rest.PostAsync("channels.create", new { name = Scratch.Name("bobs"), members = new[] { cast.Ada.Username } })).OrThrow()["channel"].MessageId();
        await AddAsync(other, bobs).AssertRefusedAsync("error-no-owner-channel");
        await cast.Bob.Rest.PostAsync("teams.addRooms", new { teamId = other.Id, rooms = new[] { bobs } }).AssertRefusedAsync("error-no-permission-team-channel");
        var free = (await cast.Ada.Rest.GetAsync("rooms.autocomplete.availableForTeams")).OrThrow()["items"].Ids();
        Assert.DoesNotContain(roomId, free);

        Task<RestReply> AddAsync(Team target, string room) => cast.Ada.Rest.PostAsync("teams.addRooms", new { teamId = target.Id, rooms = new[] { room } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_052_auto_join_brings_present_members_and_those_who_come_later(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, dora) = (await cast.PersonAsync(), await cast.PersonAsync("dora"));
        var team = await cast.TeamAsync();
        var roomId = await cast.RoomInAsync(team);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("teams.updateRoom", new { roomId, isDefault = true })).Status);

        var room = (await cast.Ada.Rest.PostAsync("teams.updateRoom", new { roomId, isDefault = true })).OrThrow()["room"];
        Assert.True(room.Flag("teamDefault"));
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cast.Bob, roomId)).ValueKind);
        await cleo.Rest.PostAsync("channels.join", new { roomId = team.RoomId }).SucceedsAsync();
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cleo, roomId)).ValueKind);
        Assert.Equal([roomId], (await cleo.Rest.GetAsync($"teams.listRooms?type=autoJoin&teamId={team.Id}")).OrThrow()["rooms"].Ids());

        await cast.Ada.Rest.PostAsync("teams.updateRoom", new { roomId, isDefault = false }).SucceedsAsync();
        await dora.Rest.PostAsync("channels.join", new { roomId = team.RoomId }).SucceedsAsync();
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(dora, roomId)).ValueKind);
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cleo, roomId)).ValueKind);
        await cast.Ada.Rest.PostAsync("teams.updateRoom", new { roomId = await cast.RoomAsync(), isDefault = true }).AssertRefusedAsync("room-not-on-team");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_050_private_rooms_of_a_team_are_listed_for_their_members_and_owners_of_the_team(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync();
        var (open, hidden) = (await cast.RoomInAsync(team), await cast.RoomInAsync(team, "groups"));

        Assert.Equal(new[] { open, hidden }.Order(), (await ListAsync(cast.Ada)).Order());
        Assert.Equal([open], await ListAsync(cast.Bob));
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId = hidden, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Equal(new[] { open, hidden }.Order(), (await ListAsync(cast.Bob)).Order());

        async Task<List<string>> ListAsync(Person person) => (await person.Rest.GetAsync("teams.listRooms?teamId=" + team.Id)).OrThrow()["rooms"].Ids();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_053_removed_room_goes_back_with_its_members(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync();
        var (returned, deleted) = (await cast.RoomInAsync(team), await cast.RoomInAsync(team));
        await cast.Bob.Rest.PostAsync("channels.join", new { roomId = returned }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("teams.removeRoom", new { teamId = team.Id, roomId = returned })).Status);

        await cast.Ada.Rest.PostAsync("teams.removeRoom", new { teamId = team.Id, roomId = returned }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.delete", new { roomId = deleted }).SucceedsAsync();

        Assert.False((await Cast.RoomInfoAsync(cast.Bob, returned)).TryGetProperty("teamId", out _));
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cast.Bob, returned)).ValueKind);
        Assert.Equal(["user-removed-room-from-team", "user-deleted-room-from-team"], (await cast.Ada.NotesAsync(team.RoomId))[^2..]);
        await cast.Ada.Rest.PostAsync("teams.removeRoom", new { teamId = team.Id, roomId = returned }).AssertRefusedAsync("room-not-on-that-team");
        await cast.Ada.Rest.PostAsync("teams.removeRoom", new { teamId = team.Id, roomId = team.RoomId }).AssertRefusedAsync("room-not-on-that-team");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_054_channel_becomes_a_team_with_its_members_and_a_channel_again(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("channels.convertToTeam", new { channelId = roomId })).Status);
        var made = (await cast.Ada.Rest.PostAsync("channels.convertToTeam", new { channelId = roomId })).OrThrow()["team"];
        var team = new Team(made.MessageId(), made.GetProperty("name").GetString()!, roomId);
        Assert.Equal(2, (await cast.Bob.Rest.GetAsync("teams.members?teamId=" + team.Id)).OrThrow()["total"].GetInt32());
        await cast.Ada.Rest.PostAsync("channels.convertToTeam", new { channelId = roomId }).AssertRefusedAsync("room-already-on-team");
        var (kept, erased) = (await cast.RoomInAsync(team), await cast.RoomInAsync(team));
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("teams.convertToChannel", new { teamId = team.Id })).Status);

        await cast.Ada.Rest.PostAsync("teams.convertToChannel", new { teamId = team.Id, roomsToRemove = new[] { erased } }).SucceedsAsync();

        var room = await Cast.RoomInfoAsync(cast.Bob, roomId);
        Assert.False(room.Flag("teamMain") || room.TryGetProperty("teamId", out _));
        Assert.False((await Cast.RoomInfoAsync(cast.Ada, kept)).TryGetProperty("teamId", out _));
        await cast.Ada.Rest.GetAsync("channels.info?roomId=" + erased).AssertRefusedAsync("error-room-not-found");
        await cast.Ada.Rest.GetAsync("teams.info?teamId=" + team.Id).AssertRefusedAsync("Team not found");
        Assert.Contains("user-converted-to-team", await cast.Ada.NotesAsync(roomId));
        Assert.Contains("user-converted-to-channel", await cast.Ada.NotesAsync(roomId));
        Assert.Equal(2, room.Number("usersCount"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_056_deleted_team_takes_its_main_room_and_the_chosen_ones_along(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var team = await cast.TeamAsync();
        var (kept, erased) = (await cast.RoomInAsync(team), await cast.RoomInAsync(team));
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/rooms-changed", false);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("teams.delete", new { teamId = team.Id })).Status);

        await cast.Ada.Rest.PostAsync("teams.delete", new { teamId = team.Id, roomsToRemove = new[] { erased } }).SucceedsAsync();

        await line.WaitEventAsync("notify-user", cast.Bob.Id + "/rooms-changed", args => args[0].ValueEquals("removed") && args[1].GetProperty("_id").ValueEquals(team.RoomId));
        foreach (var gone in new[] { erased, team.RoomId })
            await cast.Ada.Rest.GetAsync("channels.info?roomId=" + gone).AssertRefusedAsync("error-room-not-found");
        Assert.False((await Cast.RoomInfoAsync(cast.Ada, kept)).TryGetProperty("teamId", out _));
        await cast.Ada.Rest.PostAsync("teams.create", new { name = team.Name, type = 0 }).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_057_teams_are_listed_with_counts_to_those_who_may_know_them(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var (open, closed) = (await cast.TeamAsync(), await cast.TeamAsync(RoomKindActs.Private));
        await cast.RoomInAsync(open);

        var listed = (await cast.Bob.Rest.GetAsync("teams.list")).OrThrow()["teams"].EnumerateArray().ToDictionary(RoomReading.MessageId);
        Assert.Equal((1, 2), (listed[open.Id].Number("rooms"), listed[open.Id].Number("numberOfUsers")));
        Assert.Contains(closed.Id, listed.Keys);
        Assert.Empty((await eve.Rest.GetAsync("teams.list")).OrThrow()["teams"].Ids());
        Assert.Equal(HttpStatusCode.Forbidden, (await eve.Rest.GetAsync("teams.listAll")).Status);
        Assert.Equal([open.Id], (await eve.Rest.GetAsync("users.listTeams?userId=" + cast.Ada.Id)).OrThrow()["teams"].Ids());
        Assert.Equal(2, (await cast.Bob.Rest.GetAsync("users.listTeams?userId=" + cast.Ada.Id)).OrThrow()["teams"].GetArrayLength());
        Assert.Equal([open.RoomId], (await eve.Rest.GetAsync("teams.autocomplete?name=" + open.Name)).OrThrow()["teams"].Ids());
        Assert.Empty((await eve.Rest.GetAsync("teams.autocomplete?name=" + closed.Name)).OrThrow()["teams"].Ids());
        Assert.Empty((await eve.Rest.GetAsync("teams.members?teamId=" + open.Id)).OrThrow()["members"].EnumerateArray());
        var directory = (await eve.Rest.GetAsync("directory?type=teams&text=" + open.Name)).OrThrow()["result"][0];
        Assert.Equal((open.RoomId, 1), (directory.MessageId(), directory.Number("roomsCount")));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_029_mention_of_a_team_counts_for_its_members_in_the_room_and_for_nobody_else(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, eve) = (await cast.PersonAsync(), await cast.PersonAsync("eve"));
        var team = await cast.TeamAsync(RoomKindActs.Private);
        await cast.Ada.Rest.PostAsync("teams.addMembers", new { teamId = team.Id, members = new[] { new { userId = cleo.Id } } }).SucceedsAsync();
        var roomId = await cast.RoomAsync("groups", eve.Username);

        var id = await cast.SayAsync(roomId, $"@{team.Name} look");

        var mention = Assert.Single((await Cast.MessageAsync(cast.Bob, id)).GetProperty("mentions").EnumerateArray());
        Assert.Equal((team.Id, team.Name, "team"), (mention.MessageId(), mention.GetProperty("name").GetString(), mention.GetProperty("type").GetString()));
        Assert.Equal(1, (await Cast.SubscriptionAsync(cast.Bob, roomId)).Number("userMentions"));
        Assert.Equal(0, (await Cast.SubscriptionAsync(eve, roomId)).Number("userMentions"));
        Assert.Equal(0, (await Cast.SubscriptionAsync(cast.Ada, roomId)).Number("userMentions"));
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cleo, roomId)).ValueKind);
        var byStranger = await Cast.SayAsync(eve, roomId, $"@{team.Name} who are you");
        Assert.Empty((await Cast.MessageAsync(cast.Bob, byStranger)).GetProperty("mentions").EnumerateArray());
    }
}
