namespace Parley.Platform.MessageMarkup;

/// <summary>A node of the <c>md</c> tree of a message. Wire release 6.4.</summary>
public abstract record MarkupNode;

/// <summary>A top-level node: one or more whole lines.</summary>
public abstract record MarkupBlock : MarkupNode;

/// <summary>A node inside a line.</summary>
public abstract record MarkupInline : MarkupNode;

/// <summary><c>PLAIN_TEXT</c>.</summary>
public sealed record PlainText(string Value) : MarkupInline;

/// <summary><c>BOLD</c>.</summary>
public sealed record Bold(IReadOnlyList<MarkupInline> Children) : MarkupInline;

/// <summary><c>ITALIC</c>.</summary>
public sealed record Italic(IReadOnlyList<MarkupInline> Children) : MarkupInline;

/// <summary><c>STRIKE</c>.</summary>
public sealed record Strike(IReadOnlyList<MarkupInline> Children) : MarkupInline;

/// <summary><c>INLINE_CODE</c>.</summary>
public sealed record InlineCode(string Text) : MarkupInline;

/// <summary><c>INLINE_KATEX</c>; the formula may span lines.</summary>
public sealed record InlineKatex(string Formula) : MarkupInline;

/// <summary><c>LINK</c>.</summary>
/// <param name="Source">The address; bare names are protocol-relative (<c>//host</c>), mail and phone have
/// <c>mailto:</c> and <c>tel:</c>. Never a script scheme.</param>
/// <param name="Label">What to show; never empty.</param>
public sealed record Link(string Source, IReadOnlyList<MarkupInline> Label) : MarkupInline;

/// <summary><c>IMAGE</c>; <paramref name="Label"/> is the address itself when none was given.</summary>
public sealed record Image(string Source, string Label) : MarkupInline;

/// <summary><c>MENTION_USER</c>; the name without <c>@</c>, possibly <c>name:server</c>.</summary>
public sealed record UserMention(string Name) : MarkupInline;

/// <summary><c>MENTION_CHANNEL</c>; the name without <c>#</c>.</summary>
public sealed record ChannelMention(string Name) : MarkupInline;

/// <summary><c>EMOJI</c>: by name (<c>:name:</c> or emoticon) or as typed.</summary>
/// <param name="Typed">The name between colons, the emoticon, or the emoji itself.</param>
/// <param name="ShortCode">Name of the emoji; null when the emoji itself was typed.</param>
public sealed record Emoji(string Typed, string? ShortCode) : MarkupInline;

/// <summary><c>COLOR</c>; channels 0..255.</summary>
public sealed record Color(byte Red, byte Green, byte Blue, byte Alpha) : MarkupInline;

/// <summary><c>PARAGRAPH</c>: one line.</summary>
public sealed record Paragraph(IReadOnlyList<MarkupInline> Children) : MarkupBlock;

/// <summary><c>HEADING</c>; level 1..4, without marks inside.</summary>
public sealed record Heading(int Level, string Text) : MarkupBlock;

/// <summary><c>UNORDERED_LIST</c>.</summary>
public sealed record UnorderedList(IReadOnlyList<ListItem> Items) : MarkupBlock;

/// <summary><c>ORDERED_LIST</c>.</summary>
public sealed record OrderedList(IReadOnlyList<ListItem> Items) : MarkupBlock;

/// <summary><c>LIST_ITEM</c>.</summary>
/// <param name="Children">The line after the bullet.</param>
/// <param name="Number">The number typed; null in bullet lists and for zero.</param>
public sealed record ListItem(IReadOnlyList<MarkupInline> Children, long? Number = null) : MarkupNode;

/// <summary><c>TASKS</c>: a check list.</summary>
public sealed record Tasks(IReadOnlyList<TaskItem> Items) : MarkupBlock;

/// <summary><c>TASK</c>.</summary>
public sealed record TaskItem(bool IsDone, IReadOnlyList<MarkupInline> Children) : MarkupNode;

/// <summary><c>QUOTE</c>.</summary>
public sealed record Quote(IReadOnlyList<Paragraph> Lines) : MarkupBlock;

/// <summary><c>CODE</c>; language <c>none</c> when none was stated.</summary>
public sealed record Code(string Language, IReadOnlyList<string> Lines) : MarkupBlock;

/// <summary><c>KATEX</c>: a formula on its own.</summary>
public sealed record Katex(string Formula) : MarkupBlock;

/// <summary><c>LINE_BREAK</c>: an empty line.</summary>
public sealed record LineBreak : MarkupBlock
{
    /// <summary>The one instance.</summary>
    public static LineBreak Instance { get; } = new();
}

/// <summary><c>BIG_EMOJI</c>: a message of one to three emoji and nothing else.</summary>
public sealed record BigEmoji(IReadOnlyList<Emoji> Emoji) : MarkupBlock;
