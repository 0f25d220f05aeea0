using System.Text.RegularExpressions;

namespace Parley.People.Devices;

/// <param name="Type"><c>browser</c>, <c>mobile-app</c>, <c>desktop-app</c> or <c>other</c>.</param>
internal sealed record DeviceKind(string Type, string Name, string Version, string System, string SystemVersion)
{
    /// <summary>Major and minor version.</summary>
    public string ShortVersion => string.Join('.', Version.Split('.').Take(2));
}

/// <summary>Reads which client and system a <c>User-Agent</c> header names. What it does not know is <c>other</c>.</summary>
internal static partial class UserAgentReader
{
    /// <summary>In this order: later ones are also named by clients that only resemble them.</summary>
    private static readonly (string Mark, string Name)[] _browsers =
    [
        ("Edg", "Edge"), ("EdgA", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
        ("Version", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] _systems =
    [
        ("Windows NT", "Windows"), ("Android", "Android"), ("iPhone OS", "iOS"), ("CPU OS", "iOS"), ("Mac OS X", "Mac OS"), ("CrOS", "Chrome OS"), ("Linux", "Linux"),
    ];

    public static DeviceKind Read(string? userAgent)
    {
        var text = userAgent ?? "";
        if (MobileApp().Match(text) is { Success: true } app) return new("mobile-app", "Rocket.Chat Mobile", app.Groups[3].Value, app.Groups[1].Value, app.Groups[2].Value);
        var (system, systemVersion) = Find(text, _systems, "[ ]?([0-9._]*)");
        if (Find(text, [("Electron", "Desktop")], "/([0-9.]+)") is { Name.Length: > 0 } desktop) return new("desktop-app", desktop.Name, desktop.Version, system, systemVersion);
        var (name, version) = Find(text, _browsers, "/([0-9.]+)");
        return name.Length > 0 ? new("browser", name, version, system, systemVersion) : new("other", FirstWord(text), "", system, systemVersion);
    }

    private static (string Name, string Version) Find(string text, (string Mark, string Name)[] known, string version)
    {
        foreach (var (mark, name) in known)
        {
            var match = Regex.Match(text, Regex.Escape(mark) + version, RegexOptions.None, TimeSpan.FromMilliseconds(50));
            if (match.Success) return (name, match.Groups[1].Value.Replace('_', '.'));
        }
        return ("", "");
    }

    private static string FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '/');
        var word = end < 0 ? text : text[..end];
        return word.Length is 0 ? "Unknown" : word.Length > 40 ? word[..40] : word;
    }

    [GeneratedRegex(@"^RC Mobile; (\w{1,20}) v?([\w.]{1,20}); v([\w.]{1,20})")]
    private static partial Regex MobileApp();
}
