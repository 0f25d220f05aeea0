using Parley.Platform.Settings;

namespace Parley.Customization.Layout;

/// <summary>Words and looks that an administrator gives the web client, which obeys them; <see cref="LayoutPages"/> serves the rules of style.</summary>
internal static class LayoutSettings
{
    private const string Group = "Layout";
    private const string Login = "Login";
    private const string Home = "Layout_Home_Page_Content_Title";
    private const string Interface = "User_Interface";
    private const string FrameSection = "Iframe_Integration";

    public static readonly Setting<bool> HidesLogo = SettingOf.Bool("Layout_Login_Hide_Logo", Group, false, Login, isPublic: true);
    public static readonly Setting<bool> HidesTitle = SettingOf.Bool("Layout_Login_Hide_Title", Group, false, Login, isPublic: true);
    public static readonly Setting<bool> HidesPoweredBy = SettingOf.Bool("Layout_Login_Hide_Powered_By", Group, false, Login, isPublic: true);

    /// <summary>Whether the form stands below the logo or beside it.</summary>
    public static readonly Setting<string> LoginTemplate = SettingOf.Select("Layout_Login_Template", Group, "horizontal-template", ["horizontal-template", "vertical-template"], Login, isPublic: true);

    public static readonly Setting<string> HomeTitle = SettingOf.Text("Layout_Home_Title", Group, "Home", Home, isPublic: true);
    public static readonly Setting<string> HomeBody = Html("Layout_Home_Body");
    public static readonly Setting<bool> ShowsHomeBody = SettingOf.Bool("Layout_Home_Custom_Block_Visible", Group, false, Home, isPublic: true);
    public static readonly Setting<bool> HomeBodyOnly = new("Layout_Custom_Body_Only", "boolean", Group, false) { Section = Home, IsPublic = true, EnabledWhen = [new(ShowsHomeBody.Id, true)] };
    public static readonly Setting<bool> HomeButton = SettingOf.Bool("Layout_Show_Home_Button", Group, true, Home, isPublic: true);
    public static readonly Setting<string> Terms = Html("Layout_Terms_of_Service");
    public static readonly Setting<string> LoginTerms = Html("Layout_Login_Terms");
    public static readonly Setting<string> Privacy = Html("Layout_Privacy_Policy");
    public static readonly Setting<string> LegalNotice = Html("Layout_Legal_Notice");
    public static readonly Setting<string> Footer = Html("Layout_Sidenav_Footer");
    public static readonly Setting<string> FooterDark = Html("Layout_Sidenav_Footer_Dark");

    public static readonly Setting<bool> DisplaysRoles = SettingOf.Bool("UI_DisplayRoles", Group, true, Interface, isPublic: true);

    /// <summary>Clicking a name begins a conversation at once, without the card of the person.</summary>
    public static readonly Setting<bool> ClickTalks = SettingOf.Bool("UI_Click_Direct_Message", Group, false, Interface, isPublic: true);

    public static readonly Setting<string> Css = new("theme-custom-css", "code", Group, "") { Section = "Custom CSS", IsPublic = true };

    /// <summary>Run by the web client once at each of these events, as files of the workspace's own; whoever may set them acts as everybody.</summary>
    public static readonly Setting<string> OnLogout = Script("Custom_Script_On_Logout");
    public static readonly Setting<string> LoggedOut = Script("Custom_Script_Logged_Out");
    public static readonly Setting<string> LoggedIn = Script("Custom_Script_Logged_In");

    /// <summary>
    /// Obeyed by the web client: a page around it hears what happens, or steers it. Origins with commas between, or <c>*</c>. Who may put it into a frame is said by <c>Iframe_Restrict_Access</c>.
    /// </summary>
    public static readonly Setting<bool> FrameSends = SettingOf.Bool("Iframe_Integration_send_enable", "General", false, FrameSection, isPublic: true);
    public static readonly Setting<string> FrameTargets = new("Iframe_Integration_send_target_origin", "string", "General", "*") { Section = FrameSection, IsPublic = true, EnabledWhen = [new("Iframe_Integration_send_enable", true)] };
    public static readonly Setting<bool> FrameObeys = SettingOf.Bool("Iframe_Integration_receive_enable", "General", false, FrameSection, isPublic: true);
    public static readonly Setting<string> FrameOrigins = new("Iframe_Integration_receive_origin", "string", "General", "*") { Section = FrameSection, IsPublic = true, EnabledWhen = [new("Iframe_Integration_receive_enable", true)] };

    public static IReadOnlyList<Setting> All =>
    [
        FrameSends, FrameTargets, FrameObeys, FrameOrigins,
        OnLogout, LoggedOut, LoggedIn,
        HidesLogo, HidesTitle, HidesPoweredBy, LoginTemplate, HomeTitle, HomeBody, ShowsHomeBody, HomeBodyOnly, HomeButton, Terms, LoginTerms, Privacy, LegalNotice, Footer, FooterDark,
        DisplaysRoles, ClickTalks, Css, .. ThemeColors.All.Select(color => color.Setting),
    ];

    private static Setting<string> Script(string id) => new(id, "code", Group, "") { Section = "Custom_Scripts", IsPublic = true };

    private static Setting<string> Html(string id) => new(id, "code", Group, "") { Section = Home, IsPublic = true };
}
