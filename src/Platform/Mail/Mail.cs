using System.Net;
using MimeKit;

namespace Parley.Platform.Mail;

/// <summary>A mail to one person, before it is put into its frame.</summary>
/// <param name="To">One address. Anything else, such as a list or a name with line ends, is refused when it is queued.</param>
/// <param name="Subject">Plain text.</param>
/// <param name="Html">The body between header and footer. Whoever makes it encodes what people typed: see <see cref="MailTemplates"/> and <see cref="Encode"/>.</param>
public sealed record Mail(string To, string Subject, string Html)
{
    /// <summary>Null sends as the workspace does.</summary>
    public string? From { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>For mail clients that can unsubscribe by themselves.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>Text as HTML that shows it unchanged, in elements and in quoted attributes.</summary>
    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>Whether this is the address of one mailbox, alone and without control characters.</summary>
    public static bool IsAddress(string? text) =>
        text is { Length: > 2 and <= 254 } && text.IndexOf('@', StringComparison.Ordinal) > 0 && text[^1] != '@' && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) && MailboxAddress.TryParse(text, out var box) && box.Address == text;
}
