using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Conversations.Contracts;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Integrations;

internal sealed class RoomPosts(RoomStore rooms, RoomAccess access, RoomLookup lookup, CreateRoom create, SendMessage send, IUserDirectory users) : IRoomFinder, IRoomPosts
{
    private static readonly string[] _addresses = ["_url", "_link", "_icon"];

    public static RoomBrief Brief(RoomRow room) => new(room.Id, room.Type, room.Name, room.DisplayName, room.Topic, room.IsArchived, room.DirectUserIds, room.CreatorId, room.CreatedAt);

    public async Task<RoomBrief?> FindAsync(string id, CancellationToken ct) => await rooms.FindAsync(id, ct) is { } room ? Brief(room) : null;

    public async Task<RoomBrief?> FindByNameAsync(string name, CancellationToken ct) => await rooms.FindByNameAsync(name, ct) is { } room ? Brief(room) : null;

    public async Task<bool> IsMemberAsync(string roomId, string userId, CancellationToken ct) => await rooms.FindMemberAsync(roomId, userId, ct) is not null;

    public async Task<RoomBrief> FindAsync(RestCall call, string type) => Brief(await lookup.FindAsync(call, type, refusesArchived: false));

    public async Task<RoomBrief> FindTargetAsync(Caller author, string target, bool isChosen, CancellationToken ct)
    {
        var name = target.Length > 0 && target[0] is '#' or '@' ? target[1..] : target;
        if (name.Length is 0 or > 200) throw new WireError("invalid-channel");
        RoomRow? room = null;
        if (!target.StartsWith('@')) room = await rooms.FindAsync(name, ct) ?? await rooms.FindByNameAsync(name, ct);
        if (room is null && !target.StartsWith('#') && (await users.FindByUsernameAsync(name, ct) ?? await users.FindAsync(name, ct)) is { } other) return Brief(await create.DirectAsync(author, [other], false, ct));
        // Clients of outgoing webhooks write direct rooms with their id behind the sign.
        if (room is null && target.StartsWith('@')) room = await rooms.FindAsync(name, ct);
        if (room is null) throw new WireError("invalid-channel");
        if (await access.FindKnownAsync(author, room.Id, ct) is null) throw isChosen ? WireError.Plain("error-not-allowed") : new WireError("invalid-channel");
        return Brief(room);
    }

    public async Task<RawJson> PostAsync(Caller author, string roomId, JsonObject payload, string integrationId, CancellationToken ct)
    {
        Clean(payload["attachments"] as JsonArray, 0);
        using var document = JsonDocument.Parse(payload.ToJsonString(WireJson.NodeOptions));
        var request = MessagePayload.ReadPost(document.RootElement, roomId);
        var extras = request.Extras ?? [];
        extras["bot"] = new JsonObject { ["i"] = integrationId };
        return await send.ExecuteAsync(author, request with { Extras = extras }, ct);
    }

    /// <summary>Numbers and flags in fields become text; an address that runs code is refused, not dropped, so that its sender learns of it.</summary>
    private static void Clean(JsonArray? attachments, int depth)
    {
        if (attachments is null || depth > 5) return;
        foreach (var item in attachments.OfType<JsonObject>())
        {
            foreach (var (name, value) in item)
            {
                if (_addresses.Any(end => name.EndsWith(end, StringComparison.Ordinal)) && value is JsonValue && value.GetValueKind() == JsonValueKind.String && !MessagePayload.IsSafeLink((string)value!))
                    throw WireError.Plain("error-invalid-attachment");
            }
            if (item["msg"] is { } text && item["text"] is null) item["text"] = text.DeepClone();
            CleanButtons(item["actions"] as JsonArray);
            CleanFields(item["fields"] as JsonArray);
            Clean(item["attachments"] as JsonArray, depth + 1);
        }
    }

    private static void CleanButtons(JsonArray? actions)
    {
        foreach (var action in (actions ?? []).OfType<JsonObject>())
        {
            foreach (var name in new[] { "url", "image_url" })
            {
                if (action[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && !MessagePayload.IsSafeLink((string)value!)) throw WireError.Plain("error-invalid-attachment");
            }
        }
    }

    private static void CleanFields(JsonArray? fields)
    {
        foreach (var field in (fields ?? []).OfType<JsonObject>())
        {
            foreach (var name in new[] { "title", "value" })
            {
                if (field[name] is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) field[name] = value.ToJsonString();
                else if (field[name] is null) field[name] = "";
            }
        }
    }
}
