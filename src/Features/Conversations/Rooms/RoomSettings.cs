using Parley.Platform.Settings;

namespace Parley.Conversations.Rooms;

internal static class RoomSettings
{
    public static readonly Setting<string> NamePattern = SettingOf.Text("UTF8_Channel_Names_Validation", "General", "[0-9a-zA-Z-_.]+", "UTF8", isPublic: true);
    public static readonly Setting<bool> AllowSpecialNames = SettingOf.Bool("UI_Allow_room_names_with_special_chars", "Layout", false, "User Interface", isPublic: true);
    public static readonly Setting<long> DirectMaxUsers = SettingOf.Int("DirectMesssage_maxUsers", "Message", 8, "DirectMesssage_maxUsers", isPublic: true);
    public static readonly Setting<bool> DirectToSelf = SettingOf.Bool("Message_AllowDirectMessagesToYourself", "Message", true, isPublic: true);
    public static readonly Setting<bool> FavoriteRooms = SettingOf.Bool("Favorite_Rooms", "Layout", true, "User Interface", isPublic: true);
    public static readonly Setting<long> UserLimit = SettingOf.Int("API_User_Limit", "General", 500, "REST API", isPublic: true);
    public static readonly Setting<string> UnreadCount = SettingOf.Select("Unread_Count", "General", "user_and_group_mentions_only",
        ["all_messages", "user_mentions_only", "group_mentions_only", "user_and_group_mentions_only"], isPublic: true);
    public static readonly Setting<string> UnreadCountDirect = SettingOf.Select("Unread_Count_DM", "General", "all_messages", ["all_messages", "mentions_only"], isPublic: true);
    public static readonly Setting<IReadOnlyList<string>> HideSystemMessages = new("Hide_System_Messages", "multiSelect", "Message", Array.Empty<string>()) { IsPublic = true };
    public static readonly Setting<long> Suggestions = SettingOf.Int("Number_of_users_autocomplete_suggestions", "Layout", 5, "User Interface", isPublic: true);
    public static readonly Setting<bool> StoreLastMessage = SettingOf.Bool("Store_Last_Message", "Message", true, isPublic: true);

    /// <summary>Lets administrators read other people's direct rooms over REST.</summary>
    public static readonly Setting<bool> ReadsDirectHistory = SettingOf.Bool("API_Enable_Direct_Message_History_EndPoint", "General", false, "REST API");

    public static IReadOnlyList<Setting> All =>
        [ReadsDirectHistory, NamePattern, AllowSpecialNames, DirectMaxUsers, DirectToSelf, FavoriteRooms, UserLimit, UnreadCount, UnreadCountDirect, HideSystemMessages, Suggestions, StoreLastMessage];
}
