using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Encrypted rooms: the server passes keys and texts on that it cannot read.</summary>
/// <remarks>Rows: E2E-001, E2E-003, E2E-006, E2E-010, E2E-011, E2E-012, E2E-015, E2E-016, E2E-018, E2E-019, E2E-020, E2E-021, E2E-023, E2E-024, E2E-029, E2E-032, E2E-034, ADM-063, SET-074, SET-075, SEC-035, SEC-082.</remarks>
public sealed class EncryptionTests(Workspaces workspaces)
{
    private const string KeyId = "eyJhbGciOiJB";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_003_E2E_006_E2E_023_key_pairs_are_kept_byte_for_byte_and_told_to_their_owner_alone(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        Assert.False((await cast.Ada.Rest.GetAsync("e2e.fetchMyKeys")).OrThrow().Body.TryGetProperty("public_key", out _));
        foreach (var (publicKey, privateKey) in new[]
        {
            ("", EncryptionEntries.PrivateKey), ("{", EncryptionEntries.PrivateKey), (new string('x', 4001), EncryptionEntries.PrivateKey), ("[]", EncryptionEntries.PrivateKey), ("""{"kty":"RSA","n":"x","e":"y","d":"secret"}""", EncryptionEntries.PrivateKey),
            (EncryptionEntries.PublicKey, ""), (EncryptionEntries.PublicKey, """ {"kty":"RSA"}"""), (EncryptionEntries.PublicKey, """{"kty":"RSA","d":"in the clear"}"""), (EncryptionEntries.PublicKey, $"{{\"$binary\":\"{new string('x', 20_000)}\"}}"),
        })
            Assert.False((await cast.Ada.Rest.PostAsync("e2e.setUserPublicAndPrivateKeys", new { public_key = publicKey, private_key = privateKey })).Succeeded, publicKey + privateKey);

        await EncryptionEntries.StoreAsync(cast.Ada);
        var line = await cast.LineAsync(cast.Ada);
        var renewed = EncryptionEntries.PrivateKey.Replace("c2Vh", "d2Vh", StringComparison.Ordinal);
        await line.CallAsync("e2e.setUserPublicAndPrivateKeys", new { public_key = EncryptionEntries.PublicKey, private_key = renewed });
        var mine = (await cast.Ada.Rest.GetAsync("e2e.fetchMyKeys")).OrThrow();
        Assert.Equal((EncryptionEntries.PublicKey, renewed), (mine["public_key"].GetString(), mine["private_key"].GetString()));
        Assert.Empty((await (await cast.LineAsync(cast.Bob)).CallAsync("e2e.fetchMyKeys")).EnumerateObject());
        foreach (var client in new[] { cast.Bob.Rest, cast.Admin })
        {
            foreach (var path in new[] { "users.info?userId=" + cast.Ada.Id, "users.list?count=100", "directory?query=%7B%22type%22%3A%22users%22%2C%22text%22%3A%22%22%7D" })
                Assert.DoesNotContain("$binary", (await client.GetAsync(path)).Body.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_015_E2E_016_E2E_018_E2E_019_E2E_023_E2E_024_keys_of_rooms_are_made_once_offered_accepted_and_refused(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var (rid, eve) = (await cast.RoomAsync("groups"), await cast.PersonAsync("eve"));
        foreach (var person in new[] { cast.Ada, cast.Bob, eve }) await EncryptionEntries.StoreAsync(person);
        var (ada, bob) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        await bob.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        // Two make a key at once: one of them is refused.
        var both = await Task.WhenAll(new[] { cast.Ada, cast.Bob }.Select(p => p.Rest.PostAsync("e2e.setRoomKeyID", new { rid, keyID = KeyId })));
        both.Single(reply => !reply.Succeeded).AssertRefused("error-room-e2e-key-already-exists");
        Assert.Equal(KeyId, (await Cast.RoomInfoAsync(cast.Ada, rid)).Text("e2eKeyId"));

        Assert.Equal(new[] { cast.Ada.Id, cast.Bob.Id }.Order(StringComparer.Ordinal), (await WithoutAsync()).Order(StringComparer.Ordinal));
        await ada.CallAsync("e2e.updateGroupKey", rid, cast.Ada.Id, "ada's");
        await cast.Ada.Rest.PostAsync("e2e.updateGroupKey", new { uid = cast.Bob.Id, rid, key = "bob's" }).SucceedsAsync();
        Assert.Equal([cast.Bob.Id], await WithoutAsync());
        await bob.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].TryGetProperty("E2ESuggestedKey", out var key) && key.ValueEquals("bob's") && !args[1].TryGetProperty("E2EKey", out _));
        Assert.Equal("ada's", (await Cast.SubscriptionAsync(cast.Ada, rid)).Text("E2EKey"));
        Assert.DoesNotContain("bob's", (await cast.Ada.Rest.GetAsync("subscriptions.get")).Body.GetRawText(), StringComparison.Ordinal);

        await bob.CallAsync("e2e.rejectSuggestedGroupKey", rid);
        await cast.Bob.Rest.PostAsync("e2e.acceptSuggestedGroupKey", new { rid }).AssertRefusedAsync("error-no-suggested-key-available");
        await ada.CallAsync("e2e.updateGroupKey", rid, cast.Bob.Id, "bob's again");
        await cast.Bob.Rest.PostAsync("e2e.acceptSuggestedGroupKey", new { rid }).SucceedsAsync();
        var accepted = await Cast.SubscriptionAsync(cast.Bob, rid);
        Assert.Equal(("bob's again", false), (accepted.Text("E2EKey"), accepted.TryGetProperty("E2ESuggestedKey", out _)));

        // Strangers, the administrator and open rooms have no part in it, and learn nothing.
        foreach (var stranger in new[] { eve.Rest, cast.Admin })
        {
            await stranger.GetAsync("e2e.getUsersOfRoomWithoutKey?rid=" + rid).AssertRefusedAsync("error-invalid-room");
            await stranger.PostAsync("e2e.setRoomKeyID", new { rid, keyID = KeyId }).AssertRefusedAsync("error-invalid-room");
            await stranger.PostAsync("e2e.updateGroupKey", new { uid = cast.Bob.Id, rid, key = "forged" }).SucceedsAsync();
            await stranger.PostAsync("e2e.acceptSuggestedGroupKey", new { rid }).AssertRefusedAsync("error-subscription-not-found");
        }
        await ada.CallAsync("e2e.updateGroupKey", rid, eve.Id, "nobody's");
        Assert.False((await cast.Ada.Rest.PostAsync("e2e.updateGroupKey", new { uid = cast.Bob.Id, rid, key = new string('x', 2001) })).Succeeded);
        await cast.Ada.Rest.PostAsync("e2e.setRoomKeyID", new { rid = await cast.RoomAsync(), keyID = KeyId }).AssertRefusedAsync("error-invalid-room");
        Assert.False((await Cast.SubscriptionAsync(cast.Bob, rid)).TryGetProperty("E2ESuggestedKey", out _));

        // Whoever goes loses the key (E2E-024).
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId = rid, userId = cast.Bob.Id }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId = rid, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.False((await Cast.SubscriptionAsync(cast.Bob, rid)).TryGetProperty("E2EKey", out _));

        async Task<List<string>> WithoutAsync()
        {
            var users = (await cast.Ada.Rest.GetAsync("e2e.getUsersOfRoomWithoutKey?rid=" + rid)).OrThrow()["users"];
            Assert.All(users.EnumerateArray(), user => Assert.Equal("""{"public_key":""", user.GetProperty("e2e").GetRawText()[..14]));
            return users.Ids();
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_020_E2E_021_who_waits_for_a_key_asks_those_who_hold_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var (rid, eve) = (await cast.RoomAsync("groups"), await cast.PersonAsync("eve"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid, encrypted = true }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("e2e.setRoomKeyID", new { rid, keyID = KeyId }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("e2e.updateGroupKey", new { uid = cast.Ada.Id, rid, key = "ada's" }).SucceedsAsync();
        var (ada, bob, stranger) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob), await cast.LineAsync(eve));
        await ada.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/e2ekeyRequest", false);

        await stranger.CallAsync("stream-notify-room-users", rid + "/e2ekeyRequest", rid, KeyId);
        await bob.CallAsync("stream-notify-room-users", rid + "/e2ekeyRequest", rid, "another");
        await ada.DrainAsync();
        Assert.Equal(0, Asked());
        await bob.CallAsync("stream-notify-room-users", rid + "/e2ekeyRequest", rid, KeyId);
        var asked = await ada.WaitEventAsync("notify-user", cast.Ada.Id + "/e2ekeyRequest", args => args[0].ValueEquals(rid));
        Assert.Equal(KeyId, asked[1].GetString());
        var position = ada.Position;
        Assert.True((await bob.CallAsync("e2e.requestSubscriptionKeys")).GetBoolean());
        await ada.WaitEventAsync("notify-user", cast.Ada.Id + "/e2ekeyRequest", args => args[0].ValueEquals(rid), position);
        position = ada.Position;
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId = rid, userId = eve.Id }).SucceedsAsync();
        await ada.WaitEventAsync("notify-user", cast.Ada.Id + "/e2ekeyRequest", args => args[0].ValueEquals(rid), position);

        int Asked() => ada.Frames(frame => Refusals.IsEvent(frame, "notify-user", cast.Ada.Id + "/e2ekeyRequest"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_029_E2E_032_E2E_034_ciphertext_passes_untouched_and_is_found_by_nobody(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var rid = await cast.RoomAsync("groups");
        await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid, msg = "sealed", t = "e2e" } }).AssertRefusedAsync("error-invalid-room");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid, encrypted = true }).SucceedsAsync();
        var text = $"{KeyId}@{cast.Bob.Username} @all #general https://example.org *bold* :smile: " + new string('A', 20_000);

        var sent = (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid, msg = text, t = "e2e", e2e = "pending" } })).OrThrow()["message"];
        Assert.Equal((text, "e2e", "pending", false, 0, 0), (sent.Text(), sent.Text("t"), sent.Text("e2e"), sent.TryGetProperty("md", out _), sent.GetProperty("mentions").GetArrayLength(), sent.GetProperty("urls").GetArrayLength()));
        Assert.False((await Cast.TrySayAsync(cast.Ada, rid, text)).Succeeded);
        Assert.False((await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid, msg = new string('A', 40_000), t = "e2e" } })).Succeeded);

        var (id, edited) = (sent.MessageId(), KeyId + "changed @all");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId = rid, msgId = id, text = edited }).SucceedsAsync();
        var now = await Cast.MessageAsync(cast.Bob, id);
        Assert.Equal((edited, "e2e", false), (now.Text(), now.Text("t"), now.TryGetProperty("md", out _)));
        var subscription = await Cast.SubscriptionAsync(cast.Bob, rid);
        Assert.Equal((true, 0), (subscription.Flag("alert"), subscription.Number("userMentions")));
        Assert.Equal(id, (await Cast.RoomInfoAsync(cast.Bob, rid)).GetProperty("lastMessage").MessageId());
        await cast.Bob.Rest.PostAsync("chat.react", new { messageId = id, emoji = "smile" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = id }).SucceedsAsync();
        var reply = (await cast.Bob.Rest.PostAsync("chat.sendMessage", new { message = new { rid, msg = KeyId + "reply", t = "e2e", tmid = id } })).OrThrow()["message"];
        Assert.Equal(id, reply.Text("tmid"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid, encrypted = false }).SucceedsAsync();
        Assert.Equal(0, (await cast.Bob.Rest.GetAsync($"chat.search?roomId={rid}&searchText=changed")).OrThrow()["messages"].GetArrayLength());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_001_E2E_010_E2E_011_SET_074_SET_075_ADM_063_new_rooms_follow_the_workspace_and_a_reset_takes_keys_and_sessions(Engine engine)
    {
        await using var mail = await Parley.Tests.Mail.MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        await using var cast = await Cast.OnAsync(server);
        foreach (var setting in new[] { "E2E_Enabled_Default_DirectRooms", "E2E_Enabled_Default_PrivateRooms" })
            await cast.Admin.PostAsync("settings/" + setting, new { value = true }).SucceedsAsync();
        var open = await cast.RoomAsync("groups");
        Assert.False((await Cast.RoomInfoAsync(cast.Ada, open)).Flag("encrypted"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = open, encrypted = true }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Ada.Rest.PostAsync("groups.create", new { name = Scratch.Name("vault"), extraData = new { encrypted = true } }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("settings/E2E_Enable", new { value = true }).SucceedsAsync();
        var rid = await cast.RoomAsync("groups");
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, rid)).Flag("encrypted"));
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, await cast.RoomAsync("im"))).Flag("encrypted"));
        Assert.False((await Cast.RoomInfoAsync(cast.Ada, await cast.RoomAsync())).Flag("encrypted"));

        await EncryptionEntries.StoreAsync(cast.Ada);
        await EncryptionEntries.StoreAsync(cast.Bob);
        foreach (var person in new[] { cast.Ada, cast.Bob }) await person.Rest.PostAsync("e2e.updateGroupKey", new { uid = person.Id, rid, key = "sealed" }).SucceedsAsync();
        await cast.Bob.Rest.PostWithCodeAsync("users.resetE2EKey", new { username = cast.Ada.Username }, Calls.Sha256(cast.Bob.Password), "password").AssertRefusedAsync("error-not-allowed");
        await cast.Ada.Rest.PostAsync("users.resetE2EKey").AssertRefusedAsync("totp-required");
        var token = (await cast.Ada.Rest.PostWithCodeAsync("users.generatePersonalAccessToken", new { tokenName = "one" }, Calls.Sha256(cast.Ada.Password), "password")).OrThrow()["token"].GetString()!;
        using var program = server.Anonymous();
        program.UseToken(cast.Ada.Id, token);
        await program.GetAsync("me").SucceedsAsync();
        await using var line = await cast.Ada.ConnectAsync();
        await cast.Ada.Rest.PostWithCodeAsync("users.resetE2EKey", new { }, Calls.Sha256(cast.Ada.Password), "password").SucceedsAsync();
        await line.WaitClosedAsync();
        foreach (var ended in new[] { cast.Ada.Rest, program }) Assert.Equal(HttpStatusCode.Unauthorized, (await ended.GetAsync("me")).Status);
        await cast.Admin.PostWithCodeAsync("users.resetE2EKey", new { username = cast.Bob.Username }, Calls.Sha256(ParleyServer.AdminPassword), "password").SucceedsAsync();
        await mail.WaitAsync(cast.Bob.Username + "@example.org", "was removed and you were signed out everywhere");
        Assert.Empty(mail.To(cast.Ada.Username + "@example.org"));
        foreach (var person in new[] { cast.Ada, cast.Bob })
        {
            using var again = await server.LoginAsync(person.Username, person.Password);
            Assert.False((await again.GetAsync("e2e.fetchMyKeys")).OrThrow().Body.TryGetProperty("public_key", out _));
            Assert.False((await again.GetAsync("subscriptions.getOne?roomId=" + rid)).OrThrow()["subscription"].TryGetProperty("E2EKey", out _));
        }
    }
}
