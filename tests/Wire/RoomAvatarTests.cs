using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Pictures of rooms: ROOM-032.</summary>
public sealed class RoomAvatarTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_032_room_has_a_picture_of_its_own_and_lends_it_to_its_discussions(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var discussion = (await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = roomId, t_name = "detail" })).OrThrow()["discussion"].MessageId();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-logged", "updateAvatar", false);
        var initials = await PictureAsync(cast.Bob, roomId);
        Assert.Equal("image/svg+xml", initials.Type);

        var picture = "data:image/png;base64," + Convert.ToBase64String(Cast.Picture);
        Assert.False((await cast.Bob.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, roomAvatar = picture })).Succeeded);
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, roomAvatar = picture }).SucceedsAsync();

        var told = await line.WaitEventAsync("notify-logged", "updateAvatar", args => args[0].TryGetProperty("rid", out var rid) && rid.ValueEquals(roomId));
        Assert.Equal((await Cast.RoomInfoAsync(cast.Bob, roomId)).GetProperty("avatarETag").GetString(), told[0].GetProperty("etag").GetString());
        var own = await PictureAsync(cast.Bob, roomId);
        Assert.StartsWith("image/", own.Type, StringComparison.Ordinal);
        Assert.NotEqual("image/svg+xml", own.Type);
        Assert.Equal(own.Bytes, (await PictureAsync(cast.Bob, discussion)).Bytes);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_032_direct_room_shows_the_other_person(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var pair = await cast.RoomAsync("im");
        (await cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", new MultipartFormDataContent { { new ByteArrayContent(Cast.Picture), "image", "dot.png" } })).OrThrow();
        var adas = await PictureAsync(cast.Bob, "/avatar/" + cast.Ada.Username, isRoom: false);
        Assert.Equal(adas.Bytes, (await PictureAsync(cast.Bob, pair)).Bytes);
        Assert.Equal("image/svg+xml", (await PictureAsync(cast.Ada, pair)).Type);
    }

    private static async Task<(string Type, byte[] Bytes)> PictureAsync(Person person, string roomId, bool isRoom = true)
    {
        using var http = new HttpClient { BaseAddress = person.Rest.Server, DefaultRequestHeaders = { { "X-User-Id", person.Id }, { "X-Auth-Token", person.Rest.Token } } };
        using var answer = await http.GetAsync(isRoom ? "/avatar/room/" + roomId : roomId);
        answer.EnsureSuccessStatusCode();
        return (answer.Content.Headers.ContentType!.MediaType!, await answer.Content.ReadAsByteArrayAsync());
    }
}
