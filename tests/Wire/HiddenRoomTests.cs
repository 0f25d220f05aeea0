using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// ROOM-015: no door tells a stranger whether a closed room exists. Every method and route of the catalogue is asked about a room that
/// is closed to the caller and about one that does not exist, in the forms in which doors take rooms; the answers must be the same.
/// </summary>
public sealed class HiddenRoomTests(Workspaces workspaces)
{
    private const string NoRoom = "nothing-has-this-id";
    private static readonly string _noMessage = Scratch.Name("m");

    /// <summary>They would end the caller's session, make rooms and accounts, or count wrong codes.</summary>
    private static readonly HashSet<string> _apart =
    [
        "login", "logout", "logoutOtherClients", "removeOtherTokens", "deleteUserOwnAccount", "registerUser", "setUsername", "2fa:disable", "2fa:regenerateCodes", "2fa:validateTempToken", "createChannel", "createPrivateGroup", "createDirectMessage",
        "users.logout", "users.logoutOtherClients", "users.removeOtherTokens", "users.deleteOwnAccount", "users.register", "users.updateOwnBasicInfo", "channels.create", "groups.create", "im.create", "dm.create",
    ];

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Methods_answer_strangers_alike_for_closed_rooms_and_for_none(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var eve = await cast.PersonAsync("eve");
        var closed = await cast.RoomAsync("groups");
        await cast.SayAsync(closed);
        var complaints = new Complaints();
        var reached = 0;
        foreach (var method in (await Catalogue.ReadAsync(server)).Methods.Where(m => !_apart.Contains(m)))
        {
            var isReached = false;
            for (var shape = 0; shape < Shapes(closed, cast.Bob).Count; shape++)
            {
                var aboutClosed = Told(await CallAsync(eve, method, Shapes(closed, cast.Bob)[shape]), closed);
                var aboutNone = Told(await CallAsync(eve, method, Shapes(NoRoom, cast.Bob)[shape]), NoRoom);
                complaints.AddUnless(aboutClosed == aboutNone, $"{method}, shape {shape}: {aboutClosed} but {aboutNone}");
                var own = await cast.RoomAsync("groups");
                isReached |= Told(await CallAsync(cast.Ada, method, Shapes(own, cast.Bob)[shape]), own) != Told(await CallAsync(cast.Ada, method, Shapes(NoRoom, cast.Bob)[shape]), NoRoom);
            }

            if (isReached) reached++;
        }

        complaints.AssertNone();
        Assert.True(reached >= 30, $"only {reached} methods were asked in a form that names a room");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Routes_answer_strangers_alike_for_closed_rooms_and_for_none(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var eve = await cast.PersonAsync("eve");
        var closed = await cast.RoomAsync("groups");
        await cast.SayAsync(closed);
        var complaints = new Complaints();
        var reached = 0;
        foreach (var route in (await Catalogue.ReadAsync(server)).Routes.Where(r => !_apart.Contains(r.Path) && !r.Path.StartsWith("method.call", StringComparison.Ordinal)))
        {
            var aboutClosed = Told(await AskAsync(eve, route, closed, cast.Bob), closed);
            var aboutNone = Told(await AskAsync(eve, route, NoRoom, cast.Bob), NoRoom);
            complaints.AddUnless(aboutClosed == aboutNone, $"{route.Name}: {aboutClosed} but {aboutNone}");
            var own = await cast.RoomAsync("groups");
            if (Told(await AskAsync(cast.Ada, route, own, cast.Bob), own) != aboutNone) reached++;
        }

        complaints.AssertNone();
        Assert.True(reached >= 40, $"only {reached} routes were asked in a form that names a room");
    }

    /// <summary>The parameters in which methods take a room; what else they need is there too.</summary>
    private static List<object?[]> Shapes(string roomId, Person bob)
    {
        var everything = new Dictionary<string, object?>
        {
            ["rid"] = roomId,
            ["roomId"] = roomId,
            ["_id"] = _noMessage,
            ["msg"] = "hello",
            ["username"] = bob.Username,
            ["users"] = new[] { bob.Username },
            ["userId"] = bob.Id,
            ["blocked"] = bob.Id,
            ["ignore"] = true,
            ["limit"] = 5,
            ["skip"] = 0,
        };
        var epoch = new Dictionary<string, long> { ["$date"] = 0 };
        return
        [
            [everything],
            [roomId],
            [roomId, epoch, 10],
            [roomId, bob.Id],
            [roomId, "roomTopic", "a topic"],
            [roomId, "desktopNotifications", "all"],
            [roomId, new { lastUpdate = epoch }],
            ["hello", roomId, 5],
            ["p", roomId],
            [null, roomId],
        ];
    }

    private static async Task<JsonElement> CallAsync(Person person, string method, object?[] parameters)
    {
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = parameters });
        var reply = await person.Rest.PostAsync("method.call/" + Uri.EscapeDataString(method), new { message });
        return JsonElement.Parse(reply["message"].GetString()!);
    }

    private static Task<RestReply> AskAsync(Person person, CatalogueRoute route, string roomId, Person bob)
    {
        var path = route.Path.Replace("{rid}", roomId, StringComparison.Ordinal);
        var values = new Dictionary<string, object?>
        {
            ["roomId"] = roomId,
            ["rid"] = roomId,
            ["userId"] = bob.Id,
            ["username"] = bob.Username,
            ["name"] = Scratch.Name("other"),
            ["text"] = "hello",
            ["topic"] = "a topic",
            ["description"] = "words",
            ["purpose"] = "words",
            ["announcement"] = "words",
            ["readOnly"] = true,
            ["type"] = "c",
            ["default"] = true,
            ["favorite"] = true,
            ["searchText"] = "hello",
            ["action"] = "archive",
            ["lastUpdate"] = "1970-01-01T00:00:00.000Z",
            ["updatedSince"] = "1970-01-01T00:00:00.000Z",
            ["since"] = "1970-01-01T00:00:00.000Z",
        };
        if (route.Method == "GET")
        {
            var query = string.Join('&', values.Where(v => v.Value is string && v.Key is not "username" and not "name" and not "type").Select(v => $"{v.Key}={Uri.EscapeDataString((string)v.Value!)}"));
            return person.Rest.GetAsync($"{path}?{query}");
        }

        values["customFields"] = new { };
        values["joinCode"] = "open";
        values["notifications"] = new { desktopNotifications = "all" };
        values["message"] = new { rid = roomId, msg = "hello" };
        values["channel"] = roomId;
        return person.Rest.SendAsync(HttpMethod.Parse(route.Method), path, System.Net.Http.Json.JsonContent.Create(values));
    }

    private static string Told(JsonElement answer, string roomId) =>
        answer.TryGetProperty("error", out var error) ? WithoutId(error.GetRawText(), roomId) : answer.TryGetProperty("result", out var result) ? KindOf(result) : "nothing";

    private static string Told(RestReply reply, string roomId) => reply.Succeeded ? "success" : $"{(int)reply.Status} {WithoutId(reply.Body.GetRawText(), roomId)}";

    private static string KindOf(JsonElement result) => result.ValueKind == JsonValueKind.Array ? $"list of {result.GetArrayLength()}" : result.ValueKind.ToString();

    private static string WithoutId(string text, string roomId) => text.Replace(roomId, "ID", StringComparison.Ordinal);
}
