using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for slash commands.</summary>
internal static class CommandEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET commands.get", new("command", cast => cast.Ada.Rest.GetAsync("commands.get?command=help")));
        all.Add("GET commands.list", new("commands count offset total", cast => cast.Ada.Rest.GetAsync("commands.list")));
        all.Add("POST commands.run", new("success", async cast => await cast.Ada.Rest.PostAsync("commands.run", new { command = "shrug", @params = "well", roomId = await cast.RoomAsync() })));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all) =>
        all.Add("slashCommand", new("", async cast =>
            await (await cast.LineAsync(cast.Ada)).CallAsync("slashCommand", new { cmd = "me", @params = "waves", msg = new { rid = await cast.RoomAsync() }, triggerId = "t" })));
}
