using Parley.Conversations.Messages;

namespace Parley.Conversations.SlashCommands;

/// <summary>Commands that post the words with something added (MSG-078).</summary>
internal sealed class TextCommands(SendMessage send) : ISlashCommands
{
    public IEnumerable<SlashCommand> All =>
    [
        Art("gimme", "Slash_Gimme_Description", text => "༼ つ ◕_◕ ༽つ " + text),
        Art("lennyface", "Slash_LennyFace_Description", text => text + " ( ͡° ͜ʖ ͡°)"),
        Art("shrug", "Slash_Shrug_Description", text => text + " ¯\\\\_(ツ)_/¯"),
        Art("tableflip", "Slash_Tableflip_Description", text => text + " (╯°□°）╯︵ ┻━┻"),
        Art("unflip", "Slash_TableUnflip_Description", text => text + " ┬─┬ ノ( ゜-゜ノ)"),
        new("me", "your_message", "Displays_action_text", call => call.Text.Length == 0 ? throw new CommandRefused("Write what you do behind /me.") : PostAsync(call, $"_{call.Text}_")),
    ];

    private SlashCommand Art(string name, string description, Func<string, string> draw) =>
        new(name, "your_message_optional", description, call => PostAsync(call, draw(call.Text).Trim())) { IsClientOnly = true };

    private Task PostAsync(CommandCall call, string text) =>
        send.ExecuteAsync(call.Caller, new(call.Room.Id, text, call.MessageId, call.ThreadId), call.Aborted);
}
