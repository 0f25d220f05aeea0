using System.Buffers;

namespace Parley.Platform.Blobs;

/// <summary>Names of blobs: one to four parts of ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, joined by
/// <c>/</c>; no part begins with a dot; at most 200 characters. Never made from what users typed.</summary>
public static class BlobKey
{
    private const int MaxLength = 200;
    private const int MaxParts = 4;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether the key is allowed.</summary>
    public static bool IsValid(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MaxLength)
        {
            return false;
        }

        var parts = 0;
        foreach (var range in key.AsSpan().Split('/'))
        {
            var part = key.AsSpan()[range];
            if (part.IsEmpty || part[0] == '.' || part.ContainsAnyExcept(Allowed) || ++parts > MaxParts)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the key when it is allowed.</summary>
    /// <exception cref="ArgumentException">It is not; the message does not repeat it.</exception>
    public static string Require(string key) =>
        IsValid(key) ? key : throw new ArgumentException("The blob key is not allowed.", nameof(key));
}
