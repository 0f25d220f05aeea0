using System.Collections.Concurrent;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary>An acknowledged message is there, whatever happens to the process.</summary>
public sealed class KillTests(Workspaces workspaces)
{
    private const int Senders = 8;
    private const int AcknowledgedBeforeKill = 400;

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Killed_server_has_every_acknowledged_message_and_none_twice(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "kill");
        using var stage = await Scenario.Room("storm").With("ada", "bob").OnAsync(server);
        var attempted = new ConcurrentDictionary<string, string>();
        var acknowledged = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var number = 0; ; number++)
            {
                var (id, text) = ($"storm{sender}x{number:d5}", $"message {number} of {sender}");
                attempted[id] = text;
                try
                {
                    await stage.SayAsync(sender % 2 == 0 ? "ada" : "bob", text, id);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                acknowledged.Add(id);
                if (acknowledged.Count >= AcknowledgedBeforeKill)
                    enough.TrySetResult();
            }
        })).ToArray();

        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await server.KillHardAsync();
        await Task.WhenAll(sending);
        await server.RestartAsync();

        var survived = await stage.ReadAllAsync(stage["ada"].Rest);
        Assert.Empty(acknowledged.Except(survived.Keys));
        Assert.Empty(survived.Keys.Except(attempted.Keys));

        // A client that got no answer sends the same message again, and so does one that only lost the answer.
        foreach (var (id, text) in attempted)
            await stage["ada"].Rest.PostAsync("chat.sendMessage", new { message = new { _id = id, rid = stage.RoomId, msg = text } });
        var final = await stage.ReadAllAsync(stage["ada"].Rest);
        Assert.Equal(attempted.Keys.Order(StringComparer.Ordinal), final.Keys.Order(StringComparer.Ordinal));
        Assert.All(final, entry => Assert.Equal(attempted[entry.Key], entry.Value.Text()));
    }
}
