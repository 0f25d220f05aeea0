using System.Collections.Frozen;
using static Parley.Platform.MessageMarkup.MarkupCharacters;

namespace Parley.Platform.MessageMarkup;

/// <summary>Finds mail addresses, phone numbers, bare addresses and the targets of labelled links.</summary>
internal sealed class AddressReader(MarkupSource source, IReadOnlyList<string>? customDomains)
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopLevelDomains =
        MarkupTables.TopLevelDomains.GetAlternateLookup<ReadOnlySpan<char>>();

    // Runs already known to hold no address, so that each character of a long run is looked at once.
    private (int From, int To) _noMail;
    private (int From, int To) _noHost;
    private (int From, int To) _noScheme;

    // From any position of this run, what ends the target of a link is at its end.
    private (int From, int To) _targetRun;

    /// <summary>A mail address; text when its local part makes it something else.</summary>
    public MarkupInline? Mail(int p, out int end)
    {
        end = p;
        if (p >= _noMail.From && p < _noMail.To)
        {
            return null;
        }

        var isAddress = true;
        var q = p;
        for (; ; q++)
        {
            var c = source.At(q);
            if (c is '/' or '#' or '?')
            {
                isAddress = false;
            }
            else if (!IsMailLocal(c) && !(c == '.' && q > p && source.At(q - 1) != '.'))
            {
                break;
            }
        }

        if (source.At(q) != '@' || q == p || source.At(q - 1) == '.')
        {
            _noMail = (p, q);
            return null;
        }

        var host = q + 1;
        var e = host;
        while (IsHost(source.At(e)) || (source.At(e) == '.' && IsHost(source.At(e + 1))))
        {
            e++;
        }

        if (e == host || source.Span(host, e).LastIndexOf('.') <= 0)
        {
            _noMail = (p, q);
            return null;
        }

        while (source.At(e - 1) is '_' or '-')
        {
            e--;
        }

        if (isAddress && !IsPublicHost(source.Span(host, e)))
        {
            _noMail = (p, q);
            return null;
        }

        end = e;
        var typed = source.Slice(p, e);
        return isAddress ? new Link("mailto:" + typed, [new PlainText(typed)]) : new PlainText(typed);
    }

    /// <summary>A phone number: plus sign, five digits or more, perhaps an area code in parentheses and one dash.</summary>
    public Link? Phone(int p, out int end)
    {
        end = PhoneEnd(p);
        return end == p ? null : new Link(PhoneTarget(p, end), [new PlainText(source.Slice(p, end))]);
    }

    /// <summary>Where the phone number at <paramref name="p"/> ends; <paramref name="p"/> when there is none.</summary>
    public int PhoneEnd(int p)
    {
        var q = p + 1;
        var digits = 0;
        bool Take()
        {
            var start = q;
            while (IsDigit(source.At(q)))
            {
                q++;
            }

            digits += q - start;
            return q > start;
        }

        if (source.At(q) == '(')
        {
            q++;
            if (!Take() || source.At(q) != ')')
            {
                return p;
            }

            q += source.At(q + 1) == '-' ? 2 : 1;
        }

        if (!Take())
        {
            return p;
        }

        if (source.At(q) == '-' && IsDigit(source.At(q + 1)))
        {
            q++;
            Take();
        }

        return digits >= 5 ? q : p;
    }

    /// <summary>A bare address; one whose host nobody can reach is text to its end.</summary>
    public MarkupInline? Bare(int p, out int end)
    {
        end = BareEnd(p);
        if (end == p)
        {
            return null;
        }

        var typed = source.Slice(p, end);
        var text = new PlainText(typed);
        return BareTarget(typed) is { } target ? new Link(target, [text]) : text;
    }

    /// <summary>Where what looks like an address at <paramref name="p"/> ends; <paramref name="p"/> when nothing does.</summary>
    /// <param name="endsAtCloser">Stop also at what closes a link target: the address is glued to text.</param>
    public int BareEnd(int p, bool endsAtCloser = false)
    {
        var q = AfterScheme(p);
        if (q == p && p >= _noHost.From && p < _noHost.To)
        {
            return p;
        }

        var host = q;
        q = HostEnd(q);
        if (host > p)
        {
            q = AfterUser(q);
        }

        var hasDot = q > host && source.At(q - 1) != '_' && source.At(q) == '.' && IsHost(source.At(q + 1));
        if (!hasDot && !source.Span(host, q).Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            if (host == p)
            {
                _noHost = (p, q);
            }

            return p;
        }

        for (; ; q++)
        {
            var c = source.At(q);
            if (c == -1 || IsUnicodeSpace(c) || (endsAtCloser && c is ')' or '|' or '\\') || (IsTrailingPunctuation(c) && IsUnicodeSpace(source.At(q + 1))))
            {
                return q;
            }
        }
    }

    /// <summary>The target of a labelled link at <paramref name="p"/>, up to <paramref name="closer"/>.</summary>
    /// <param name="end">Position of the closer.</param>
    /// <returns>Null when there is none, or when its scheme is unsafe.</returns>
    public string? Target(int p, char closer, out int end)
    {
        end = p;
        var q = p;
        if (source.At(p) == '+')
        {
            q = PhoneEnd(p);
            end = q;
            return q > p && source.At(q) == closer ? PhoneTarget(p, q) : null;
        }

        if (IsLetter(source.At(p)))
        {
            while (IsScheme(source.At(q)))
            {
                q++;
            }
        }

        if (q > p && source.At(q) == ':')
        {
            if (IsUnsafeScheme(source.Span(p, q)))
            {
                return null;
            }
        }
        else
        {
            q = HostEnd(p);
            if (q == p || source.At(q) != '.')
            {
                return null;
            }
        }

        var rest = ++q;
        if (rest >= _targetRun.From && rest < _targetRun.To && _targetRun.To <= source.End)
        {
            q = _targetRun.To;
        }
        else
        {
            while (source.At(q) is var c && c is not (-1 or '|' or ')' or '\\') && !IsUnicodeSpace(c))
            {
                q++;
            }

            _targetRun = (rest, q);
        }

        end = q;
        return q > rest && source.At(q) == closer ? source.Slice(p, q) : null;
    }

    private int AfterScheme(int p)
    {
        if (!IsLetter(source.At(p)) || (p >= _noScheme.From && p < _noScheme.To))
        {
            return p;
        }

        var q = p;
        while (IsScheme(source.At(q)))
        {
            q++;
        }

        if (source.At(q) == ':' && source.At(q + 1) == '/' && source.At(q + 2) == '/')
        {
            return q + 3;
        }

        _noScheme = (p, q);
        return p;
    }

    private int HostEnd(int p)
    {
        while (IsHost(source.At(p)) && !IsUnicodeSpace(source.At(p)))
        {
            p++;
        }

        return p;
    }

    /// <summary>Where the host ends when a name and password may stand before it.</summary>
    private int AfterUser(int p)
    {
        var q = p;
        while (IsHost(source.At(q)) || source.At(q) is ':' or '%' or '.' or '$' or '&' or '!' or '+')
        {
            q++;
        }

        return source.At(q) == '@' ? HostEnd(q + 1) : p;
    }

    private string PhoneTarget(int start, int end)
    {
        var digits = end - start <= 64 ? stackalloc char[64] : new char[end - start];
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (IsDigit(source.At(i)))
            {
                digits[count++] = (char)source.At(i);
            }
        }

        return string.Concat("tel:", digits[..count]);
    }

    private string? BareTarget(string typed)
    {
        var scheme = typed.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var name = typed.AsSpan(0, scheme);
            if (IsUnsafeScheme(name))
            {
                return null;
            }

            if (!IsLetter(name.IsEmpty ? -1 : name[0]) || name.ContainsAnyExcept(SchemeCharacters))
            {
                scheme = -1;
            }
        }

        var authority = typed.AsSpan(scheme < 0 ? 0 : scheme + 3);
        if (authority.IndexOfAny('/', '?', '#') is var path && path >= 0)
        {
            authority = authority[..path];
        }

        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.IndexOf(':');
        if (port >= 0)
        {
            if (host[(port + 1)..].ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }

            host = host[..port];
        }

        if (!host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !IsPublicHost(host))
        {
            return null;
        }

        return scheme >= 0 || port >= 0 ? typed : "//" + typed;
    }

    private bool IsPublicHost(ReadOnlySpan<char> host)
    {
        host = host.TrimEnd('.');
        if (host.Length > 255 || host.IsEmpty || host[0] == '_')
        {
            return false;
        }

        var labels = 0;
        var last = host;
        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.IsEmpty || label.Length > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                if (!IsHost(c))
                {
                    return false;
                }
            }

            labels++;
            last = label;
        }

        return labels >= 2 && (TopLevelDomains.Contains(last) || IsCustomDomain(host));
    }

    private bool IsCustomDomain(ReadOnlySpan<char> host)
    {
        for (var i = 0; i < (customDomains?.Count ?? 0); i++)
        {
            var domain = customDomains![i];
            if (host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) &&
                (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters = System.Buffers.SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Schemes that run or embed content when followed.</summary>
    private static bool IsUnsafeScheme(ReadOnlySpan<char> scheme) =>
        scheme.Equals("javascript", StringComparison.OrdinalIgnoreCase) ||
        scheme.Equals("vbscript", StringComparison.OrdinalIgnoreCase) ||
        scheme.Equals("data", StringComparison.OrdinalIgnoreCase);
}
