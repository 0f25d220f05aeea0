using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-033, MSG-034: a file is read by those who may read its room, and goes with its message.</summary>
public sealed class FileTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task File_is_read_by_members_only_and_goes_with_its_message(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("files").With("ada", "bob").Without("eve").OnAsync(server);
        var message = (await UploadAsync(stage["ada"], stage.RoomId)).OrThrow()["message"];
        var path = message.GetProperty("attachments")[0].GetProperty("title_link").GetString()!;

        Assert.Equal("hello", (await stage["bob"].Rest.GetAsync(path)).Body.GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await stage["eve"].Rest.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Anonymous().GetAsync(path)).Status);
        Assert.Equal(1, (await stage["bob"].Rest.GetAsync($"groups.files?roomId={stage.RoomId}")).OrThrow()["total"].GetInt32());

        (await stage["ada"].Rest.PostAsync("chat.delete", new { roomId = stage.RoomId, msgId = message.GetProperty("_id").GetString() })).OrThrow();

        await Eventually.Async(async () => (await stage["bob"].Rest.GetAsync(path)).Status == HttpStatusCode.Forbidden, "the file goes");
        await Eventually.Async(
            async () => (await stage["bob"].Rest.GetAsync($"groups.files?roomId={stage.RoomId}")).OrThrow()["total"].GetInt32() == 0, "the list forgets it");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Stranger_cannot_put_a_file_into_a_room(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("files").With("ada").Without("eve").OnAsync(server);

        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(stage["ada"], stage.RoomId)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await UploadAsync(stage["eve"], stage.RoomId)).Status);
    }

    private static async Task<RestReply> UploadAsync(Person person, string roomId)
    {
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "file", "note.txt" }, { new StringContent("look"), "msg" } };
        return await person.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form);
    }
}
