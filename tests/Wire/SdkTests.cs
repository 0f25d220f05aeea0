using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>The JavaScript SDK that bots are built on (<c>@rocket.chat/sdk</c>), unchanged, against a running server.</summary>
public sealed class SdkTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Two_bots_log_in_join_send_and_receive(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("bots").With("ada").Without("bob").OnAsync(server);
        var (ada, bob) = (stage["ada"], stage["bob"]);

        var output = await ChildProcess.RunAsync(
            "node",
            Path.Combine(Repository.Root, "tests", "Sdk", "talk.mjs"),
            server.Url.ToString().TrimEnd('/'), stage.RoomId, ada.Username, ada.Password, bob.Username, bob.Password);

        var report = JsonElement.Parse(output.Trim().Split('\n')[^1]);
        Assert.Equal(report.GetProperty("sent").GetString(), report.GetProperty("atBob").GetProperty("id").GetString());
        Assert.Equal(ada.Username, report.GetProperty("atBob").GetProperty("from").GetString());
        Assert.Equal(bob.Username, report.GetProperty("atAda").GetProperty("from").GetString());
    }
}
