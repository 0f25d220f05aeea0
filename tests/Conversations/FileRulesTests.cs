using System.Text.Json.Nodes;
using Parley.Conversations.Files;
using Parley.Conversations.Messages;
using Xunit;

namespace Parley.Tests.Conversations;

public sealed class FileRulesTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\notes.txt", "notes.txt")]
    [InlineData("photo\u202egnp.exe", "photognp.exe")]
    [InlineData("a\r\nb\0.txt", "ab.txt")]
    [InlineData("  spaced.txt. ", "spaced.txt")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData("\ud83d", "file")]
    [InlineData("\ud83d\ude00.png", "\ud83d\ude00.png")]
    public void Names_keep_only_what_can_be_shown(string given, string expected) => Assert.Equal(expected, UploadedFiles.CleanName(given));

    [Fact]
    public void Long_names_keep_their_ending()
    {
        var name = UploadedFiles.CleanName(string.Concat(Enumerable.Repeat("\ud83d\ude00", 200)) + ".jpeg");

        Assert.True(name.Length <= 200);
        Assert.EndsWith("\ud83d\ude00.jpeg", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "text/plain", true)]
    [InlineData("", "image/svg+xml", "image/svg+xml", false)]
    [InlineData("", "image/*", "image/png", false)]
    [InlineData("image/*", "", "image/png", true)]
    [InlineData("image/*", "", "text/plain", false)]
    [InlineData("image/*", "image/gif", "image/gif", false)]
    [InlineData("audio/mp3, application/pdf", "", "audio/mpeg", true)]
    [InlineData("image/*", "", "imagex/png", false)]
    [InlineData("*/*", "", "application/zip", true)]
    [InlineData(" IMAGE/PNG ,", "", "image/png", true)]
    public void Lists_of_media_types_decide(string allowed, string blocked, string type, bool expected) =>
        Assert.Equal(expected, MediaTypeLists.IsAllowed(allowed, blocked, type));

    [Fact]
    public void Picture_shows_its_thumbnail_and_links_to_itself()
    {
        var file = Row("orig", "photo one.png", "image/png");
        var small = Row("thumb", "photo one.png", "image/jpeg", 480, 320);

        var extras = FileAttachment.Extras(file, new PictureFacts(1200, 800, "AAAA", null), small);

        var attachment = extras["attachments"]![0]!.AsObject();
        Assert.Equal("/file-upload/orig/photo%20one.png", (string?)attachment["title_link"]);
        Assert.Equal("/file-upload/thumb/photo%20one.png", (string?)attachment["image_url"]);
        Assert.Equal("image/jpeg", (string?)attachment["image_type"]);
        Assert.Equal(480, (int)attachment["image_dimensions"]!["width"]!);
        Assert.Equal("AAAA", (string?)attachment["image_preview"]);
        Assert.Equal(["orig", "thumb"], extras["files"]!.AsArray().Select(f => (string?)f!["_id"]));
        Assert.Equal("orig", (string?)extras["file"]!["_id"]);
    }

    [Theory]
    [InlineData("audio/mpeg", "audio_url")]
    [InlineData("video/mp4", "video_url")]
    public void Media_are_played_from_their_own_address(string type, string member)
    {
        var attachment = Attachment(Row("id1", "clip.bin", type));

        Assert.Equal("/file-upload/id1/clip.bin", (string?)attachment[member]);
        Assert.Null(attachment["format"]);
    }

    [Fact]
    public void Other_files_state_format_and_size()
    {
        var attachment = Attachment(Row("id1", "Report.PDF", "application/pdf"));

        Assert.Equal("pdf", (string?)attachment["format"]);
        Assert.Equal(10, (long)attachment["size"]!);
        Assert.True((bool)attachment["title_link_download"]!);
    }

    private static JsonObject Attachment(UploadRow row) => FileAttachment.Extras(row, null, null)["attachments"]![0]!.AsObject();

    private static UploadRow Row(string id, string name, string type, int? width = null, int? height = null) => new()
    {
        Id = id,
        RoomId = "room",
        UserId = "user",
        Name = name,
        ContentType = type,
        SizeBytes = 10,
        At = DateTimeOffset.UnixEpoch,
        Width = width,
        Height = height,
    };
}
