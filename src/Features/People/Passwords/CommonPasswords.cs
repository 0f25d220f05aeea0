using System.Collections.Frozen;

namespace Parley.People.Passwords;

/// <summary>The ten thousand passwords that were found most often where passwords had leaked; looked up without any network (SEC-045).</summary>
internal static class CommonPasswords
{
    /// <summary>What is left of a common password must be a word and no chance.</summary>
    private const int ShortestCore = 4;

    private static readonly Lazy<FrozenSet<string>> _all = new(Read);

    /// <summary>Also with capitals, and with digits and marks around: <c>Password1!</c> is <c>password</c>.</summary>
    public static bool Has(string password)
    {
        var lower = password.ToLowerInvariant();
        if (_all.Value.Contains(lower)) return true;
        var start = 0;
        var end = lower.Length;
        while (start < end && !char.IsLetter(lower[start])) start++;
        while (end > start && !char.IsLetter(lower[end - 1])) end--;
        return end - start >= ShortestCore && _all.Value.Contains(lower[start..end]);
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
