using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-071, MSG-072, MSG-073, MSG-074, MSG-075: what is found, in which order, and what never is.</summary>
public sealed class SearchTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Words_phrases_and_beginnings_are_found_newest_first(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("search").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("ada", "The quick brown fox");
        await stage.SayAsync("ada", "A brown and quick hare");
        await stage.SayAsync("bob", "Größe über alles, naïve Señor");
        await stage.SayAsync("bob", "今日は東京タワーへ行きます");
        await stage.SayAsync("bob", "snake_case and dotted.name");

        Assert.Equal(["A brown and quick hare", "The quick brown fox"], await FindAsync(stage, "quick"));
        Assert.Equal(["A brown and quick hare", "The quick brown fox"], await FindAsync(stage, "QUICK brow"));
        Assert.Equal(["The quick brown fox"], await FindAsync(stage, "\"quick brown\""));
        Assert.Equal(["The quick brown fox", "A brown and quick hare"], await FindAsync(stage, "quick order:asc"));
        Assert.Equal(["Größe über alles, naïve Señor"], await FindAsync(stage, "grosse senor"));
        Assert.Equal(["今日は東京タワーへ行きます"], await FindAsync(stage, "東京タワ"));
        Assert.Equal(["snake_case and dotted.name"], await FindAsync(stage, "snake_case"));
        Assert.Empty(await FindAsync(stage, "quick elephant"));
        Assert.Empty(await FindAsync(stage, "\"'()*:^&|!<->"));
        Assert.Equal(["The quick brown fox"], await FindAsync(stage, "quick", 1, 1));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Operators_narrow_the_search(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("search").With("ada", "bob").OnAsync(server);
        var (ada, bob) = (stage["ada"], stage["bob"]);
        var plain = (await stage.SayAsync("ada", "plan one")).MessageId();
        await stage.SayAsync("bob", "plan two");
        await stage.SayAsync("bob", $"plan for @{ada.Username}");
        await stage.SayAsync("ada", "plan at http://127.0.0.1:9/x");
        (await ada.Rest.PostAsync("chat.pinMessage", new { messageId = plain })).OrThrow();
        (await ada.Rest.PostAsync("chat.starMessage", new { messageId = plain })).OrThrow();
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "file", "budget.txt" }, { new StringContent("numbers of May"), "description" } };
        (await bob.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + stage.RoomId, form)).OrThrow();

        Assert.Equal(["plan at http://127.0.0.1:9/x", "plan one"], await FindAsync(stage, "from:me plan"));
        Assert.Equal([$"plan for @{ada.Username}", "plan two"], await FindAsync(stage, $"plan from:{bob.Username}"));
        Assert.Equal([$"plan for @{ada.Username}"], await FindAsync(stage, $"mention:{ada.Username}"));
        Assert.Equal(["plan one"], await FindAsync(stage, "has:star"));
        Assert.Equal(["plan one"], await FindAsync(stage, "is:pinned plan"));
        Assert.Equal(["plan at http://127.0.0.1:9/x"], await FindAsync(stage, "has:url"));
        Assert.Single(await FindAsync(stage, "file-title:budget"));
        Assert.Single(await FindAsync(stage, "file-desc:\"of May\""));
        Assert.Single(await FindAsync(stage, "numbers"));
        Assert.Empty(await FindAsync(stage, "from:nobody-has-this-name plan"));
        var today = DateTimeOffset.UtcNow.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(4, (await FindAsync(stage, "plan on:" + today)).Count);
        Assert.Empty(await FindAsync(stage, "plan before:" + today));
        Assert.Equal(4, (await FindAsync(stage, "plan after:01.01.2020")).Count);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Patterns_are_found_and_hostile_ones_end_politely(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("search").With("ada").OnAsync(server);
        await stage.SayAsync("ada", "order 4711 shipped");
        await stage.SayAsync("ada", new string('a', 4000) + "!");

        Assert.Equal(["order 4711 shipped"], await FindAsync(stage, "/ORDER \\d{4}/i"));
        Assert.Empty(await FindAsync(stage, "/ORDER/"));
        Assert.Empty(await FindAsync(stage, "/^(a+)+$/"));
        await SearchAsync(stage, "/([/").AssertRefusedAsync("error-invalid-search-pattern");
        await SearchAsync(stage, "/(?=a)b/").AssertRefusedAsync("error-invalid-search-pattern");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Changed_and_deleted_words_are_forgotten_and_a_repeated_id_adds_nothing(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("search").With("ada", "bob").OnAsync(server);
        var id = "search" + Scratch.Name("id").Replace("-", "", StringComparison.Ordinal);
        await stage.SayAsync("ada", "apricot", id);
        Assert.False((await stage["bob"].Rest.PostAsync("chat.sendMessage", new { message = new { _id = id, rid = stage.RoomId, msg = "blueberry" } })).Succeeded);
        (await stage["ada"].Rest.PostAsync("chat.sendMessage", new { message = new { _id = id, rid = stage.RoomId, msg = "cherry" } })).OrThrow();
        Assert.Equal(["apricot"], await FindAsync(stage, "apricot"));
        Assert.Empty(await FindAsync(stage, "blueberry"));
        Assert.Empty(await FindAsync(stage, "cherry"));

        (await stage["ada"].Rest.PostAsync("chat.update", new { roomId = stage.RoomId, msgId = id, text = "damson" })).OrThrow();
        Assert.Empty(await FindAsync(stage, "apricot"));
        Assert.Equal(["damson"], await FindAsync(stage, "damson"));

        (await stage["ada"].Rest.PostAsync("chat.delete", new { roomId = stage.RoomId, msgId = id })).OrThrow();
        Assert.Empty(await FindAsync(stage, "damson"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Search_everywhere_finds_in_own_rooms_only_and_only_where_it_is_allowed(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "search");
        var word = Scratch.Name("word").Replace("-", "", StringComparison.Ordinal);
        using var first = await Scenario.Room("first").With("ada", "bob").OnAsync(server);
        using var second = await Scenario.PrivateRoom("second").With("ada").OnAsync(server);
        await first.SayAsync("ada", word + " in the open");
        await second.SayAsync("ada", word + " in secret");
        var other = (await first["ada"].Rest.PostAsync("groups.create", new { name = Scratch.Name("third") })).OrThrow()["group"].GetProperty("_id").GetString()!;
        (await first["ada"].Rest.PostAsync("chat.sendMessage", new { message = new { rid = other, msg = word + " elsewhere" } })).OrThrow();
        await using var ada = await first["ada"].ConnectAsync();
        await using var bob = await first["bob"].ConnectAsync();

        await EverywhereAsync(ada, word).AssertRefusedAsync("error-not-allowed");
        await bob.CallAsync("messageSearch", word, second.RoomId).AssertRefusedAsync("error-not-allowed");
        await first["bob"].Rest.GetAsync($"chat.search?roomId={second.RoomId}&searchText={word}").AssertRefusedAsync("error-not-allowed");

        (await first.Admin.PostAsync("settings/Search.defaultProvider.GlobalSearchEnabled", new { value = true })).OrThrow();

        Assert.Equal([word + " elsewhere", word + " in the open"], Texts(await EverywhereAsync(ada, word)));
        Assert.Equal([word + " in the open"], Texts(await EverywhereAsync(bob, word)));
        Assert.Equal([word + " in the open"], Texts(await EverywhereAsync(bob, "from:" + first["ada"].Username)));
        (await first["ada"].Rest.PostAsync("channels.kick", new { roomId = first.RoomId, userId = first["bob"].Id })).OrThrow();
        Assert.Empty(Texts(await EverywhereAsync(bob, word)));
        Assert.True((await ada.CallAsync("rocketchatSearch.getProvider")).GetProperty("settings").GetProperty("GlobalSearchEnabled").GetBoolean());

        static Task<JsonElement> EverywhereAsync(DdpClient line, string text) => line.CallAsync("rocketchatSearch.search", text, null, new { searchAll = true, limit = 20 });

        static List<string> Texts(JsonElement answer) => [.. answer.GetProperty("message").GetProperty("docs").EnumerateArray().Select(m => m.GetProperty("msg").GetString()!)];
    }

    private static Task<RestReply> SearchAsync(Stage stage, string text, int count = 50, int offset = 0) =>
        stage["ada"].Rest.GetAsync($"chat.search?roomId={stage.RoomId}&searchText={Uri.EscapeDataString(text)}&count={count}&offset={offset}");

    private static async Task<List<string>> FindAsync(Stage stage, string text, int count = 50, int offset = 0) =>
        [.. (await SearchAsync(stage, text, count, offset)).OrThrow()["messages"].EnumerateArray().Select(m => m.GetProperty("msg").GetString()!)];
}
