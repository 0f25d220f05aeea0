using NetVips;

namespace Parley.Platform.Images;

/// <summary>Measures pictures and makes smaller ones.</summary>
/// <remarks>
/// Reads PNG, JPEG, WebP and GIF, told by their content. Work is synchronous and heavy on the processor: call it from
/// a job or a bounded queue. Safe to call in parallel. Streams must be seekable; they are read from their beginning
/// and not disposed.
/// </remarks>
/// <param name="maxPixels">Largest width times height that is decoded, over all frames.</param>
public sealed class ImageProcessor(long maxPixels = 100_000_000)
{
    private const int JpegQuality = 82;
    private const int PreviewSide = 32;
    private const int PreviewMaxBytes = 1024;

    static ImageProcessor()
    {
        NetVips.NetVips.BlockUntrusted = true;

        // Broken uploads would otherwise fill the standard error stream; they are results already.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Measures a picture without decoding its pixels.</summary>
    public ImageResult<ImageInfo> Probe(Stream content) => Guard(content, static (_, info) => info);

    /// <summary>Makes a picture that fits a box, turned upright and without metadata; a smaller one keeps its size.</summary>
    /// <returns>PNG when the picture has transparency, otherwise JPEG.</returns>
    public ImageResult<EncodedImage> MakeThumbnail(Stream content, int maxWidth = 480, int maxHeight = 360) =>
        Guard(content, (stream, info) =>
        {
            using var small = Image.ThumbnailStream(stream, maxWidth, height: maxHeight, size: Enums.Size.Down);
            return Encode(small, info.HasTransparency ? ImageFormat.Png : ImageFormat.Jpeg);
        });

    /// <summary>Makes a square that a picture covers, cut around its middle, without metadata.</summary>
    /// <param name="content">The picture.</param>
    /// <param name="side">In pixels; brought between 16 and 512.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    public ImageResult<EncodedImage> MakeAvatar(Stream content, int side = InitialsAvatar.DefaultSize, ImageFormat format = ImageFormat.Png) =>
        Guard(content, (stream, _) =>
        {
            var pixels = Math.Clamp(side, InitialsAvatar.MinSize, InitialsAvatar.MaxSize);
            using var square = Image.ThumbnailStream(stream, pixels, height: pixels, crop: Enums.Interesting.Centre);
            return Encode(square, format);
        });

    /// <summary>Draws what <see cref="InitialsAvatar"/> describes, for clients that cannot show SVG.</summary>
    /// <returns>Without fonts on the machine, the plain colour.</returns>
    public ImageResult<EncodedImage> MakeInitials(string name, int side, ImageFormat format)
    {
        var pixels = Math.Clamp(side, InitialsAvatar.MinSize, InitialsAvatar.MaxSize);
        var colour = Convert.FromHexString(InitialsAvatar.ColorOf(name).AsSpan(1));
        using var black = Image.Black(pixels, pixels, bands: 3);
        using var flat = black.Linear([1.0, 1.0, 1.0], [colour[0], colour[1], colour[2]], uchar: true);
        using var ground = flat.Copy(interpretation: Enums.Interpretation.Srgb);
        try
        {
            using var letters = Image.Text(System.Net.WebUtility.HtmlEncode(InitialsAvatar.Initials(name)), font: "sans", width: pixels * 6 / 10, height: pixels * 2 / 5);
            using var mask = letters.Gravity(Enums.CompassDirection.Centre, pixels, pixels);
            using var drawn = mask.Ifthenelse(new[] { 255.0, 255.0, 255.0 }, ground, blend: true);
            return new ImageResult<EncodedImage>(Encode(drawn, format), null);
        }
        catch (VipsException)
        {
            return new ImageResult<EncodedImage>(Encode(ground, format), null);
        }
    }

    /// <summary>A square picture at a size, in the middle of what it does not fill.</summary>
    /// <returns>PNG.</returns>
    public static byte[] Place(byte[] picture, int width, int height)
    {
        var side = Math.Min(width, height);
        using var drawn = Image.ThumbnailBuffer(picture, side, height: side);
        using var placed = drawn.Gravity(Enums.CompassDirection.Centre, width, height, extend: Enums.Extend.Background, background: [0, 0, 0, 0]);
        return placed.PngsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    /// <summary>Turns a picture upright and drops its metadata (place, camera, owner), keeping its size and format.</summary>
    /// <remarks>Colour profiles are kept. A moving GIF or WebP is not touched by callers: only its first frame
    /// would remain.</remarks>
    public ImageResult<EncodedImage> StripMetadata(Stream content) =>
        Guard(content, static (stream, info) =>
        {
            using var image = Image.NewFromStream(stream, access: Enums.Access.Random);
            using var upright = image.Autorot();
            return Encode(upright, info.Format, Enums.ForeignKeep.Icc);
        });

    /// <summary>Turns a picture upright, keeping its size, format and metadata.</summary>
    /// <remarks>Of a moving picture only the first frame would remain.</remarks>
    public ImageResult<EncodedImage> MakeUpright(Stream content) =>
        Guard(content, static (stream, info) =>
        {
            using var image = Image.NewFromStream(stream, access: Enums.Access.Random);
            using var upright = image.Autorot();
            return Encode(upright, info.Format, Enums.ForeignKeep.All);
        });

    /// <summary>Makes a tiny blurred picture for the time until the real one is there (<c>image_preview</c>).</summary>
    /// <returns>JPEG in base64, under one kilobyte before encoding, without a <c>data:</c> prefix.</returns>
    public ImageResult<string> MakePreview(Stream content) =>
        Guard(content, static (stream, _) =>
        {
            using var small = Image.ThumbnailStream(stream, PreviewSide, height: PreviewSide);
            using var flat = Flatten(small);
            using var blurred = flat.Gaussblur(1.0);
            var bytes = Array.Empty<byte>();
            for (var quality = 50; quality >= 10; quality -= 10)
            {
                bytes = blurred.JpegsaveBuffer(q: quality, keep: Enums.ForeignKeep.None, optimizeCoding: true);
                if (bytes.Length < PreviewMaxBytes)
                {
                    break;
                }
            }

            return Convert.ToBase64String(bytes);
        });

    private static EncodedImage Encode(Image image, ImageFormat format, Enums.ForeignKeep keep = Enums.ForeignKeep.None)
    {
        switch (format)
        {
            case ImageFormat.Jpeg:
                using (var flat = Flatten(image))
                {
                    var jpeg = flat.JpegsaveBuffer(q: JpegQuality, keep: keep, optimizeCoding: true);
                    return new EncodedImage(jpeg, format, image.Width, image.Height);
                }

            case ImageFormat.WebP:
                return new EncodedImage(image.WebpsaveBuffer(q: JpegQuality, keep: keep), format, image.Width, image.Height);
            default:
                return new EncodedImage(image.PngsaveBuffer(keep: keep), ImageFormat.Png, image.Width, image.Height);
        }
    }

    /// <summary>JPEG knows no transparency; white is what chat windows mostly show behind it.</summary>
    private static Image Flatten(Image image) =>
        image.HasAlpha() ? image.Flatten(background: [255.0]) : image.Copy();

    /// <summary>Checks format and size, then works; errors of the library become failures.</summary>
    private ImageResult<T> Guard<T>(Stream content, Func<Stream, ImageInfo, T> work)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Position = 0;
        Span<byte> prefix = stackalloc byte[32];
        var read = content.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (FormatOf(prefix[..read]) is not { } format)
        {
            return new ImageResult<T>(null, ImageFailure.NotAnImage);
        }

        try
        {
            content.Position = 0;
            ImageInfo info;
            using (var header = Image.NewFromStream(content, access: Enums.Access.Sequential))
            {
                var frames = header.Contains("n-pages") ? Convert.ToInt32(header.Get("n-pages"), System.Globalization.CultureInfo.InvariantCulture) : 1;
                if ((long)header.Width * header.Height * Math.Max(frames, 1) > maxPixels)
                {
                    return new ImageResult<T>(null, ImageFailure.TooManyPixels);
                }

                var orientation = header.Contains("orientation")
                    ? Convert.ToInt32(header.Get("orientation"), System.Globalization.CultureInfo.InvariantCulture)
                    : 1;
                var (width, height) = orientation is >= 5 and <= 8 ? (header.Height, header.Width) : (header.Width, header.Height);
                info = new ImageInfo(format, width, height, header.HasAlpha(), frames) { IsTurned = orientation is >= 2 and <= 8 };
            }

            content.Position = 0;
            return new ImageResult<T>(work(content, info), null);
        }
        catch (VipsException)
        {
            // Its texts describe the library's insides; to the caller the picture is broken.
            return new ImageResult<T>(null, ImageFailure.Damaged);
        }
    }

    private static ImageFormat? FormatOf(ReadOnlySpan<byte> prefix) => ContentTypeSniffer.Sniff(prefix, null) switch
    {
        "image/png" => ImageFormat.Png,
        "image/jpeg" => ImageFormat.Jpeg,
        "image/webp" => ImageFormat.WebP,
        "image/gif" => ImageFormat.Gif,
        _ => null,
    };
}
