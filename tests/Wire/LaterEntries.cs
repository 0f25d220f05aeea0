using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of what people keep for later: saved and scheduled messages, drafts, threads of all rooms, sections of the sidebar.</summary>
internal static class LaterEntries
{
    private const string Paging = " count offset total";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        Get(all, "later.list", "saved" + Paging);
        Post(all, "later.save", "saved", async cast => await SaveAsync(cast));
        Post(all, "later.setDone", "saved", async cast => await cast.Ada.Rest.PostAsync("later.setDone", new { messageId = await SavedAsync(cast), done = true }));
        Post(all, "later.remove", "success", async cast => await cast.Ada.Rest.PostAsync("later.remove", new { messageId = await SavedAsync(cast) }));
        Get(all, "scheduled.list", "messages");
        Post(all, "scheduled.create", "scheduled", async cast => await ScheduleAsync(cast));
        Post(all, "scheduled.update", "scheduled", async cast => await cast.Ada.Rest.PostAsync("scheduled.update", new { scheduledId = await ScheduledAsync(cast), text = "otherwise" }));
        Post(all, "scheduled.remove", "success", async cast => await cast.Ada.Rest.PostAsync("scheduled.remove", new { scheduledId = await ScheduledAsync(cast) }));
        Post(all, "scheduled.sendNow", "message", async cast => await cast.Ada.Rest.PostAsync("scheduled.sendNow", new { scheduledId = await ScheduledAsync(cast) }));
        Get(all, "drafts.list", "drafts");
        Post(all, "drafts.set", "draft", async cast => await cast.Ada.Rest.PostAsync("drafts.set", new { roomId = await cast.RoomAsync(), text = "begun" }));
        Get(all, "threads.list", "threads" + Paging);
        Get(all, "mentions.list", "messages" + Paging);
        Get(all, "sections.list", "sections");
        Post(all, "sections.create", "section", cast => cast.Ada.Rest.PostAsync("sections.create", new { name = "Projects" }));
        Post(all, "sections.update", "success", async cast => await cast.Ada.Rest.PostAsync("sections.update", new { sectionId = await SectionAsync(cast), name = "Clients", position = 0 }));
        Post(all, "sections.remove", "success", async cast => await cast.Ada.Rest.PostAsync("sections.remove", new { sectionId = await SectionAsync(cast) }));
        Post(all, "sections.place", "success", async cast => await cast.Ada.Rest.PostAsync("sections.place", new { sectionId = await SectionAsync(cast), roomId = await cast.RoomAsync() }));
        Post(all, "sections.takeAway", "success", async cast => await cast.Ada.Rest.PostAsync("sections.takeAway", new { roomId = await cast.RoomAsync() }));
    }

    private static void Get(Dictionary<string, RouteEntry> all, string path, string keys) => all.Add("GET " + path, new(keys, cast => cast.Ada.Rest.GetAsync(path)));

    private static void Post(Dictionary<string, RouteEntry> all, string path, string keys, Func<Cast, Task<RestReply>> call) => all.Add("POST " + path, new(keys, call));

    private static async Task<RestReply> SaveAsync(Cast cast) => await cast.Ada.Rest.PostAsync("later.save", new { messageId = await cast.SayAsync(await cast.RoomAsync(), "look at this") });

    private static async Task<string> SavedAsync(Cast cast) => (await SaveAsync(cast)).OrThrow()["saved"].Text("messageId");

    private static async Task<RestReply> ScheduleAsync(Cast cast) =>
        await cast.Ada.Rest.PostAsync("scheduled.create", new { roomId = await cast.RoomAsync(), text = "good morning", sendAt = DateTimeOffset.UtcNow.AddHours(8) });

    private static async Task<string> ScheduledAsync(Cast cast) => (await ScheduleAsync(cast)).OrThrow()["scheduled"].Text("_id");

    private static async Task<string> SectionAsync(Cast cast) => (await cast.Ada.Rest.PostAsync("sections.create", new { name = Scratch.Name("section") })).OrThrow()["section"].Text("_id");
}
