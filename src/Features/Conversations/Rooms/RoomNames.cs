using System.Text;
using System.Text.RegularExpressions;
using AnyAscii;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>What a room may be called, and whether the name is free.</summary>
internal sealed class RoomNames(SettingsRegistry settings)
{
    private const int Longest = 255;
    private static readonly TimeSpan _patternTime = TimeSpan.FromMilliseconds(100);

    /// <returns>The unique name and the name to display.</returns>
    /// <exception cref="WireError"><c>error-invalid-room-name</c>.</exception>
    public (string Name, string DisplayName) Check(string wanted)
    {
        var display = wanted.Trim();
        var name = settings.Get(RoomSettings.AllowSpecialNames) ? Slug(display) : display;
        var pattern = settings.Get(RoomSettings.NamePattern) is { Length: > 0 } given ? given : "[0-9a-zA-Z-_.]+";
        if (name.Length is 0 or > Longest || !Regex.IsMatch(name, "^(?:" + pattern + ")$", RegexOptions.None, _patternTime))
            throw new WireError("error-invalid-room-name", $"{display} is not a valid room name", details: new WireObject { { "channel_name", display } });
        return (name, display);
    }

    /// <exception cref="WireError"><c>error-duplicate-channel-name</c>, <c>error-archived-duplicate-name</c>.</exception>
    public static async Task EnsureFreeAsync(ParleyDb db, string name, string? exceptRoomId, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        var taken = await db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.NameLower == lower && r.Id != exceptRoomId, ct);
        if (taken is null) return;
        throw taken.IsArchived
            ? new WireError("error-archived-duplicate-name", $"There's an archived channel with name {name}", details: new WireObject { { "function", "RocketChat.updateRoomName" }, { "room_name", name } })
            : new WireError("error-duplicate-channel-name", $"A channel with name '{name}' exists", details: new WireObject { { "function", "RocketChat.updateRoomName" }, { "channel_name", name } });
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var c in text.Transliterate())
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().Trim('-') is { Length: > 0 } kept ? kept : Platform.Ids.Id.New();
    }
}
