using System.Net;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls for the doors of teams, discussions, invitations, pruning, export and the boxes that complete names.</summary>
internal static class RoomKindEntries
{
    private const string Paging = " count offset total";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        AddTeams(all);
        AddTeamMembers(all);
        AddTeamRooms(all);
        AddDiscussions(all);
        AddInvites(all);
        AddUpkeep(all);
        AddSuggestions(all);
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        Method(all, "createDiscussion", "rid prid t", async cast => [new { prid = await cast.RoomAsync(), t_name = "aside", users = Array.Empty<string>() }]);
        Method(all, "roomNameExists", "true", _ => Task.FromResult<object?[]>(["general"]));
        Method(all, "getRoomById", "_id t name", async cast => [await cast.RoomAsync()]);
        Method(all, "getTotalChannels", "", _ => Task.FromResult<object?[]>([]));
        Method(all, "getUserMentionsByChannel", "[]", async cast => [new { roomId = await cast.RoomAsync(), options = new { limit = 10 } }]);
        Method(all, "getChannelHistory", "messages", async cast => [new { rid = await cast.RoomAsync(), unreads = true }]);
        Method(all, "joinDefaultChannels", "", _ => Task.FromResult<object?[]>([]));
        AsAdmin(all, "addAllUserToRoom", "true", async cast => [await cast.RoomAsync()]);
        AsAdmin(all, "getRoomJoinCode", "", async cast => [await cast.RoomAsync()]);
        AsAdmin(all, "cleanRoomHistory", "", async cast => [new { roomId = await cast.RoomAsync(), latest = Date(4_000_000_000_000), oldest = Date(0) }]);
    }

    private static Dictionary<string, long> Date(long milliseconds) => new() { ["$date"] = milliseconds };

    private static void Get(Dictionary<string, RouteEntry> all, string path, string keys, Func<Cast, Task<RestReply>> call) => all.Add("GET " + path, new RouteEntry(keys, call));

    private static void Post(Dictionary<string, RouteEntry> all, string path, string keys, Func<Cast, Task<RestReply>> call) => all.Add("POST " + path, new RouteEntry(keys, call));

    private static void Method(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, Task<object?[]>> parameters) =>
        all.Add(method, new MethodEntry(answer, async cast => await (await cast.LineAsync(cast.Ada)).CallAsync(method, await parameters(cast))));

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, Task<object?[]>> parameters) =>
        all.Add(method, new MethodEntry(answer, async cast =>
        {
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            await line.ResumeAsync(cast.Admin.Token!);
            return await line.CallAsync(method, await parameters(cast));
        }));

    private static void AddTeams(Dictionary<string, RouteEntry> all)
    {
        Post(all, "teams.create", "team", cast => cast.Ada.Rest.PostAsync("teams.create", new { name = Scratch.Name("team"), type = 0 }));
        Get(all, "teams.list", "teams" + Paging, cast => cast.Ada.Rest.GetAsync("teams.list"));
        Get(all, "teams.listAll", "teams" + Paging, cast => cast.Admin.GetAsync("teams.listAll"));
        Get(all, "teams.info", "teamInfo", async cast => await cast.Ada.Rest.GetAsync("teams.info?teamId=" + (await cast.TeamAsync()).Id));
        Get(all, "teams.autocomplete", "teams", cast => cast.Ada.Rest.GetAsync("teams.autocomplete?name=team"));
        Get(all, "users.listTeams", "teams", cast => cast.Ada.Rest.GetAsync("users.listTeams?userId=" + cast.Ada.Id));
        Post(all, "teams.update", "success", async cast => await cast.Ada.Rest.PostAsync("teams.update", new { teamId = (await cast.TeamAsync()).Id, data = new { name = Scratch.Name("renamed") } }));
        Post(all, "teams.delete", "success", async cast => await cast.Ada.Rest.PostAsync("teams.delete", new { teamId = (await cast.TeamAsync()).Id }));
        Post(all, "teams.convertToChannel", "success", async cast => await cast.Ada.Rest.PostAsync("teams.convertToChannel", new { teamId = (await cast.TeamAsync()).Id }));
        Post(all, "channels.convertToTeam", "team", async cast => await cast.Ada.Rest.PostAsync("channels.convertToTeam", new { channelId = await cast.RoomAsync() }));
        Post(all, "groups.convertToTeam", "team", async cast => await cast.Ada.Rest.PostAsync("groups.convertToTeam", new { roomId = await cast.RoomAsync("groups") }));
    }

    private static void AddTeamMembers(Dictionary<string, RouteEntry> all)
    {
        Get(all, "teams.members", "members" + Paging, async cast => await cast.Ada.Rest.GetAsync("teams.members?teamId=" + (await cast.TeamAsync()).Id));
        Post(all, "teams.addMembers", "success", async cast => await cast.Ada.Rest.PostAsync("teams.addMembers", new { teamId = (await cast.TeamAsync()).Id, members = new[] { new { userId = (await cast.PersonAsync()).Id } } }));
        Post(all, "teams.updateMember", "success", async cast => await cast.Ada.Rest.PostAsync("teams.updateMember", new { teamId = (await cast.TeamAsync()).Id, member = new { userId = cast.Bob.Id, roles = new[] { "moderator" } } }));
        Post(all, "teams.removeMember", "success", async cast => await cast.Ada.Rest.PostAsync("teams.removeMember", new { teamId = (await cast.TeamAsync()).Id, userId = cast.Bob.Id }));
        Post(all, "teams.leave", "success", async cast => await cast.Bob.Rest.PostAsync("teams.leave", new { teamId = (await cast.TeamAsync()).Id }));
    }

    private static void AddTeamRooms(Dictionary<string, RouteEntry> all)
    {
        Get(all, "teams.listRooms", "rooms" + Paging, async cast => await cast.Ada.Rest.GetAsync("teams.listRooms?teamId=" + (await cast.TeamAsync()).Id));
        Get(all, "teams.listRoomsOfUser", "rooms" + Paging, async cast => await cast.Ada.Rest.GetAsync($"teams.listRoomsOfUser?userId={cast.Ada.Id}&teamId={(await cast.TeamAsync()).Id}"));
        Post(all, "teams.addRooms", "rooms", async cast => await cast.Ada.Rest.PostAsync("teams.addRooms", new { teamId = (await cast.TeamAsync()).Id, rooms = new[] { await cast.RoomAsync() } }));
        Post(all, "teams.removeRoom", "room", async cast =>
        {
            var team = await cast.TeamAsync();
            return await cast.Ada.Rest.PostAsync("teams.removeRoom", new { teamId = team.Id, roomId = await cast.RoomInAsync(team) });
        });
        Post(all, "teams.updateRoom", "room", async cast => await cast.Ada.Rest.PostAsync("teams.updateRoom", new { roomId = await cast.RoomInAsync(await cast.TeamAsync()), isDefault = true }));
    }

    private static void AddDiscussions(Dictionary<string, RouteEntry> all)
    {
        Post(all, "rooms.createDiscussion", "discussion", async cast => await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = await cast.RoomAsync(), t_name = "aside" }));
        Get(all, "rooms.getDiscussions", "discussions" + Paging, async cast => await cast.Ada.Rest.GetAsync("rooms.getDiscussions?roomId=" + await cast.RoomAsync()));
        Get(all, "chat.getDiscussions", "messages" + Paging, async cast => await cast.Ada.Rest.GetAsync("chat.getDiscussions?roomId=" + await cast.RoomAsync()));
    }

    private static void AddInvites(Dictionary<string, RouteEntry> all)
    {
        Post(all, "findOrCreateInvite", "_id rid url days maxUses uses expires", async cast => await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = await cast.RoomAsync(), days = 1, maxUses = 0 }));
        Post(all, "useInviteToken", "room", async cast => await (await cast.PersonAsync()).Rest.PostAsync("useInviteToken", new { token = await cast.InviteAsync() }));
        Post(all, "validateInviteToken", "valid", async cast => await cast.Server.Anonymous().PostAsync("validateInviteToken", new { token = await cast.InviteAsync() }));
        all.Add("GET listInvites", new RouteEntry("", cast => cast.Admin.GetAsync("listInvites"), HttpStatusCode.OK));
        all.Add("DELETE removeInvite/{_id}", new RouteEntry("", async cast => await cast.Admin.SendAsync(HttpMethod.Delete, "removeInvite/" + await cast.InviteAsync(), null), HttpStatusCode.OK));
    }

    private static void AddUpkeep(Dictionary<string, RouteEntry> all)
    {
        Post(all, "rooms.cleanHistory", "_id count", async cast => await cast.Admin.PostAsync("rooms.cleanHistory", new { roomId = await cast.RoomAsync(), latest = "2100-01-01T00:00:00.000Z", oldest = "1970-01-01T00:00:00.000Z" }));
        Post(all, "rooms.export", "success", async cast => await cast.Admin.PostAsync("rooms.export", new { rid = await cast.RoomAsync(), type = "file", format = "json" }));
        Post(all, "groups.setEncrypted", "group", async cast => await cast.Ada.Rest.PostAsync("groups.setEncrypted", new { roomId = await cast.RoomAsync("groups"), encrypted = false }));
        foreach (var prefix in new[] { "im", "dm" })
            Get(all, prefix + ".messages.others", "messages" + Paging, async cast => await cast.Admin.GetAsync($"{prefix}.messages.others?roomId={await cast.RoomAsync("im")}"));
    }

    private static void AddSuggestions(Dictionary<string, RouteEntry> all)
    {
        var selector = Uri.EscapeDataString("""{"name":"room"}""");
        Get(all, "rooms.autocomplete.channelAndPrivate.withPagination", "items total", cast => cast.Ada.Rest.GetAsync("rooms.autocomplete.channelAndPrivate.withPagination?selector=" + selector));
        Get(all, "rooms.autocomplete.availableForTeams", "items", cast => cast.Ada.Rest.GetAsync("rooms.autocomplete.availableForTeams?name=room"));
        Get(all, "rooms.autocomplete.adminRooms", "items", cast => cast.Admin.GetAsync("rooms.autocomplete.adminRooms?selector=" + selector));
        Get(all, "rooms.adminRooms.getRoom", "_id name t", async cast => await cast.Admin.GetAsync("rooms.adminRooms.getRoom?rid=" + await cast.RoomAsync()));
    }
}

/// <summary>A team as its maker got it.</summary>
internal sealed record Team(string Id, string Name, string RoomId);

/// <summary>Small acts with teams, discussions and invitations.</summary>
internal static class RoomKindActs
{
    public const int Public = 0;
    public const int Private = 1;

    /// <summary>A team of Ada's with Bob in it.</summary>
    public static async Task<Team> TeamAsync(this Cast cast, int type = Public)
    {
        var team = (await cast.Ada.Rest.PostAsync("teams.create", new { name = Scratch.Name("team"), type, members = new[] { cast.Bob.Username } })).OrThrow()["team"];
        return new(team.MessageId(), team.GetProperty("name").GetString()!, team.GetProperty("roomId").GetString()!);
    }

    /// <summary>A room of Ada's alone, put into the team.</summary>
    public static async Task<string> RoomInAsync(this Cast cast, Team team, string prefix = "channels")
    {
        var room = (await cast.Ada.Rest.PostAsync(prefix + ".create", new { name = Scratch.Name("room") })).OrThrow()[prefix == "channels" ? "channel" : "group"];
        (await cast.Ada.Rest.PostAsync("teams.addRooms", new { teamId = team.Id, rooms = new[] { room.MessageId() } })).OrThrow();
        return room.MessageId();
    }

    /// <summary>A link of Ada's into a room of hers.</summary>
    public static async Task<string> InviteAsync(this Cast cast, string? roomId = null, int days = 1, int maxUses = 0) =>
        (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId ?? await cast.RoomAsync("groups"), days, maxUses })).OrThrow()["_id"].GetString()!;

    public static async Task<System.Text.Json.JsonElement> DiscussAsync(this Cast cast, object request) => (await cast.Ada.Rest.PostAsync("rooms.createDiscussion", request)).OrThrow()["discussion"];

    /// <summary>Kinds of the system messages of a room, oldest first.</summary>
    public static async Task<List<string>> NotesAsync(this Person person, string roomId, string prefix = "channels") =>
        [.. (await person.Rest.GetAsync($"{prefix}.messages?roomId={roomId}&count=100")).OrThrow()["messages"].EnumerateArray().Reverse()
            .Select(message => message.TryGetProperty("t", out var type) ? type.GetString()! : "")];
}
