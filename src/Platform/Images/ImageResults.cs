namespace Parley.Platform.Images;

/// <summary>Formats that are read and written.</summary>
public enum ImageFormat
{
    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>GIF; read only, written as PNG.</summary>
    Gif,
}

/// <summary>Why there is no picture.</summary>
public enum ImageFailure
{
    /// <summary>The bytes are none of the formats that are read.</summary>
    NotAnImage,

    /// <summary>More pixels than allowed; nothing was decoded.</summary>
    TooManyPixels,

    /// <summary>The right format, but broken.</summary>
    Damaged,
}

/// <summary>The outcome of work on a picture: a value or a failure, never both.</summary>
public readonly record struct ImageResult<T>(T? Value, ImageFailure? Failure)
    where T : class
{
    /// <summary>Whether there is a value.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    public bool IsSuccess => Failure is null;
}

/// <summary>What a picture is.</summary>
/// <param name="Format">From its content.</param>
/// <param name="Width">In pixels, as shown: after turning by the orientation it states.</param>
/// <param name="Height">In pixels, as shown.</param>
/// <param name="HasTransparency">Whether it has an alpha channel.</param>
/// <param name="Frames">1, or more when it moves.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, bool HasTransparency, int Frames)
{
    /// <summary>Whether it states that it must be turned or mirrored to stand upright.</summary>
    public bool IsTurned { get; init; }

    /// <summary>The media type of the format.</summary>
    public string ContentType => Format.ToContentType();
}

/// <summary>A picture that was made.</summary>
public sealed record EncodedImage(byte[] Bytes, ImageFormat Format, int Width, int Height)
{
    /// <summary>The media type of the format.</summary>
    public string ContentType => Format.ToContentType();
}

/// <summary>Names of formats.</summary>
public static class ImageFormatNames
{
    /// <summary>The media type, such as <c>image/png</c>.</summary>
    public static string ToContentType(this ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.WebP => "image/webp",
        _ => "image/gif",
    };
}
