using System.Collections.Frozen;
using Parley.Customization.Contracts;

namespace Parley.Conversations.Messages;

/// <summary>The short names of Unicode emoji, from the emojibase tables (JoyPixels, GitHub, CLDR and Slack spellings), and the workspace's own.</summary>
internal sealed class EmojiNames(ICustomEmoji custom) : IEmojiNames
{
    private readonly FrozenSet<string> _names = Read();

    public bool Exists(string shortName) => _names.Contains(shortName) || _names.Contains(shortName.Replace('-', '_')) || custom.Exists(shortName);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(EmojiNames).Assembly.GetManifestResourceStream("emoji-names.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
