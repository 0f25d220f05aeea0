using Parley.Platform.Operations;

namespace Parley.Customization;

/// <summary>Takes a file that is small by rule into memory.</summary>
internal static class SmallUpload
{
    /// <exception cref="WireError"><c>error-file-too-large</c>.</exception>
    public static async Task<byte[]> ReadAsync(Stream content, int maxBytes, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(chunk, ct)) > 0)
        {
            if (copy.Length + read > maxBytes) throw new WireError("error-file-too-large", "File is too large");
            copy.Write(chunk, 0, read);
        }
        return copy.ToArray();
    }

    /// <summary>Bytes that older clients send as text, one character each.</summary>
    /// <exception cref="WireError"><c>error-file-too-large</c>, <c>invalid-params</c>.</exception>
    public static byte[] FromText(string text, int maxBytes)
    {
        if (text.Length > maxBytes) throw new WireError("error-file-too-large", "File is too large");
        if (text.AsSpan().ContainsAnyExceptInRange('\0', 'ÿ')) throw WireError.Match("Expected a binary string");
        return System.Text.Encoding.Latin1.GetBytes(text);
    }
}
