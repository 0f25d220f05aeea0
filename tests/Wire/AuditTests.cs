using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Message auditing: ADM-130, ADM-131, ADM-132, ADM-133, ADM-134, MSG-047, MSG-086.</summary>
public sealed class AuditTests(Workspaces workspaces)
{
    private static readonly DateTimeOffset _from = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _to = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_130_auditor_reads_a_closed_room_and_leaves_a_record(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var auditor = await AuditorAsync(cast, "auditor", "auditor-log");
        var roomId = await cast.RoomAsync("groups");
        await cast.SayAsync(roomId, "the Budget");
        await cast.SayAsync(roomId, "something else");
        await auditor.Rest.GetAsync($"groups.messages?roomId={roomId}").AssertRefusedAsync("error-room-not-found");

        var found = await AuditAsync(cast, auditor, new { rid = roomId, msg = "budget", type = "", users = Array.Empty<string>() });
        Assert.Equal(["the Budget"], found.EnumerateArray().Select(RoomReading.Text));
        var everything = await AuditAsync(cast, auditor, new { rid = roomId, msg = "", type = "", users = Array.Empty<string>() });
        Assert.Equal(["the Budget", "something else"], everything.EnumerateArray().Where(RoomReading.IsWritten).Select(RoomReading.Text));

        var records = (await LogAsync(cast, auditor)).EnumerateArray().Where(r => r.GetProperty("u").GetProperty("_id").ValueEquals(auditor.Id)).ToList();
        Assert.Equal(2, records.Count);
        var record = records[0];
        Assert.Equal((1, "budget", roomId), (record.Number("results"), record.GetProperty("fields").GetProperty("msg").GetString(), record.GetProperty("fields").Texts("rids").Single()));
        Assert.Equal(auditor.Username, record.GetProperty("u").GetProperty("username").GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_130_people_are_audited_together_or_each_for_all_they_wrote(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var auditor = await AuditorAsync(cast, "auditor");
        var (roomId, pair) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        var mark = Scratch.Name("mark");
        await cast.SayAsync(roomId, mark + " in the room");
        await cast.SayAsync(pair, mark + " between us");
        await Cast.SayAsync(cast.Bob, roomId, mark + " by Bob");

        var adas = await AuditAsync(cast, auditor, new { msg = mark, type = "u", users = new[] { cast.Ada.Username } });
        Assert.Equal([mark + " in the room", mark + " between us"], adas.EnumerateArray().Select(RoomReading.Text));
        var direct = await AuditAsync(cast, auditor, new { msg = mark, type = "d", users = new[] { cast.Ada.Username, cast.Bob.Username } });
        Assert.Equal([mark + " between us"], direct.EnumerateArray().Select(RoomReading.Text));
        var line = await cast.LineAsync(auditor);
        await line.CallAsync("auditGetMessages", Ask(new { msg = "", type = "d", users = new[] { cast.Ada.Username } })).AssertRefusedAsync("error-invalid-user");
        await line.CallAsync("auditGetMessages", Ask(new { msg = "", type = "u", users = new[] { "nobody-at-all" } })).AssertRefusedAsync("error-invalid-user");
        await line.CallAsync("auditGetMessages", Ask(new { msg = "", type = "", rid = "nothing" })).AssertRefusedAsync("error-invalid-room");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_131_former_and_deleted_texts_are_shown_where_history_is_kept(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await cast.Admin.PostAsync("settings/Message_KeepHistory", new { value = true }).SucceedsAsync();
        var auditor = await AuditorAsync(cast, "auditor");
        var roomId = await cast.RoomAsync();
        var (edited, deleted) = (await cast.SayAsync(roomId, "first words"), await cast.SayAsync(roomId, "gone words"));
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = edited, text = "second words" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = deleted }).SucceedsAsync();

        var listed = (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"];
        Assert.Equal(["second words"], listed.EnumerateArray().Where(RoomReading.IsWritten).Select(RoomReading.Text));
        var found = await AuditAsync(cast, auditor, new { rid = roomId, msg = "words", type = "" });
        Assert.Equal(["first words", "gone words", "second words"], found.EnumerateArray().Select(RoomReading.Text).Order(StringComparer.Ordinal));
        Assert.Contains(found.EnumerateArray(), m => m.Text() == "first words" && m.GetProperty("parent").ValueEquals(edited));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_134_only_holders_of_the_rights_audit_and_read_the_log(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var (auditor, clerk) = (await AuditorAsync(cast, "auditor"), await AuditorAsync(cast, "auditor-log"));
        var ask = Ask(new { rid = roomId, msg = "", type = "" });
        // Ada owns the room and still may not audit it.
        await (await cast.LineAsync(cast.Ada)).CallAsync("auditGetMessages", ask).AssertRefusedAsync("Not allowed");
        await (await cast.LineAsync(clerk)).CallAsync("auditGetMessages", ask).AssertRefusedAsync("Not allowed");
        await (await cast.LineAsync(auditor)).CallAsync("auditGetAuditions", new { }).AssertRefusedAsync("Not allowed");
        await LogAsync(cast, clerk);
        await AuditAsync(cast, auditor, new { rid = roomId, msg = "", type = "" });

        await cast.Admin.PostAsync("roles.removeUserFromRole", new { roleName = "auditor", username = auditor.Username }).SucceedsAsync();
        await (await cast.LineAsync(auditor)).CallAsync("auditGetMessages", ask).AssertRefusedAsync("Not allowed");
    }

    internal static async Task<Person> AuditorAsync(Cast cast, params string[] roles)
    {
        var person = await cast.PersonAsync("auditor");
        foreach (var role in roles) await cast.Admin.PostAsync("roles.addUserToRole", new { roleName = role, username = person.Username }).SucceedsAsync();
        return person;
    }

    private static async Task<JsonElement> AuditAsync(Cast cast, Person auditor, object what) => await (await cast.LineAsync(auditor)).CallAsync("auditGetMessages", Ask(what));

    private static async Task<JsonElement> LogAsync(Cast cast, Person clerk) =>
        await (await cast.LineAsync(clerk)).CallAsync("auditGetAuditions", new { startDate = Date(_from), endDate = Date(_to) });

    private static Dictionary<string, object> Ask(object what)
    {
        var ask = JsonSerializer.SerializeToElement(what).EnumerateObject().ToDictionary(p => p.Name, p => (object)p.Value);
        (ask["startDate"], ask["endDate"]) = (Date(_from), Date(_to));
        return ask;
    }

    private static Dictionary<string, long> Date(DateTimeOffset time) => new() { ["$date"] = time.ToUnixTimeMilliseconds() };
}
