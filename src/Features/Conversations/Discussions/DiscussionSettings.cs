using Parley.Platform.Settings;

namespace Parley.Conversations.Discussions;

internal static class DiscussionSettings
{
    public static readonly Setting<bool> Enabled = SettingOf.Bool("Discussion_enabled", "Discussion", true, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled];
}
