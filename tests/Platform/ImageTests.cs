using System.Globalization;
using System.Text;
using System.Xml.Linq;
using NetVips;
using Parley.Platform.Images;
using Xunit;

namespace Parley.Tests.Platform;

public sealed class ImageTests
{
    private static readonly ImageProcessor Processor = new();

    [Theory]
    [InlineData(".png", ImageFormat.Png)]
    [InlineData(".jpg", ImageFormat.Jpeg)]
    [InlineData(".webp", ImageFormat.WebP)]
    [InlineData(".gif", ImageFormat.Gif)]
    public void Format_and_size_come_from_the_content(string suffix, ImageFormat format)
    {
        var probe = Processor.Probe(Picture(120, 80, suffix));
        Assert.True(probe.IsSuccess);
        Assert.Equal((format, 120, 80, 1), (probe.Value.Format, probe.Value.Width, probe.Value.Height, probe.Value.Frames));
        Assert.Equal(format.ToContentType(), probe.Value.ContentType);
    }

    [Theory]
    [InlineData(1920, 1080, 480, 270)]
    [InlineData(1000, 2000, 180, 360)]
    [InlineData(100, 50, 100, 50)]
    public void A_thumbnail_fits_its_box_and_never_grows(int width, int height, int expectedWidth, int expectedHeight)
    {
        var thumbnail = Processor.MakeThumbnail(Picture(width, height, ".jpg")).Value!;
        Assert.Equal((expectedWidth, expectedHeight), (thumbnail.Width, thumbnail.Height));
        var again = Processor.Probe(new MemoryStream(thumbnail.Bytes)).Value!;
        Assert.Equal((ImageFormat.Jpeg, expectedWidth, expectedHeight), (again.Format, again.Width, again.Height));
    }

    [Fact]
    public void A_picture_with_transparency_keeps_it()
    {
        using var image = Image.Black(600, 600).Bandjoin([0.0, 0.0]).Copy(interpretation: Enums.Interpretation.Srgb).Bandjoin(128.0);
        var thumbnail = Processor.MakeThumbnail(new MemoryStream(image.PngsaveBuffer())).Value!;
        Assert.Equal(ImageFormat.Png, thumbnail.Format);
        Assert.True(Processor.Probe(new MemoryStream(thumbnail.Bytes)).Value!.HasTransparency);
    }

    [Fact]
    public void A_picture_is_turned_upright_and_loses_its_metadata()
    {
        using var image = Image.Black(200, 100).Bandjoin([0.0, 0.0]).Copy(interpretation: Enums.Interpretation.Srgb).Mutate(m =>
        {
            m.Set(GValue.GIntType, "orientation", 6);
            m.Set(GValue.GStrType, "exif-ifd0-Artist", "someone");
        });
        var bytes = image.JpegsaveBuffer();
        var probe = Processor.Probe(new MemoryStream(bytes)).Value!;
        Assert.Equal((100, 200), (probe.Width, probe.Height));

        var clean = Processor.StripMetadata(new MemoryStream(bytes)).Value!;
        Assert.Equal((ImageFormat.Jpeg, 100, 200), (clean.Format, clean.Width, clean.Height));
        Assert.Equal(-1, clean.Bytes.AsSpan().IndexOf("someone"u8));
        Assert.Equal(-1, clean.Bytes.AsSpan().IndexOf("Exif"u8));
        Assert.True(bytes.AsSpan().IndexOf("someone"u8) > 0);

        var thumbnail = Processor.MakeThumbnail(new MemoryStream(bytes)).Value!;
        Assert.Equal((100, 200), (thumbnail.Width, thumbnail.Height));
    }

    [Theory]
    [InlineData(200, 200, ImageFormat.Png)]
    [InlineData(5, 16, ImageFormat.Jpeg)]
    [InlineData(9999, 512, ImageFormat.WebP)]
    public void An_avatar_is_a_square_of_bounded_size(int side, int expected, ImageFormat format)
    {
        var avatar = Processor.MakeAvatar(Picture(300, 700, ".jpg"), side, format).Value!;
        var probe = Processor.Probe(new MemoryStream(avatar.Bytes)).Value!;
        Assert.Equal((format, expected, expected), (probe.Format, probe.Width, probe.Height));
    }

    [Fact]
    public void A_preview_is_tiny()
    {
        using var noise = Image.Gaussnoise(800, 600, sigma: 60, mean: 128).Bandjoin([90.0, 200.0]).Cast(Enums.BandFormat.Uchar);
        var preview = Processor.MakePreview(new MemoryStream(noise.Copy(interpretation: Enums.Interpretation.Srgb).JpegsaveBuffer()));
        var bytes = Convert.FromBase64String(preview.Value!);
        Assert.InRange(bytes.Length, 100, 1024);
        var probe = Processor.Probe(new MemoryStream(bytes)).Value!;
        Assert.Equal((ImageFormat.Jpeg, 32, 24), (probe.Format, probe.Width, probe.Height));
    }

    [Fact]
    public void Failures_have_types()
    {
        Assert.Equal(ImageFailure.NotAnImage, Processor.Probe(new MemoryStream("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).Failure);
        Assert.Equal(ImageFailure.NotAnImage, Processor.Probe(new MemoryStream()).Failure);
        Assert.Equal(ImageFailure.TooManyPixels, new ImageProcessor(maxPixels: 5_000).MakeThumbnail(Picture(100, 100, ".png")).Failure);

        var cut = Picture(400, 400, ".png").ToArray()[..60];
        Assert.Equal(ImageFailure.Damaged, Processor.MakeThumbnail(new MemoryStream(cut)).Failure);
        var junk = new byte[] { 0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7 };
        Assert.Equal(ImageFailure.Damaged, Processor.Probe(new MemoryStream(junk)).Failure);
    }

    [Theory]
    [InlineData("ada.lovelace", "AL")]
    [InlineData("Grace Brewster Hopper", "GH")]
    [InlineData("general", "G")]
    [InlineData("élodie", "É")]
    [InlineData("小 明", "小明")]
    [InlineData("<script>alert(1)", "S1")]
    [InlineData("...", "?")]
    [InlineData("", "?")]
    public void Initials_are_taken_from_first_and_last_word(string name, string expected) =>
        Assert.Equal(expected, InitialsAvatar.Initials(name));

    [Theory]
    [InlineData("<&>\"'", 64, 64)]
    [InlineData("a b", 1, 16)]
    [InlineData("a b", 4000, 512)]
    public void An_initials_avatar_is_well_formed_and_bounded(string name, int size, int expected)
    {
        var svg = XDocument.Parse(InitialsAvatar.Render(name, size)).Root!;
        Assert.Equal("svg", svg.Name.LocalName);
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), svg.Attribute("width")!.Value);
    }

    [Fact]
    public void White_text_is_readable_on_every_colour_and_a_name_keeps_its_colour()
    {
        Assert.All(InitialsAvatar.Palette, color => Assert.True(1.05 / (Luminance(color) + 0.05) >= 4.5, color));
        Assert.Equal(InitialsAvatar.ColorOf("ada"), InitialsAvatar.ColorOf("ada"));
        Assert.True(Enumerable.Range(0, 200).Select(i => InitialsAvatar.ColorOf("user" + i)).Distinct().Count() > 12);

        static double Luminance(string color)
        {
            double Channel(int at)
            {
                var c = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
                return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
            }

            return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
        }
    }

    [Theory]
    [InlineData("%PDF-1.7", "x.txt", "application/pdf")]
    [InlineData("PK\u0003\u0004....", "x.zip", "application/zip")]
    [InlineData("PK\u0003\u0004....", "x.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("PK\u0003\u0004....", "x.png", "application/zip")]
    [InlineData("RIFF....WAVEfmt ", "x", "audio/wav")]
    [InlineData("OggS....", "x.ogg", "audio/ogg")]
    [InlineData("ID3....", "x", "audio/mpeg")]
    [InlineData("....ftypisom....", "x", "video/mp4")]
    [InlineData("....ftypM4A ....", "x", "audio/mp4")]
    [InlineData("....ftypiso5....moov....hdlr....soun", "x", "audio/mp4")]
    [InlineData("....ftypiso5....moov....hdlr....soun....vide", "x", "video/mp4")]
    [InlineData("\u001aE\u00df\u00a3....webm", "x", "video/webm")]
    [InlineData("\u001aE\u00df\u00a3....webm....A_OPUS", "x", "audio/webm")]
    [InlineData("\u001aE\u00df\u00a3....webm....V_VP9....A_OPUS", "x", "video/webm")]
    [InlineData("  <!DOCTYPE html><p>", "x.png", "text/html")]
    [InlineData("<script>alert(1)</script>", "x.txt", "text/html")]
    [InlineData("<?xml version='1.0'?><svg/>", "x.png", "image/svg+xml")]
    [InlineData("<svg onload=alert(1)>", "x.jpg", "image/svg+xml")]
    [InlineData("hello", "x.png", "text/plain")]
    [InlineData("hello", "x.md", "text/markdown")]
    [InlineData("hello", null, "text/plain")]
    [InlineData("\0\u0001\u0002", "x.unknownext", "application/octet-stream")]
    [InlineData("\0\u0001\u0002", "x.png", "application/octet-stream")]
    public void A_type_comes_from_the_first_bytes(string bytes, string? name, string expected) =>
        Assert.Equal(expected, ContentTypeSniffer.Sniff(Encoding.Latin1.GetBytes(bytes), name));

    [Theory]
    [InlineData("text/html; charset=utf-8", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/javascript", true)]
    [InlineData("image/png", false)]
    [InlineData("application/pdf", false)]
    public void What_a_browser_would_run_is_dangerous(string type, bool expected) =>
        Assert.Equal(expected, ContentTypeSniffer.IsDangerousInline(type));

    /// <summary>A picture whose mark says that it is to be turned by a quarter.</summary>
    internal static byte[] TurnedJpeg(int width, int height)
    {
        using var image = Image.Black(width, height, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var turned = image.Mutate(m =>
        {
            m.Set(GValue.GIntType, "orientation", 6);
            m.Set(GValue.GStrType, "exif-ifd0-Make", "Parley (Parley, ASCII, 7 components, 7 bytes)");
        });
        return turned.WriteToBuffer(".jpg");
    }

    [Fact]
    public void A_turned_picture_is_made_upright_and_keeps_what_it_tells()
    {
        using var content = new MemoryStream(TurnedJpeg(40, 20));
        var images = new ImageProcessor();
        Assert.True(images.Probe(content).Value!.IsTurned);

        var upright = images.MakeUpright(content).Value!;

        using var result = new MemoryStream(upright.Bytes);
        var info = images.Probe(result).Value!;
        Assert.Equal((20, 40, false), (info.Width, info.Height, info.IsTurned));
        using var reread = Image.NewFromBuffer(upright.Bytes);
        Assert.Contains("exif-ifd0-Make", reread.GetFields());
    }

    [Theory]
    [InlineData("Ada Lovelace", 64, ImageFormat.Png)]
    [InlineData("<script>", 9999, ImageFormat.Jpeg)]
    [InlineData("", 1, ImageFormat.WebP)]
    public void Initials_are_drawn_for_clients_without_svg(string name, int side, ImageFormat format)
    {
        var drawn = new ImageProcessor().MakeInitials(name, side, format).Value!;

        Assert.Equal(Math.Clamp(side, 16, 512), drawn.Width);
        Assert.Equal(drawn.Width, drawn.Height);
        Assert.Equal(format, drawn.Format);
    }

    [Theory]
    [InlineData("data:image/png;base64,AAECAw==", 4)]
    [InlineData("data:image/png,AAEC", null)]
    [InlineData("data:text/html;base64,AAEC", null)]
    [InlineData("data:image/png;base64,###", null)]
    [InlineData("AAEC", null)]
    public void Only_base64_pictures_are_read_from_a_text(string text, int? length) => Assert.Equal(length, DataUri.ReadImage(text)?.Length);

    private static MemoryStream Picture(int width, int height, string suffix)
    {
        using var image = Image.Black(width, height).Bandjoin([120.0, 200.0]).Copy(interpretation: Enums.Interpretation.Srgb);
        return new MemoryStream(image.WriteToBuffer(suffix));
    }
}
