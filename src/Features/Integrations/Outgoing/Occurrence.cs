using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Conversations.Contracts;
using Parley.People.Contracts;
using Parley.Platform.Wire;

namespace Parley.Integrations.Outgoing;

/// <summary>What happened, as webhooks are told (INT-042 to INT-048).</summary>
/// <param name="Room">Null for events without one.</param>
/// <param name="Text">Of a message; null for other events.</param>
/// <param name="SenderBotOf">The webhook that posted the message; null for all others.</param>
internal sealed record Occurrence(string Event, RoomBrief? Room, JsonObject Data, string UserId, string UserName, string? Text = null, bool IsEdited = false, string? SenderBotOf = null)
{
    /// <param name="message">As clients read it.</param>
    public static Occurrence OfMessage(string happening, RoomBrief room, JsonElement message, string siteUrl, bool isEdited, UserBrief? sender)
    {
        var by = message.Get("u") ?? default;
        var (userId, userName) = (by.Text("_id") ?? "", by.Text("username") ?? "");
        var data = new JsonObject
        {
            ["channel_id"] = room.Id,
            ["channel_name"] = room.Name,
            ["message_id"] = message.Text("_id"),
            ["timestamp"] = message.Text("ts"),
            ["user_id"] = userId,
            ["user_name"] = userName,
            ["text"] = message.Text("msg") ?? "",
        };
        if (happening == OutgoingEvents.SendMessage) data["siteUrl"] = siteUrl;
        foreach (var name in new[] { "alias", "tmid" })
        {
            if (message.Text(name) is { } text) data[name] = text;
        }
        var bot = message.Get("bot");
        if (bot is { } marker) data["bot"] = JsonNode.Parse(marker.GetRawText());
        if (isEdited) data["isEdited"] = true;
        if (happening == OutgoingEvents.FileUploaded)
        {
            data["user"] = Person(sender);
            data["room"] = Place(room);
            data["message"] = JsonNode.Parse(message.GetRawText());
        }
        return new(happening, room, data, userId, userName, message.Text("msg") ?? "", isEdited, bot?.Text("i"));
    }

    public static Occurrence OfRoom(string happening, RoomBrief room, UserBrief user, DateTimeOffset now)
    {
        var isCreated = happening == OutgoingEvents.RoomCreated;
        var data = new JsonObject
        {
            ["timestamp"] = WireJson.Iso(isCreated ? room.CreatedAt : now),
            ["channel_id"] = room.Id,
            ["channel_name"] = room.Name,
            ["user_id"] = user.Id,
            ["user_name"] = user.Username,
            [isCreated ? "owner" : "user"] = Person(user),
            ["room"] = Place(room),
        };
        if (!isCreated && user.Type == "bot") data["bot"] = true;
        return new(happening, room, data, user.Id, user.Username);
    }

    public static Occurrence OfUser(UserBrief user)
    {
        var data = new JsonObject { ["timestamp"] = WireJson.Iso(user.CreatedAt), ["user_id"] = user.Id, ["user_name"] = user.Username, ["user"] = Person(user) };
        if (user.Type == "bot") data["bot"] = true;
        return new(OutgoingEvents.UserCreated, null, data, user.Id, user.Username);
    }

    /// <summary>Nothing about addresses, sessions or factors (INT-048).</summary>
    private static JsonObject? Person(UserBrief? user) => user is null ? null : new JsonObject
    {
        ["_id"] = user.Id,
        ["username"] = user.Username,
        ["name"] = user.Name,
        ["type"] = user.Type,
        ["active"] = user.IsActive,
        ["roles"] = new JsonArray([.. user.Roles.Select(r => (JsonNode)r)]),
        ["createdAt"] = WireJson.Iso(user.CreatedAt),
    };

    private static JsonObject Place(RoomBrief room) => new()
    {
        ["_id"] = room.Id,
        ["t"] = room.Type,
        ["name"] = room.Name,
        ["fname"] = room.DisplayName,
        ["topic"] = room.Topic,
        ["archived"] = room.IsArchived,
        ["ts"] = WireJson.Iso(room.CreatedAt),
    };
}
