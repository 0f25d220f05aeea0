using Parley.Platform.Settings;

namespace Parley.Conversations.LossPrevention;

/// <summary>What must not leave a room unseen, and what happens to it (SEC-065, APP-081).</summary>
internal static class LossSettings
{
    public const string Hold = "hold";
    public const string Mask = "mask";
    public const string Block = "block";
    public const string AllRooms = "all";
    public const string Selected = "selected";
    public const string Except = "except";
    private const string Group = "Message";
    private const string Section = "Data_Loss_Prevention";
    private static readonly SettingCondition[] _on = [new("DLP_Enabled", true)];

    public static readonly Setting<bool> Enabled = SettingOf.Bool("DLP_Enabled", Group, false, Section);

    /// <summary>Regular expressions, one a line; lines that begin with <c>#</c> are notes.</summary>
    public static readonly Setting<string> Rules = new("DLP_Rules", "code", Group, "") { Section = Section, EnabledWhen = _on };

    public static readonly Setting<string> Action = Choice("DLP_Action", Hold, [Hold, Mask, Block]);
    public static readonly Setting<string> Scope = Choice("DLP_Scope", AllRooms, [AllRooms, Selected, Except]);

    /// <summary>Names with commas between, for the scopes that need them.</summary>
    public static readonly Setting<string> Rooms = Text("DLP_Rooms", "");

    /// <summary>Name of the private room whose members decide about what is held back.</summary>
    public static readonly Setting<string> ModeratorRoom = Text("DLP_Moderator_Room", "");

    public static readonly Setting<string> Title = Text("DLP_Title", "Message withheld");
    public static readonly Setting<string> Pending = Text("DLP_Pending_Text", "It may hold something that must not be shared. A moderator is looking at it.");
    public static readonly Setting<string> Rejected = Text("DLP_Rejected_Text", "A moderator decided that it is not shown.");

    public static IReadOnlyList<Setting> All => [Enabled, Rules, Action, Scope, Rooms, ModeratorRoom, Title, Pending, Rejected];

    private static Setting<string> Text(string id, string value) => new(id, "string", Group, value) { Section = Section, EnabledWhen = _on };

    private static Setting<string> Choice(string id, string value, string[] values) => new(id, "select", Group, value) { Section = Section, Values = values, EnabledWhen = _on };
}
