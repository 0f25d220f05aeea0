using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>Which media types may be uploaded: lists such as <c>image/*, application/pdf</c>; an empty allow list allows all.</summary>
internal static class MediaTypeLists
{
    public static bool IsAllowed(ISettings settings, string contentType) =>
        IsAllowed(settings.Get(FileSettings.AllowedTypes), settings.Get(FileSettings.BlockedTypes), contentType);

    /// <param name="contentType">Told by the content, not by the sender.</param>
    public static bool IsAllowed(string allowed, string blocked, string contentType)
    {
        var type = contentType.Split(';')[0].Trim();
        if (Entries(blocked).Any(entry => Fits(entry, type))) return false;
        var wanted = Entries(allowed);
        return wanted.Length == 0 || wanted.Any(entry => Fits(entry, type));
    }

    private static string[] Entries(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Fits(string entry, string type)
    {
        if (entry is "*" or "*/*") return true;
        return entry.EndsWith("/*", StringComparison.Ordinal)
            ? type.StartsWith(entry[..^1], StringComparison.OrdinalIgnoreCase)
            : string.Equals(entry, type, StringComparison.OrdinalIgnoreCase) || string.Equals(Alias(entry), type, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Spellings of administrators and clients for what the content calls otherwise.</summary>
    private static string Alias(string entry) => entry.ToLowerInvariant() switch
    {
        "audio/mp3" => "audio/mpeg",
        "image/jpg" => "image/jpeg",
        "audio/x-wav" => "audio/wav",
        "application/x-zip-compressed" => "application/zip",
        _ => entry,
    };
}
