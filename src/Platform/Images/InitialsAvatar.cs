using System.Globalization;
using System.Net;
using System.Text;

namespace Parley.Platform.Images;

/// <summary>The picture of people and rooms that have none: initials on a colour that stays the same.</summary>
public static class InitialsAvatar
{
    /// <summary>Smallest and largest side, in pixels.</summary>
    public const int MinSize = 16, MaxSize = 512;

    /// <summary>Side when none is asked for.</summary>
    public const int DefaultSize = 200;

    /// <summary>Background colours; white text on each has a contrast of 4.5 or more.</summary>
    public static IReadOnlyList<string> Palette { get; } =
    [
        "#9b3d4b", "#a5482f", "#8a5a1c", "#6f6420", "#4f6b2e", "#2f7048", "#22706c", "#21698a",
        "#2f5fa0", "#4a55a8", "#6650a4", "#80489a", "#964080", "#5c6470", "#6b5a50", "#3f6b7a",
    ];

    /// <summary>An SVG document with the initials of a name.</summary>
    /// <param name="name">User name, real name or room name; also decides the colour.</param>
    /// <param name="size">Side in pixels; brought between <see cref="MinSize"/> and <see cref="MaxSize"/>.</param>
    public static string Render(string name, int size = DefaultSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        var side = Math.Clamp(size, MinSize, MaxSize);
        var initials = Initials(name);
        var fontSize = initials.Length > 1 ? 84 : 100;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="{side}" height="{side}"><rect width="100%" height="100%" fill="{ColorOf(name)}"/><text x="50%" y="50%" dy=".36em" text-anchor="middle" pointer-events="none" fill="#ffffff" font-family="Inter,'Helvetica Neue',Helvetica,Arial,sans-serif" font-size="{fontSize}" font-weight="500">{WebUtility.HtmlEncode(initials)}</text></svg>
            """);
    }

    /// <summary>One or two initials in capitals; <c>?</c> when the name holds nothing to take.</summary>
    public static string Initials(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var first = string.Empty;
        var last = string.Empty;
        var startsWord = true;
        var elements = StringInfo.GetTextElementEnumerator(name);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            var isPart = Rune.TryGetRuneAt(element, 0, out var rune) && (Rune.IsLetterOrDigit(rune) || rune.Value > 0xffff);
            if (isPart && startsWord)
            {
                (first, last) = first.Length == 0 ? (element, last) : (first, element);
            }

            startsWord = !isPart;
        }

        return first.Length == 0 ? "?" : (first + last).ToUpperInvariant();
    }

    /// <summary>The colour of a name; the same for every node and release.</summary>
    public static string ColorOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        // FNV-1a: string.GetHashCode differs from start to start.
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return Palette[(int)(hash % (uint)Palette.Count)];
    }
}
