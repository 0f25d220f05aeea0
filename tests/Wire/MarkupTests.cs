using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Platform.MessageMarkup;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// The message grammar: MSG-017, MSG-018, MSG-019, MSG-021, MSG-023, MSG-024, MSG-025. Every client draws <c>md</c>; the mobile apps draw nothing else.
/// <c>Fixtures/markup.json</c> also drives the web client's parser.
/// </summary>
public sealed class MarkupTests
{
    private static readonly JsonObject Fixture = JsonNode.Parse(File.ReadAllText(FixturePath()))!.AsObject();

    public static TheoryData<string> Groups() =>
        [.. Fixture["cases"]!.AsArray().Select(c => (string)c!["group"]!).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void MSG_017_to_MSG_025_text_parses_to_the_tree_that_clients_draw(string group)
    {
        var failures = new List<string>();
        foreach (var item in Fixture["cases"]!.AsArray().Where(c => (string)c!["group"]! == group))
        {
            var text = (string)item!["text"]!;
            var actual = MarkupParser.Parse(text, OptionsOf(item["options"])).ToJson();
            if (!JsonNode.DeepEquals(JsonNode.Parse(actual), item["md"]))
            {
                failures.Add($"{JsonSerializer.Serialize(text)}\n  expected {item["md"]!.ToJsonString()}\n  actual   {actual}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of group {group}:\n{string.Join('\n', failures.Take(20))}");
    }

    [Fact]
    public void MSG_017_fixture_holds_enough_cases_and_a_reason_for_each_difference()
    {
        var cases = Fixture["cases"]!.AsArray();
        Assert.True(cases.Count >= 400);
        Assert.All(cases, c => Assert.True(c!["differs"] is null || ((string)c["differs"]!).Length > 20));
        Assert.True(cases.Count(c => c!["differs"] is not null) < 60);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("_")]
    [InlineData("~")]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("<")]
    [InlineData(">")]
    [InlineData("> ")]
    [InlineData("`")]
    [InlineData("```\n")]
    [InlineData("```\na\n")]
    [InlineData("$")]
    [InlineData("$a")]
    [InlineData("\\(")]
    [InlineData("\\[\n")]
    [InlineData("$$\n")]
    [InlineData(":")]
    [InlineData(":a")]
    [InlineData(":)")]
    [InlineData(":a::")]
    [InlineData("@")]
    [InlineData("@a@")]
    [InlineData("#")]
    [InlineData("a@")]
    [InlineData("a!")]
    [InlineData("a+")]
    [InlineData("a-")]
    [InlineData("a.")]
    [InlineData("(a.b)")]
    [InlineData("a/")]
    [InlineData("a://")]
    [InlineData("<a:")]
    [InlineData("](a:")]
    [InlineData("[](")]
    [InlineData("[a](")]
    [InlineData("*[")]
    [InlineData("[*](a.b)")]
    [InlineData("*_~")]
    [InlineData("*a_b~")]
    [InlineData("*a _b ~c ")]
    [InlineData("*a*)")]
    [InlineData("*)a ")]
    [InlineData("_a ")]
    [InlineData("**a ")]
    [InlineData("- ")]
    [InlineData("* ")]
    [InlineData("* *\n")]
    [InlineData("1. ")]
    [InlineData("- [ ] ")]
    [InlineData("+1")]
    [InlineData("+(1")]
    [InlineData("color:#")]
    [InlineData("\\*")]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("😀")]
    [InlineData("👩‍")]
    [InlineData("\ud83d")]
    [InlineData("x_")]
    [InlineData("mailto:")]
    [InlineData("http://a.com ")]
    public void MSG_017_hostile_text_takes_time_linear_in_its_length(string unit)
    {
        foreach (var length in new[] { 5_000, 100_000 })
        {
            var text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
            foreach (var candidate in new[] { text, "x" + text, text + "x", "*a " + text, "[" + text + "](a.b)", text + "*_~)]>`$\\)" })
            {
                var best = TimeSpan.MaxValue;
                for (var attempt = 0; attempt < 3 && best > Limit(length); attempt++)
                {
                    var watch = Stopwatch.StartNew();
                    MarkupParser.Parse(candidate, new MarkupOptions(DollarKatex: true));
                    best = watch.Elapsed < best ? watch.Elapsed : best;
                }

                Assert.True(best < Limit(length), $"{length} characters took {best.TotalMilliseconds:0} ms");
            }
        }

        // Generous enough for a busy build machine, and far below what a quadratic parser needs.
        static TimeSpan Limit(int length) => TimeSpan.FromMilliseconds(length < 10_000 ? 200 : 1500);
    }

    [Fact]
    public void MSG_017_any_text_parses_and_no_letter_of_it_is_lost()
    {
        string[] parts =
        [
            "*", "_", "~", "`", "[", "](a.b", ")", "<", "|", ">", "\n", " ", "a", "b.com", "@c", ":d:", ":)", "+12345", "$",
            "\\(", "\\)", "\n```\n", "- ", "1. ", "# ", "> ", "😀", "\ud83d", "\udc00", "\0",
        ];
        var random = new Random(17);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]));
            var json = MarkupParser.Parse(text, new MarkupOptions(DollarKatex: true)).ToJson();
            var values = string.Concat(ValuesOf(JsonNode.Parse(json)!));
            foreach (var letter in "abcd")
            {
                Assert.True(
                    values.Count(c => c == letter) >= text.Count(c => c == letter),
                    $"{letter} is lost from {JsonSerializer.Serialize(text)}: {json}");
            }
        }

        static IEnumerable<string> ValuesOf(JsonNode node) => node switch
        {
            JsonArray array => array.SelectMany(n => ValuesOf(n!)),
            JsonObject o => o.Where(p => p.Key != "type").SelectMany(p => ValuesOf(p.Value!)),
            _ => [node.ToString()],
        };
    }

    [Theory]
    [InlineData("*Deploy* of `v2` done, see #ops @ada :smile: :)", "Deploy of v2 done, see #ops @ada :smile: :)")]
    [InlineData("[Handbook](https://example.com) 😀", "Handbook 😀")]
    [InlineData("# Plan\n- a\n- b\n> c", "Plan\n\n- a\n- b\n> c")]
    [InlineData("```\nx\ny\n```", "x\ny")]
    [InlineData("", "")]
    public void MSG_017_plain_text_is_what_a_notification_shows(string text, string expected) =>
        Assert.Equal(expected, MarkupParser.Parse(text, MarkupOptions.Default).ToPlainText());

    [Fact]
    public void MSG_017_a_message_of_a_hundred_characters_costs_microseconds()
    {
        const string Text = "Hey @ada, can you look at https://example.com/a?b=c *before* lunch? It is about `v2` in #ops, thanks :)";
        for (var i = 0; i < 3_000; i++)
        {
            MarkupParser.Parse(Text, MarkupOptions.Default);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++)
        {
            MarkupParser.Parse(Text, MarkupOptions.Default);
        }

        var microseconds = watch.Elapsed.TotalMicroseconds / 1_000;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{microseconds:0.0} us, {bytes} bytes");
        Assert.True(microseconds < 100, $"{microseconds:0.0} us");
        Assert.True(bytes < 8_000, $"{bytes} bytes");
    }

    private static MarkupOptions OptionsOf(JsonNode? overrides)
    {
        JsonNode? Get(string name) => overrides?[name] ?? Fixture["options"]![name];
        return new MarkupOptions(
            (bool)Get("colors")!,
            (bool)Get("emoticons")!,
            (bool)Get("katex")!["dollarSyntax"]!,
            (bool)Get("katex")!["parenthesisSyntax"]!,
            [.. Get("customDomains")!.AsArray().Select(d => (string)d!)]);
    }

    private static string FixturePath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Fixtures", "markup.json");
    }
}
