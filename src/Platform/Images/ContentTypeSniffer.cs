using Microsoft.AspNetCore.StaticFiles;

namespace Parley.Platform.Images;

/// <summary>Tells what a file really is, from its first bytes rather than from its name.</summary>
public static class ContentTypeSniffer
{
    /// <summary>How many bytes of a file are worth giving.</summary>
    public const int PrefixBytes = 1024;

    /// <summary>The type of what is not known.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider Extensions = new();

    private static readonly string[] MarkupOpenings =
    [
        "<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<title", "<style", "<table", "<a ", "<a\n", "<div",
        "<font", "<img", "<br", "<p>", "<p ", "<h1", "<link", "<meta", "<form", "<object", "<embed", "<!--",
    ];

    /// <summary>The real content type.</summary>
    /// <param name="prefix">The first bytes, up to <see cref="PrefixBytes"/>; more is ignored.</param>
    /// <param name="fileName">As given by the uploader; believed only where the bytes do not speak, and never for a
    /// type that a browser would run. Null when there is none.</param>
    public static string Sniff(ReadOnlySpan<byte> prefix, string? fileName)
    {
        if (prefix.Length > PrefixBytes)
        {
            prefix = prefix[..PrefixBytes];
        }

        var byName = ByName(fileName);
        if (Binary(prefix) is { } binary)
        {
            return binary is "application/zip" or "application/x-ole-storage" && IsContainerOf(binary, byName) ? byName! : binary;
        }

        if (Markup(prefix) is { } markup)
        {
            return markup;
        }

        // A name may call bytes a picture; what they are not, they are not.
        return byName is null || IsKnownByBytes(byName) ? LooksLikeText(prefix) ? "text/plain" : Unknown : byName;
    }

    /// <summary>Whether a browser that opens the type on our address would run what is inside.</summary>
    public static bool IsDangerousInline(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var type = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return type is "text/html" or "application/xhtml+xml" or "image/svg+xml" or "text/xml" or "application/xml"
            or "application/x-shockwave-flash" or "text/xsl" || type.EndsWith("javascript", StringComparison.Ordinal)
            || type.EndsWith("+xml", StringComparison.Ordinal);
    }

    private static string? Binary(ReadOnlySpan<byte> b) => b switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "audio/wav",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', (byte)' ', ..] => "video/x-msvideo",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "image/bmp",
        [(byte)'I', (byte)'I', 0x2a, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2a, ..] => "image/tiff",
        [0, 0, 1, 0, _, _, ..] => "image/x-icon",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "application/pdf",
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => "application/zip",
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => "application/x-ole-storage",
        [0x1f, 0x8b, ..] => "application/gzip",
        [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => "application/x-7z-compressed",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1a, 7, ..] => "application/vnd.rar",
        [(byte)'I', (byte)'D', (byte)'3', ..] => "audio/mpeg",
        [0xff, 0xf1 or 0xf9, ..] => "audio/aac",
        [0xff, >= 0xe2, ..] when (b[1] & 0x06) == 0x02 => "audio/mpeg",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => "audio/flac",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => b.IndexOf("theora"u8) >= 0 ? "video/ogg" : "audio/ogg",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => b.IndexOf("webm"u8) >= 0 ? WebM(b) : "video/x-matroska",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', _, _, _, _, ..] => IsoMedia(b.Slice(8, 4), b),
        [(byte)'M', (byte)'Z', ..] => "application/vnd.microsoft.portable-executable",
        [0x7f, (byte)'E', (byte)'L', (byte)'F', ..] => "application/x-elf",
        _ => null,
    };

    /// <summary>Voice messages of browsers: the container of a film with sound alone in it.</summary>
    private static string WebM(ReadOnlySpan<byte> b) =>
        (b.IndexOf("A_OPUS"u8) >= 0 || b.IndexOf("A_VORBIS"u8) >= 0) && b.IndexOf("V_"u8) < 0 ? "audio/webm" : "video/webm";

    private static string IsoMedia(ReadOnlySpan<byte> brand, ReadOnlySpan<byte> b)
    {
        if (brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8))
        {
            return "audio/mp4";
        }

        if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
        {
            return "image/avif";
        }

        return brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic"
            : brand.SequenceEqual("qt  "u8) ? "video/quicktime"
            : brand.StartsWith("3gp"u8) ? "video/3gpp"
            : b.IndexOf("soun"u8) >= 0 && b.IndexOf("vide"u8) < 0 ? "audio/mp4"
            : "video/mp4";
    }

    /// <summary>Text that a browser would draw or run as a page, whatever its name.</summary>
    private static string? Markup(ReadOnlySpan<byte> prefix)
    {
        if (prefix.StartsWith("\ufeff"u8))
        {
            prefix = prefix[3..];
        }

        var text = System.Text.Encoding.Latin1.GetString(prefix).TrimStart().ToLowerInvariant();
        if (text.StartsWith("<?xml", StringComparison.Ordinal) || text.StartsWith("<!--", StringComparison.Ordinal)
            || text.StartsWith("<svg", StringComparison.Ordinal) || text.StartsWith("<!doctype svg", StringComparison.Ordinal))
        {
            return text.Contains("<svg", StringComparison.Ordinal) || text.Contains("<!doctype svg", StringComparison.Ordinal)
                    ? "image/svg+xml"
                : text.Contains("<html", StringComparison.Ordinal) || text.Contains("<script", StringComparison.Ordinal) ? "text/html"
                : text.StartsWith("<?xml", StringComparison.Ordinal) ? "text/xml"
                : "text/html";
        }

        return Array.Exists(MarkupOpenings, opening => text.StartsWith(opening, StringComparison.Ordinal)) ? "text/html" : null;
    }

    private static string? ByName(string? fileName) =>
        fileName is not null && Extensions.TryGetContentType(fileName, out var type) ? type : null;

    /// <summary>Office and Java files are zip files, older office files are OLE storages; their names tell them apart.</summary>
    private static bool IsContainerOf(string container, string? byName) => byName is not null && (container == "application/zip"
        ? byName.StartsWith("application/vnd.openxmlformats-", StringComparison.Ordinal)
            || byName.StartsWith("application/vnd.oasis.", StringComparison.Ordinal)
            || byName is "application/epub+zip" or "application/java-archive" or "application/vnd.android.package-archive"
            || byName.EndsWith(".macroEnabled.12", StringComparison.OrdinalIgnoreCase)
        : byName is "application/msword" or "application/vnd.ms-excel" or "application/vnd.ms-powerpoint"
            or "application/vnd.visio" or "application/vnd.ms-outlook");

    /// <summary>Types whose bytes would have been recognised, so that a name alone does not make them.</summary>
    private static bool IsKnownByBytes(string type) =>
        type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/bmp" or "image/svg+xml" or "application/pdf"
            or "application/zip" or "application/x-zip-compressed" or "audio/wav" or "audio/ogg" or "video/mp4" or "video/webm"
            or "application/xhtml+xml" or "text/html";

    private static bool LooksLikeText(ReadOnlySpan<byte> prefix)
    {
        foreach (var b in prefix)
        {
            if (b < 0x20 && b is not (9 or 10 or 12 or 13 or 27))
            {
                return false;
            }
        }

        return prefix.Length > 0;
    }
}
