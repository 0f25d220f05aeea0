using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <param name="Former">The picture it had before, whose bytes may go.</param>
internal sealed record RoomAvatarChanged(string RoomId, string? ETag, string? Former) : IDomainEvent;

/// <summary>
/// <c>/avatar/room/{rid}</c>: the room's own picture, else of a direct room the other person's, of a discussion its parent's, else initials.
/// Who may not read a room sees neither its picture nor its initials.
/// </summary>
internal sealed class RoomAvatars(IAvatars avatars, RoomStore rooms, RoomAccess access, ICallers callers, IUserDirectory users, ISettings settings, StreamHub hub)
    : IEventHandler<RoomAvatarChanged>, IEventHandler<RoomFilesReleased>
{
    /// <summary>Declared by People; read here by its identifier.</summary>
    private static readonly Setting<string> _elsewhere = SettingOf.Text("Accounts_RoomAvatarExternalProviderUrl", "Accounts", "");

    private const int DeepestParent = 3;
    private static readonly string[] _methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapMethods("/avatar/room/{id}", _methods, AnswerAsync);

    public Task HandleAsync(RoomAvatarChanged happened, CancellationToken ct)
    {
        hub.Emit("notify-logged", "updateAvatar", [new WireObject { { "rid", happened.RoomId }, { "etag", happened.ETag } }]);
        return avatars.RemoveAsync(IAvatars.OfRoom(happened.RoomId), happened.Former, ct);
    }

    public Task HandleAsync(RoomFilesReleased happened, CancellationToken ct) => avatars.RemoveAsync(IAvatars.OfRoom(happened.RoomId), happened.AvatarETag, ct);

    private async Task AnswerAsync(HttpContext http)
    {
        if (await avatars.RefusesAsync(http)) return;
        var ct = http.RequestAborted;
        var room = await rooms.FindAsync((string?)http.Request.RouteValues["id"] ?? "", ct);
        var caller = await PageCallers.FindAsync(http, callers);
        if (room is null || (!await access.IsPublicAsync(room, ct) && !await MaySeeAsync(http, caller, room, ct)))
        {
            await avatars.AnswerAsync(http, new AvatarAnswer(null, null, "", IsPrivate: true));
            return;
        }
        if (settings.Get(_elsewhere) is { Length: > 0 } pattern && Uri.TryCreate(pattern.Replace("{roomId}", Uri.EscapeDataString(room.Id), StringComparison.Ordinal), UriKind.Absolute, out var address) && (address.Scheme is "https" or "http"))
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Redirect(address.AbsoluteUri);
            return;
        }
        await avatars.AnswerAsync(http, await AnswerOfAsync(room, caller, ct));
    }

    /// <summary>Clients that send no cookies name the picture instead, by a tag that only members were told.</summary>
    private async ValueTask<bool> MaySeeAsync(HttpContext http, Caller? caller, RoomRow room, CancellationToken ct) =>
        (room.AvatarETag is { } etag && http.Request.Query["etag"] == etag) || (caller is not null && await access.CanReadAsync(caller, room, ct));

    private async Task<AvatarAnswer> AnswerOfAsync(RoomRow room, Caller? caller, CancellationToken ct)
    {
        var isPrivate = !await access.IsPublicAsync(room, ct);
        if (room.IsDirect) return await OfDirectAsync(room, caller, ct);
        var shown = room;
        for (var depth = 0; shown is { AvatarETag: null, ParentId: { } parentId } && depth < DeepestParent; depth++)
        {
            if (await rooms.FindAsync(parentId, ct) is not { } parent || (!await access.IsPublicAsync(parent, ct) && !await access.CanReadAsync(caller, parent, ct))) break;
            shown = parent;
        }
        return new AvatarAnswer(IAvatars.OfRoom(shown.Id), shown.AvatarETag, shown.DisplayName ?? shown.Name ?? "", isPrivate);
    }

    private async Task<AvatarAnswer> OfDirectAsync(RoomRow room, Caller? caller, CancellationToken ct)
    {
        var people = await users.FindManyAsync([.. room.DirectUserIds], ct);
        var others = RoomViews.OthersFor(caller?.UserId ?? "", people);
        if (others is [var other]) return new AvatarAnswer(IAvatars.OfUser(other.Id), other.AvatarETag, other.Username, IsPrivate: true);
        return new AvatarAnswer(IAvatars.OfRoom(room.Id), room.AvatarETag, string.Join(' ', others.Select(o => o.Name ?? o.Username)), IsPrivate: true);
    }
}
