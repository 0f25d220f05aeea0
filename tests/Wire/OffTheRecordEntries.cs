using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for conversations off the record.</summary>
internal static class OffTheRecordEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all) =>
        all.Add("POST chat.otr", new("success", async cast => await cast.Ada.Rest.PostAsync("chat.otr", new { roomId = await cast.RoomAsync("im"), type = "user_joined_otr" })));

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("updateOTRAck", new("", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync(
            "updateOTRAck", new { message = new { _id = Scratch.Name("m"), rid = await cast.RoomAsync("im"), msg = "sealed" }, ack = "sealed too" })));
        all.Add("deleteOldOTRMessages", new("", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("deleteOldOTRMessages", await cast.RoomAsync("im"))));
        all.Add("sendSystemMessages", new("", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("sendSystemMessages", await cast.RoomAsync("im"), cast.Ada.Username, "user_joined_otr")));
    }
}
