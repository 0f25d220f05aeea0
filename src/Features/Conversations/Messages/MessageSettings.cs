using Parley.Conversations.Encryption;
using Parley.Conversations.OffTheRecord;
using Parley.Platform.Settings;

namespace Parley.Conversations.Messages;

internal static class MessageSettings
{
    private const string Group = "Message";

    public static readonly Setting<long> MaxAllowedSize = SettingOf.Int("Message_MaxAllowedSize", Group, 5000, isPublic: true);
    public static readonly Setting<bool> AllowEditing = SettingOf.Bool("Message_AllowEditing", Group, true, isPublic: true);
    public static readonly Setting<long> BlockEditMinutes = SettingOf.Int("Message_AllowEditing_BlockEditInMinutes", Group, 0, isPublic: true);
    public static readonly Setting<bool> AllowDeleting = SettingOf.Bool("Message_AllowDeleting", Group, true, isPublic: true);
    public static readonly Setting<long> BlockDeleteMinutes = SettingOf.Int("Message_AllowDeleting_BlockDeleteInMinutes", Group, 0, isPublic: true);
    public static readonly Setting<bool> ShowDeletedStatus = SettingOf.Bool("Message_ShowDeletedStatus", Group, false, isPublic: true);
    public static readonly Setting<bool> KeepHistory = SettingOf.Bool("Message_KeepHistory", Group, false, isPublic: true);
    public static readonly Setting<bool> AllowPinning = SettingOf.Bool("Message_AllowPinning", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowStarring = SettingOf.Bool("Message_AllowStarring", Group, true, isPublic: true);
    public static readonly Setting<long> MaxAll = SettingOf.Int("Message_MaxAll", Group, 0, isPublic: true);
    public static readonly Setting<long> QuoteChainLimit = SettingOf.Int("Message_QuoteChainLimit", Group, 2, isPublic: true);
    public static readonly Setting<bool> Threads = SettingOf.Bool("Threads_enabled", "Threads", true, isPublic: true);
    public static readonly Setting<bool> Katex = SettingOf.Bool("Katex_Enabled", Group, true, "Katex", isPublic: true);
    public static readonly Setting<bool> KatexParenthesis = SettingOf.Bool("Katex_Parenthesis_Syntax", Group, true, "Katex", isPublic: true);
    public static readonly Setting<bool> KatexDollar = SettingOf.Bool("Katex_Dollar_Syntax", Group, false, "Katex", isPublic: true);
    public static readonly Setting<bool> HexColors = SettingOf.Bool("HexColorPreview_Enabled", Group, true, isPublic: true);
    public static readonly Setting<string> CustomDomains = SettingOf.Text("Message_CustomDomain_AutoLink", Group, "", isPublic: true);

    /// <summary>Declared by People; read here by its identifier.</summary>
    public static readonly Setting<string> SiteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public static readonly Setting<bool> Embed = SettingOf.Bool("API_Embed", Group, true, isPublic: true);
    public static readonly Setting<string> EmbedUserAgent = SettingOf.Text("API_Embed_UserAgent", Group, "Mozilla/5.0 (compatible; Parley link preview)", isPublic: true);
    public static readonly Setting<string> EmbedIgnoredHosts =
        SettingOf.Text("API_EmbedIgnoredHosts", Group, "localhost, 127.0.0.1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16");
    public static readonly Setting<string> EmbedSafePorts = SettingOf.Text("API_EmbedSafePorts", Group, "80, 443");
    /// <summary>How long a preview is not fetched anew.</summary>
    public static readonly Setting<long> EmbedCacheDays = SettingOf.Int("API_EmbedCacheExpirationDays", Group, 30);

    /// <summary>The method that its button calls.</summary>
    public static readonly Setting<string> EmbedCacheClear = new("API_Embed_clear_cache_now", "action", Group, "OEmbedCacheCleanup");
    public static readonly Setting<long> GroupingPeriod = SettingOf.Int("Message_GroupingPeriod", Group, 300, isPublic: true);

    /// <summary>Words of <see cref="BadWords"/> but not of <see cref="AllowedWords"/> are masked.</summary>
    public static readonly Setting<bool> FiltersWords = SettingOf.Bool("Message_AllowBadWordsFilter", Group, false, isPublic: true);
    public static readonly Setting<string> BadWords = SettingOf.Text("Message_BadWordsFilterList", Group, "", isPublic: true);
    public static readonly Setting<string> AllowedWords = SettingOf.Text("Message_BadWordsWhitelist", Group, "", isPublic: true);

    /// <summary>Obeyed by clients, which offer a text file for what is too long; the server takes no longer text either way.</summary>
    public static readonly Setting<bool> ConvertsLong = SettingOf.Bool("Message_AllowConvertLongMessagesToAttachment", Group, true, isPublic: true);

    /// <summary>What clients offer beside writing.</summary>
    public static readonly Setting<bool> AudioRecorder = SettingOf.Bool("Message_AudioRecorderEnabled", Group, true, "Message_Audio", isPublic: true);
    public static readonly Setting<bool> VideoRecorder = SettingOf.Bool("Message_VideoRecorderEnabled", Group, true, isPublic: true);
    public static readonly Setting<long> AudioBitRate = SettingOf.Int("Message_Audio_bitRate", Group, 32, "Message_Audio", isPublic: true);

    /// <summary>Obeyed by clients: which grammars colour code, and what becomes of a command that nobody knows.</summary>
    public static readonly Setting<string> CodeGrammars = SettingOf.Text(
        "Message_Code_highlight", Group, "javascript,css,markdown,dockerfile,json,go,rust,clean,bash,plaintext,powershell,scss,shell,yaml,vim", isPublic: true);
    public static readonly Setting<bool> AllowsUnknownCommands = SettingOf.Bool("Message_AllowUnrecognizedSlashCommand", Group, false, isPublic: true);
    public static readonly Setting<bool> MapView = SettingOf.Bool("MapView_Enabled", Group, false, "Map", isPublic: true);

    /// <summary>What becomes of the messages and files of an account that is deleted; conversations of two go with it in any case.</summary>
    public static readonly Setting<string> Erasure = SettingOf.Select("Message_ErasureType", Group, "Delete", ["Keep", "Delete", "Unlink"], isPublic: true);

    /// <summary>How long a text may be. Encrypted it is longer: four bytes for each character, and a third more as base64.</summary>
    public static long LongestOf(SettingsRegistry settings, string? type) =>
        type is RoomKeys.Kind or StreamOffTheRecord.Kind ? (settings.Get(MaxAllowedSize) * 16 / 3) + 1024 : settings.Get(MaxAllowedSize);

    public static IReadOnlyList<Setting> All =>
    [
        EmbedCacheDays, EmbedCacheClear,
        Erasure, AudioBitRate, CodeGrammars, AllowsUnknownCommands, ConvertsLong, FiltersWords, BadWords, AllowedWords,
        MaxAllowedSize, AllowEditing, BlockEditMinutes, AllowDeleting, BlockDeleteMinutes, ShowDeletedStatus, KeepHistory, AllowPinning, AllowStarring, AudioRecorder, VideoRecorder, MapView,
        MaxAll, QuoteChainLimit, Threads, Katex, KatexParenthesis, KatexDollar, HexColors, CustomDomains, Embed, EmbedIgnoredHosts, EmbedSafePorts,
        EmbedUserAgent, GroupingPeriod,
    ];
}
