using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// The formats of encrypted rooms, by an implementation that shares nothing with the web client. <c>Fixtures/encryption.json</c> drives the web client's tests too.
/// </summary>
/// <remarks>Rows: E2E-002, E2E-003, E2E-004, E2E-005, E2E-014, E2E-015, E2E-016, E2E-017, E2E-018, E2E-019, E2E-024, E2E-025, E2E-026, E2E-028, E2E-035.</remarks>
public sealed class EncryptionFormatTests(Workspaces workspaces)
{
    [Fact]
    public void E2E_004_E2E_005_E2E_017_E2E_025_E2E_026_E2E_035_fixed_vectors_are_opened()
    {
        var vectors = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Fixtures", "encryption.json")));
        var (userId, privateKey) = (vectors.Text("userId"), vectors.Text("privateKey"));
        foreach (var wrapped in vectors.GetProperty("wrapped").EnumerateArray())
        {
            var spelling = wrapped.TryGetProperty("spelling", out var name) && name.ValueEquals("utf8") ? Encoding.UTF8 : Encoding.Latin1;
            Assert.Equal(privateKey, EncryptingClient.UnwrapPrivateKey(wrapped.Text("privateKey"), wrapped.Text("password"), userId, spelling));
        }
        using var pair = RSA.Create(EncryptingClient.ParametersOf(privateKey));
        foreach (var room in vectors.GetProperty("rooms").EnumerateArray())
        {
            var key = room.Text("key");
            Assert.Equal(room.Text("keyId"), EncryptingClient.KeyIdOf(key));
            Assert.Equal(12 + 344, room.Text("wrapped").Length);
            Assert.Equal(key, EncryptingClient.UnwrapRoomKey(room.Text("wrapped"), pair));
            foreach (var message in room.GetProperty("messages").EnumerateArray())
            {
                var content = EncryptingClient.OpenText(key, message.Text("msg"))!.Value;
                Assert.Equal((message.Text("text"), message.Text("_id"), message.Text("userId")), (content.GetProperty("text").GetString(), content.MessageId(), content.Text("userId")));
            }
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_016_E2E_018_E2E_019_E2E_024_E2E_028_people_talk_over_a_server_that_reads_nothing(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        using var ada = new EncryptingClient(cast.Ada);
        using var bob = new EncryptingClient(cast.Bob);
        using var eve = new EncryptingClient(await cast.PersonAsync("eve"));
        await ada.BeginAsync("harbour lantern maple quiet seven");
        await bob.BeginAsync("another one");
        await eve.BeginAsync("a third");
        var rid = await cast.RoomAsync("groups");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid, encrypted = true }).SucceedsAsync();
        var key = await ada.MakeRoomKeyAsync(rid);
        Assert.Null(await bob.RoomKeyAsync(rid));
        Assert.True(await bob.DecideAsync(rid));
        Assert.Equal(key, await bob.RoomKeyAsync(rid));

        var said = await ada.SayAsync(rid, "Grüße an 世界 🌍, the secret harbour");
        Assert.Equal("Grüße an 世界 🌍, the secret harbour", await bob.ReadAsync(said));
        var reply = await bob.SayAsync(rid, "in a thread", said);
        Assert.Equal("in a thread", await ada.ReadAsync(reply));
        await ada.EditAsync(rid, said, "the quiet harbour");
        Assert.Equal("the quiet harbour", await bob.ReadAsync(said));

        // The server has none of the words, whoever asks.
        foreach (var path in new[] { $"groups.history?roomId={rid}", $"groups.info?roomId={rid}", "rooms.get", $"chat.search?roomId={rid}&searchText=harbour", $"chat.getThreadsList?rid={rid}" })
        {
            var answer = (await cast.Bob.Rest.GetAsync(path)).Body.GetRawText();
            Assert.DoesNotContain("harbour", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("thread\"}", answer, StringComparison.Ordinal);
        }

        // Another device needs nothing but the password; a wrong one opens nothing.
        using (var phone = await EncryptingClient.OnNewDeviceAsync(cast.Ada, "harbour lantern maple quiet seven"))
            Assert.Equal("in a thread", await phone.ReadAsync(reply));
        await Assert.ThrowsAnyAsync<Exception>(() => EncryptingClient.OnNewDeviceAsync(cast.Ada, "harbour lantern maple quiet six"));

        // Who comes later gets the key of a member, not of a stranger, and tampered offers are refused.
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId = rid, userId = eve.Person.Id }).SucceedsAsync();
        Assert.Null(await eve.ReadAsync(said));
        var forged = EncryptingClient.WrapRoomKey(key, bob.PublicKey);
        await cast.Bob.Rest.PostAsync("e2e.updateGroupKey", new { uid = eve.Person.Id, rid, key = forged }).SucceedsAsync();
        Assert.False(await eve.DecideAsync(rid));
        await bob.GiveAsync(rid);
        Assert.True(await eve.DecideAsync(rid));
        Assert.Equal("the quiet harbour", await eve.ReadAsync(said));

        // Removed while keys are handed out: an offer for nobody is lost, and coming back is coming new.
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId = rid, userId = eve.Person.Id }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("e2e.updateGroupKey", new { uid = eve.Person.Id, rid, key = EncryptingClient.WrapRoomKey(key, eve.PublicKey) }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId = rid, userId = eve.Person.Id }).SucceedsAsync();
        Assert.Null(await eve.RoomKeyAsync(rid));
        Assert.False((await Cast.SubscriptionAsync(eve.Person, rid)).TryGetProperty("E2ESuggestedKey", out _));
    }
}
