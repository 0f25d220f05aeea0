using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who is there: ACC-060, ACC-062, ACC-063.</summary>
public sealed class PresenceTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_062_best_device_counts_a_choice_wins_and_nobody_connected_is_offline(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await ShowsAsync("offline");
        var phone = await cast.Ada.ConnectAsync();
        await ShowsAsync("online");
        await using (var desk = await cast.Ada.ConnectAsync())
        {
            await phone.CallAsync("UserPresence:away");
            await phone.DrainAsync();
            await ShowsAsync("online");
            await desk.CallAsync("UserPresence:away");
            await ShowsAsync("away");
            await desk.CallAsync("UserPresence:online");
            await ShowsAsync("online");
        }

        await ShowsAsync("away");
        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "busy" }).SucceedsAsync();
        await ShowsAsync("busy");
        await phone.DisposeAsync();
        await ShowsAsync("offline");

        Task ShowsAsync(string status) => Eventually.Async(
            async () => (await cast.Bob.Rest.GetAsync("users.getPresence?userId=" + cast.Ada.Id)).OrThrow()["presence"].ValueEquals(status), $"Ada is {status}");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_060_chosen_status_and_text_reach_whoever_watches(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await cast.LineAsync(cast.Ada);
        var bob = await cast.LineAsync(cast.Bob);
        await bob.SubscribeAsync("stream-notify-logged", "user-status", false);
        await bob.SubscribeAsync("stream-user-presence", "", new { added = new[] { cast.Ada.Id } });

        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "busy", message = "in a meeting" }).SucceedsAsync();

        await bob.WaitEventAsync("notify-logged", "user-status", args => args[0][0].ValueEquals(cast.Ada.Id) && args[0][2].GetInt32() == 3 && args[0][3].ValueEquals("in a meeting"));
        await bob.WaitEventAsync("user-presence", cast.Ada.Id, args => args[0][0].ValueEquals(cast.Ada.Username) && args[0][1].GetInt32() == 3 && args[0][2].ValueEquals("in a meeting"));
        var seen = (await cast.Bob.Rest.GetAsync("users.getStatus?userId=" + cast.Ada.Id)).OrThrow();
        Assert.Equal(("busy", "in a meeting"), (seen["status"].GetString(), seen["message"].GetString()));

        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "dancing" }).AssertRefusedAsync("error-invalid-status");
        Assert.False((await cast.Ada.Rest.PostAsync("users.setStatus", new { message = new string('x', 121) })).Succeeded);
        Assert.False((await cast.Bob.Rest.PostAsync("users.setStatus", new { userId = cast.Ada.Id, status = "away" })).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_063_snapshot_names_those_asked_for_and_a_long_absence_brings_everybody(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var asked = (await cast.Ada.Rest.GetAsync("users.presence?ids=" + cast.Bob.Id)).OrThrow();
        Assert.Equal([cast.Bob.Id], asked["users"].Ids());
        Assert.False(asked["full"].GetBoolean());
        Assert.True((await SinceAsync(TimeSpan.FromMinutes(11)))["full"].GetBoolean());
        Assert.False((await SinceAsync(TimeSpan.FromMinutes(1)))["full"].GetBoolean());

        async Task<RestReply> SinceAsync(TimeSpan ago) => (await cast.Ada.Rest.GetAsync("users.presence?from=" + Uri.EscapeDataString((DateTimeOffset.UtcNow - ago).ToString("O")))).OrThrow();
    }
}
