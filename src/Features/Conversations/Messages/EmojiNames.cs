using Parley.Customization.Contracts;

namespace Parley.Conversations.Messages;

/// <summary>The short names of Unicode emoji, from the emojibase tables (JoyPixels, GitHub, CLDR and Slack spellings), and the workspace's own.</summary>
internal sealed class EmojiNames(ICustomEmoji custom) : IEmojiNames
{
    /// <summary>Thousands of names, which a start need not wait for.</summary>
    private readonly Lazy<HashSet<string>> _names = new(Read);

    public bool Exists(string shortName) => _names.Value.Contains(shortName) || _names.Value.Contains(shortName.Replace('-', '_')) || custom.Exists(shortName);

    private static HashSet<string> Read()
    {
        using var stream = typeof(EmojiNames).Assembly.GetManifestResourceStream("emoji-names.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }
}
