using System.Text.Json;

namespace Parley.Harness;

/// <summary>Someone with an account of their own.</summary>
public sealed class Person(string nickname, string username, string password, RestClient rest) : IDisposable
{
    /// <summary>What the test calls them; <see cref="Username"/> is unique in the workspace.</summary>
    public string Nickname { get; } = nickname;

    public string Username { get; } = username;

    public string Password { get; } = password;

    public RestClient Rest { get; } = rest;

    public string Id => Rest.UserId!;

    /// <summary>A logged-in live connection, to the node they registered at unless another is named.</summary>
    public async Task<DdpClient> ConnectAsync(ParleyServer? node = null)
    {
        var connection = await DdpClient.ConnectAsync(node?.Url ?? Rest.Server);
        await connection.ResumeAsync(Rest.Token!);
        return connection;
    }

    /// <summary>The same person at another node.</summary>
    public RestClient At(ParleyServer node)
    {
        var client = new RestClient(node.Url);
        client.UseToken(Id, Rest.Token!);
        return client;
    }

    public void Dispose() => Rest.Dispose();
}

/// <summary>A room with people in it, ready for a test.</summary>
public sealed class Stage(string roomId, string roomName, bool isPrivate, RestClient admin, IReadOnlyList<Person> people) : IDisposable
{
    public string RoomId { get; } = roomId;

    public string RoomName { get; } = roomName;

    public RestClient Admin { get; } = admin;

    public IReadOnlyList<Person> People { get; } = people;

    /// <summary>By the nickname the scenario gave them.</summary>
    public Person this[string nickname] => People.Single(person => person.Nickname == nickname);

    /// <summary>Sends under an id of the client's choice, so that a retry is recognised.</summary>
    public async Task<JsonElement> SayAsync(string nickname, string text, string? messageId = null)
    {
        object message = messageId is null ? new { rid = RoomId, msg = text } : new { _id = messageId, rid = RoomId, msg = text };
        return (await this[nickname].Rest.PostAsync("chat.sendMessage", new { message })).OrThrow()["message"];
    }

    /// <summary>Route of the room's kind, such as <c>channels.history</c>.</summary>
    public string Route(string act) => (isPrivate ? "groups." : "channels.") + act;

    public void Dispose()
    {
        foreach (var person in People)
            person.Dispose();
    }
}

/// <summary>Sets a stage through the public doors: <c>Scenario.Room("general").With("ada", "bob")</c>.</summary>
public sealed class Scenario
{
    private readonly string _room;
    private readonly bool _isPrivate;
    private string[] _members = [];
    private string[] _strangers = [];

    private Scenario(string room, bool isPrivate)
    {
        _room = room;
        _isPrivate = isPrivate;
    }

    /// <summary>A public room of the test's own.</summary>
    public static Scenario Room(string name) => new(name, isPrivate: false);

    /// <summary>A private room of the test's own.</summary>
    public static Scenario PrivateRoom(string name) => new(name, isPrivate: true);

    /// <summary>Members; the first creates the room and owns it.</summary>
    public Scenario With(params string[] nicknames)
    {
        _members = nicknames;
        return this;
    }

    /// <summary>People with accounts who are not in the room.</summary>
    public Scenario Without(params string[] nicknames)
    {
        _strangers = nicknames;
        return this;
    }

    public async Task<Stage> OnAsync(ParleyServer server)
    {
        var admin = await server.AdminAsync();
        var people = new List<Person>();
        foreach (var nickname in _members.Concat(_strangers))
            people.Add(await RegisterAsync(server, admin, nickname));

        var owner = people[0].Rest;
        var name = Scratch.Name(_room);
        var reply = await owner.PostAsync(
            _isPrivate ? "groups.create" : "channels.create",
            new { name, members = people.Take(_members.Length).Skip(1).Select(person => person.Username).ToArray() });
        var room = reply.OrThrow()[_isPrivate ? "group" : "channel"];
        return new Stage(room.GetProperty("_id").GetString()!, name, _isPrivate, admin, people);
    }

    public static async Task<Person> RegisterAsync(ParleyServer server, RestClient admin, string nickname)
    {
        var username = Scratch.Name(nickname);
        var password = "open sesame " + username;
        (await admin.PostAsync("users.create", new
        {
            username,
            name = nickname,
            email = $"{username}@example.org",
            password,
            verified = true,
            joinDefaultChannels = false,
        })).OrThrow();
        return new Person(nickname, username, password, await server.LoginAsync(username, password));
    }
}
