using Parley.Platform.Settings;

namespace Parley.Conversations.Search;

internal static class SearchSettings
{
    public static readonly Setting<bool> AlwaysPattern = SettingOf.Bool("Message_AlwaysSearchRegExp", "Message", false);
    public static readonly Setting<bool> Everywhere = SettingOf.Bool("Search.defaultProvider.GlobalSearchEnabled", "Search", false, "Default provider");
    public static readonly Setting<long> PageSize = SettingOf.Int("Search.defaultProvider.PageSize", "Search", 10, "Default provider");

    public static IReadOnlyList<Setting> All => [AlwaysPattern, Everywhere, PageSize];
}
