namespace Parley.Platform.Images;

/// <summary>Pictures that clients send inside a text: <c>data:image/png;base64,…</c>.</summary>
public static class DataUri
{
    /// <returns>The bytes, of whatever they really are; null when the text is not such an address.</returns>
    public static byte[]? ReadImage(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma is < 0 or > 200 || !text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)) return null;
        if (!text.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[(text.Length - comma) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(text.AsSpan(comma + 1), bytes, out var written) && written > 0 ? bytes[..written] : null;
    }
}
