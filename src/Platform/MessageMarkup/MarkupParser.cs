namespace Parley.Platform.MessageMarkup;

/// <summary>Turns the text of a message into the tree that all clients draw.</summary>
public static class MarkupParser
{
    /// <summary>Parses a message once, when it is stored.</summary>
    /// <param name="text">What was typed, of any length and content; encrypted and off-the-record messages are
    /// not parsed by the caller.</param>
    /// <param name="options">What the workspace allows.</param>
    /// <returns>The tree; what cannot be understood is plain text.</returns>
    /// <remarks>Never throws; time and memory are linear in the length of the text. Safe to call in parallel.
    /// Field <c>md</c>, wire release 6.4. The web client's copy is <c>web/shared/src/markup</c>; both run
    /// <c>tests/Fixtures/markup.json</c>.</remarks>
    public static MarkupDocument Parse(string text, MarkupOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        return new MarkupDocument(new BlockParser(text, options).Parse());
    }
}
