using System.Text;
using System.Xml.Linq;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;

namespace Parley.Administration.Shields;

/// <summary>Small pictures of the workspace for pages elsewhere: who is there, a channel to join, a person (SET-125).</summary>
internal sealed class ShieldsRest(SettingsRegistry settings, IUserDirectory users, IUserCounts counts) : IRestDoor
{
    public static readonly Setting<bool> Enabled = SettingOf.Bool("API_Enable_Shields", "General", true, "REST API");

    /// <summary>Kinds with commas between, or <c>*</c> for all.</summary>
    public static readonly Setting<string> Kinds = new("API_Shield_Types", "string", "General", "*") { Section = "REST API", EnabledWhen = [new(Enabled.Id, true)] };

    public static readonly Setting<bool> UserNeedsSignIn = new("API_Shield_user_require_auth", "boolean", "General", false) { Section = "REST API", EnabledWhen = [new(Enabled.Id, true)] };

    /// <summary>Declared by People; read here by its identifier.</summary>
    private static readonly Setting<bool> _useRealName = SettingOf.Bool("UI_Use_Real_Name", "Layout", false);

    private const int LongestText = 100;
    private const string Neutral = "#3f7a2f";

    public void Map(RestRoutes routes) => routes.Get("shield.svg", DrawAsync).AnonymousToo().Limited(60, 60_000).Takes("type", "icon", "channel", "name", "userId", "username");

    private async Task<RestResult> DrawAsync(RestCall call)
    {
        if (!settings.Get(Enabled)) throw new WireError("error-endpoint-disabled", "This endpoint is disabled");
        var (kind, name) = (call.Query("type") ?? "", call.Query("name")?.Trim() ?? "");
        if (kind.Length > 0 && settings.Get(Kinds).Trim() is not "*" and var allowed && !allowed.Split(',', StringSplitOptions.TrimEntries).Contains(kind))
            throw new WireError("error-shield-disabled", "This kind of shield is switched off");
        var showsIcon = call.Query("icon") != "false";
        if (!showsIcon && name.Length == 0) return RestResult.Failure("A shield without icon needs a name");
        var (text, colour) = await ContentAsync(call, kind);
        return RestResult.Content("image/svg+xml;charset=utf-8", Encoding.UTF8.GetBytes(Draw(Cut(name), Cut(text), colour, showsIcon)));
    }

    private async Task<(string Text, string Colour)> ContentAsync(RestCall call, string kind)
    {
        switch (kind)
        {
            case "online":
                return ($"{await counts.CountPresentAsync(call.Aborted)} online", Neutral);
            case "channel":
                return call.Query("channel") is { Length: > 0 } channel ? ("#" + channel, Neutral) : throw new WireError("error-invalid-channel", "This shield needs a channel");
            case "user":
                if (call.MaybeCaller is null && settings.Get(UserNeedsSignIn)) throw new WireError("error-not-authorized", "This shield is for people who are signed in", 401);
                var user = (call.Query("userId") is { Length: > 0 } id ? await users.FindAsync(id, call.Aborted)
                    : call.Query("username") is { Length: > 0 } username ? await users.FindByUsernameAsync(username, call.Aborted) : null) ?? throw WireError.InvalidUser();
                var colour = user.Status switch { "online" => "#1c7c3c", "away" => "#9a6700", "busy" => "#b42318", _ => "#5f6672" };
                return (settings.Get(_useRealName) && user.Name is { Length: > 0 } real ? real : "@" + user.Username, colour);
            default:
                return ("JOIN CHAT", Neutral);
        }
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    /// <summary>A label and a value side by side; widths are estimates, as nobody measures the reader's letters.</summary>
    private static string Draw(string label, string value, string colour, bool showsIcon)
    {
        const int height = 20, letter = 7, space = 8;
        XNamespace svg = "http://www.w3.org/2000/svg";
        var icon = showsIcon ? 18 : 0;
        var left = icon + space + (label.Length == 0 ? 0 : label.Length * letter + space);
        var right = value.Length * letter + 2 * space;
        var picture = new XElement(svg + "svg", new XAttribute("width", left + right), new XAttribute("height", height), new XAttribute("role", "img"),
            new XElement(svg + "title", label.Length == 0 ? value : $"{label}: {value}"),
            new XElement(svg + "rect", new XAttribute("width", left), new XAttribute("height", height), new XAttribute("fill", "#444b57")),
            new XElement(svg + "rect", new XAttribute("x", left), new XAttribute("width", right), new XAttribute("height", height), new XAttribute("fill", colour)));
        if (showsIcon) picture.Add(new XElement(svg + "path", new XAttribute("fill", "#fff"), new XAttribute("d", "M6 5h10v8H11l-3 3v-3H6z")));
        if (label.Length > 0) picture.Add(Text(label, icon + space));
        picture.Add(Text(value, left + space));
        return picture.ToString(SaveOptions.DisableFormatting);

        XElement Text(string text, int x) => new(svg + "text", new XAttribute("x", x), new XAttribute("y", 14), new XAttribute("fill", "#fff"),
            new XAttribute("font-family", "Verdana, sans-serif"), new XAttribute("font-size", 11), text);
    }
}
