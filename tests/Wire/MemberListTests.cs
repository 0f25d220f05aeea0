using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who is in a room, who comes in, and what a member chooses there: ROOM-003, ROOM-006, ROOM-012, ROOM-035, ROOM-037, ROOM-043, ROOM-045, ROOM-078.</summary>
public sealed class MemberListTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_003_unknown_member_stops_the_creation_before_anything_is_made(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        foreach (var prefix in new[] { "channels", "groups" })
        {
            var name = Scratch.Name("half");
            var half = await cast.Ada.Rest.PostAsync(prefix + ".create", new { name, members = new[] { cast.Bob.Username, "nobody-has-this-name" } });
            half.AssertRefused("error-invalid-username");
            await cast.Ada.Rest.GetAsync($"rooms.info?roomName={name}").AssertRefusedAsync("error-room-not-found");

            // The name is still free, and who is chosen finds the room unread.
            var made = (await cast.Ada.Rest.PostAsync(prefix + ".create", new { name, members = new[] { cast.Bob.Username } })).OrThrow()[prefix == "channels" ? "channel" : "group"];
            Assert.True((await Cast.SubscriptionAsync(cast.Bob, made.MessageId())).Flag("alert"));
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_006_who_sees_nobody_outside_their_rooms_writes_only_to_people_of_those(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var stranger = await cast.PersonAsync("stranger");
        foreach (var person in new[] { cast.Ada, cast.Bob, stranger })
            await person.Rest.PostAsync("channels.leave", new { roomId = "GENERAL" });
        await cast.RoomAsync();
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "view-outside-room", roles = new[] { "admin" } } } }).SucceedsAsync();

        await cast.Ada.Rest.PostAsync("im.create", new { username = stranger.Username }).AssertRefusedAsync("error-not-allowed");
        await cast.Ada.Rest.PostAsync("im.create", new { usernames = $"{cast.Bob.Username},{stranger.Username}" }).AssertRefusedAsync("error-not-allowed");
        (await cast.Ada.Rest.PostAsync("im.create", new { username = cast.Bob.Username })).OrThrow();

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "view-outside-room", roles = new[] { "admin", "user" } } } }).SucceedsAsync();
        (await cast.Ada.Rest.PostAsync("im.create", new { username = stranger.Username })).OrThrow();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_012_channel_is_previewed_with_the_right_and_joined_by_those_who_may_see_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        var cleo = await cast.PersonAsync();
        await cast.SayAsync(roomId, "hello");
        Assert.Contains("hello", Texts((await cast.Ada.Rest.GetAsync($"channels.history?roomId={roomId}")).OrThrow()["messages"]));
        Assert.Contains("hello", Texts((await cleo.Rest.GetAsync($"channels.history?roomId={roomId}")).OrThrow()["messages"]));

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "preview-c-room", roles = new[] { "admin" } } } }).SucceedsAsync();
        Assert.False((await cleo.Rest.GetAsync($"channels.history?roomId={roomId}")).Succeeded);
        (await cleo.Rest.PostAsync("channels.join", new { roomId })).OrThrow();
        Assert.Contains("hello", Texts((await cleo.Rest.GetAsync($"channels.history?roomId={roomId}")).OrThrow()["messages"]));

        var dora = await cast.PersonAsync("dora");
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "view-c-room", roles = new[] { "admin" } } } }).SucceedsAsync();
        Assert.False((await dora.Rest.PostAsync("channels.join", new { roomId })).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_035_members_are_listed_by_page_name_and_presence(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync("channels", cleo.Username);
        var device = await cast.LineAsync(cast.Bob);
        await device.CallAsync("UserPresence:online");

        var first = (await cast.Ada.Rest.GetAsync($"channels.members?roomId={roomId}&count=2")).OrThrow();
        Assert.Equal((2, 3), (first["members"].GetArrayLength(), first["total"].GetInt32()));
        var rest = (await cast.Ada.Rest.GetAsync($"channels.members?roomId={roomId}&count=2&offset=2")).OrThrow()["members"];
        Assert.Equal(new[] { cast.Ada.Id, cast.Bob.Id, cleo.Id }.Order(), first["members"].Ids().Concat(rest.Ids()).Order());
        Assert.Equal([cleo.Id], (await cast.Ada.Rest.GetAsync($"channels.members?roomId={roomId}&filter={cleo.Username}")).OrThrow()["members"].Ids());
        await Eventually.Async(async () => (await cast.Ada.Rest.GetAsync($"channels.members?roomId={roomId}&status[]=online")).OrThrow()["members"].Ids().SequenceEqual([cast.Bob.Id]), "those who are here");

        var line = await cast.LineAsync(cast.Ada);
        var everybody = await line.CallAsync("getUsersOfRoom", roomId, true, new { limit = 2, skip = 0 }, "");
        Assert.Equal((2, 3), (everybody.GetProperty("records").GetArrayLength(), everybody.Number("total")));
        Assert.Equal([cleo.Id], (await line.CallAsync("getUsersOfRoom", roomId, true, new { limit = 10 }, cleo.Username)).GetProperty("records").Ids());
        var online = await line.CallAsync("getUsersOfRoom", roomId, false, new { limit = 10 }, "");
        Assert.DoesNotContain(cleo.Id, online.GetProperty("records").Ids());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_037_everybody_is_added_up_to_the_limit_by_those_with_the_right(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync();
        Assert.False((await cast.Ada.Rest.PostAsync("channels.addAll", new { roomId })).Succeeded);
        await cast.Admin.PostAsync("settings/API_User_Limit", new { value = 1 }).SucceedsAsync();
        await cast.Admin.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        await cast.Admin.PostAsync("channels.addAll", new { roomId }).AssertRefusedAsync("error-user-limit-exceeded");
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cleo, roomId)).ValueKind);

        await cast.Admin.PostAsync("settings/API_User_Limit", new { value = 500 }).SucceedsAsync();
        (await cast.Admin.PostAsync("channels.addAll", new { roomId })).OrThrow();
        Assert.Equal(roomId, (await Cast.SubscriptionAsync(cleo, roomId)).GetProperty("rid").GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_043_ignoring_is_personal_and_not_for_direct_rooms(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, pair) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        var device = await cast.LineAsync(cast.Bob);
        await device.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        await cast.Bob.Rest.GetAsync($"chat.ignoreUser?rid={roomId}&userId={cast.Ada.Id}&ignore=true").SucceedsAsync();
        await device.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].Texts("ignored").Contains(cast.Ada.Id));
        Assert.Equal([cast.Ada.Id], (await Cast.SubscriptionAsync(cast.Bob, roomId)).Texts("ignored"));
        Assert.Empty((await Cast.SubscriptionAsync(cast.Ada, roomId)).Texts("ignored"));
        await device.CallAsync("ignoreUser", new { rid = roomId, userId = cast.Ada.Id, ignore = false });
        Assert.Empty((await Cast.SubscriptionAsync(cast.Bob, roomId)).Texts("ignored"));
        await cast.Bob.Rest.GetAsync($"chat.ignoreUser?rid={pair}&userId={cast.Ada.Id}&ignore=true").AssertRefusedAsync("error-invalid-subscription");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_045_other_terms_make_another_link_that_says_when_it_ends(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("groups");
        var device = await cast.LineAsync(cast.Ada);
        await device.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/updateInvites", false);
        var first = (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 1, maxUses = 0 })).OrThrow();
        var second = (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 7, maxUses = 5 })).OrThrow();

        Assert.NotEqual(first["_id"].GetString(), second["_id"].GetString());
        await device.WaitEventAsync("notify-user", cast.Ada.Id + "/updateInvites", args => args[0].GetProperty("invite").GetProperty("_id").ValueEquals(second["_id"].GetString()));
        Assert.Equal(7, (second["expires"].GetDateTimeOffset() - second["createdAt"].GetDateTimeOffset()).TotalDays, 0.01);
        Assert.Equal((5, 0), (second["maxUses"].GetInt32(), second["uses"].GetInt32()));
        var endless = (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 0, maxUses = 0 })).OrThrow();
        Assert.Equal(JsonValueKind.Null, endless["expires"].ValueKind);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_078_notification_choices_of_a_room_are_kept_and_reach_other_devices(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var device = await cast.LineAsync(cast.Bob);
        await device.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        await cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications = new { disableNotifications = "1", hideUnreadStatus = "1", desktopNotifications = "mentions", audioNotificationValue = "beep" } }).SucceedsAsync();

        var told = (await device.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].Flag("disableNotifications")))[1];
        Assert.Equal((true, "mentions", "beep", "subscription"), (told.Flag("hideUnreadStatus"), told.GetProperty("desktopNotifications").GetString(), told.GetProperty("audioNotificationValue").GetString(), told.GetProperty("desktopPrefOrigin").GetString()));
        await cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications = new { disableNotifications = "0", desktopNotifications = "default" } }).SucceedsAsync();
        var now = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.False(now.Flag("disableNotifications"));
        Assert.False(now.TryGetProperty("desktopNotifications", out _));
        Assert.True(now.Flag("hideUnreadStatus"));
        Assert.False((await Cast.SubscriptionAsync(cast.Ada, roomId)).Flag("hideUnreadStatus"));
        await cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications = new { nothingLikeThis = "1" } }).AssertRefusedAsync("error-invalid-settings");
    }

    private static IEnumerable<string> Texts(JsonElement messages) => messages.EnumerateArray().Select(RoomReading.Text);
}
