using System.Security.Cryptography;

namespace Parley.Platform.Ids;

/// <summary>Makes and checks the identifiers that clients already use: 17 characters without look-alikes.</summary>
public static class Id
{
    private const string Unmistakable = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
    private const string UrlSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    private const int LongestAccepted = 64;
    private const int OrderedTime = 8;
    private const int OrderedChance = 9;

    public static string New() => RandomNumberGenerator.GetString(Unmistakable, 17);

    /// <summary>As <see cref="New()"/>, but later ones sort behind earlier ones: eight characters of the time, nine of chance. For tables that grow by the second, whose index is
    /// then written at its end instead of all over. Tells when it was made, so it is for things that say so anyway.</summary>
    public static string NewOrdered(DateTimeOffset now)
    {
        Span<char> text = stackalloc char[OrderedTime + OrderedChance];
        RandomNumberGenerator.GetItems(Unmistakable, text[OrderedTime..]);
        var rest = now.ToUnixTimeMilliseconds();
        for (var i = OrderedTime - 1; i >= 0; i--) (rest, text[i]) = (rest / Unmistakable.Length, Unmistakable[(int)(rest % Unmistakable.Length)]);
        return new(text);
    }

    /// <summary>A bearer secret of 43 characters, 258 bits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(UrlSafe, 43);

    public static string New(int length) => RandomNumberGenerator.GetString(Unmistakable, length);

    /// <summary>Whether an id chosen by a client may be stored: 1..64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, <c>@</c>, <c>:</c>.</summary>
    public static bool IsAcceptable(string? value)
    {
        if (value is null || value.Length is 0 or > LongestAccepted) return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '@' or ':')) return false;
        }
        return true;
    }
}
