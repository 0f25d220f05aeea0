using System.Text.Json.Nodes;
using Parley.Conversations.Links;
using Parley.Platform.LinkPreviews;
using Xunit;

namespace Parley.Tests.Conversations;

public sealed class LinkPreviewRulesTests
{
    private const string Site = "https://chat.example.org";
    private const string Page = "https://one.example/a";

    [Fact]
    public void New_links_are_wanted() => Assert.Equal([Page], LinkPreviews.Wanted(Doc(Page), Site));

    [Fact]
    public void Links_to_the_workspace_are_not_wanted() => Assert.Empty(LinkPreviews.Wanted(Doc(Site + "/channel/general?msg=x"), Site));

    [Fact]
    public void Messages_with_many_links_get_no_previews() =>
        Assert.Empty(LinkPreviews.Wanted(Doc([.. Enumerable.Range(0, 6).Select(i => $"https://{i}.example/")]), Site));

    [Theory]
    [InlineData("file", "{}")]
    [InlineData("attachments", "[{}]")]
    [InlineData("parseUrls", "false")]
    public void Files_quotes_and_senders_wishes_keep_previews_away(string member, string json)
    {
        var doc = Doc(Page);
        doc[member] = JsonNode.Parse(json);

        Assert.Empty(LinkPreviews.Wanted(doc, Site));
    }

    [Fact]
    public void Links_the_author_left_out_stay_without_preview()
    {
        var doc = Doc(Page, "https://two.example/");
        LinkFinder.KeepPreviews(doc, ["https://two.example/"]);

        Assert.Equal(["https://two.example/"], LinkPreviews.Wanted(doc, Site));
        Assert.True((bool)doc["urls"]![0]!["ignoreParse"]!);
    }

    [Fact]
    public void What_was_read_is_kept_and_not_wanted_again()
    {
        var doc = Doc(Page, "https://two.example/");

        LinkPreviews.Fill(doc, new Dictionary<string, LinkPreview> { [Page] = Preview() });

        Assert.Equal("Title", (string?)doc["urls"]![0]!["meta"]!["pageTitle"]);
        Assert.Equal("text/html", (string?)doc["urls"]![0]!["headers"]!["contentType"]);
        Assert.Equal("one.example", (string?)doc["urls"]![0]!["parsedUrl"]!["host"]);
        Assert.Equal(["https://two.example/"], LinkPreviews.Wanted(doc, Site));
        Assert.Equal("Title", (string?)LinkFinder.Find("again " + Page, doc)[0]!["meta"]!["pageTitle"]);
    }

    private static LinkPreview Preview() =>
        new(new Dictionary<string, string> { ["pageTitle"] = "Title" }, new LinkHeaders("text/html", null), ParsedUrl.Of(new Uri(Page)));

    private static JsonObject Doc(params string[] urls) =>
        new() { ["urls"] = new JsonArray([.. urls.Select(u => new JsonObject { ["url"] = u, ["meta"] = new JsonObject() })]) };
}
