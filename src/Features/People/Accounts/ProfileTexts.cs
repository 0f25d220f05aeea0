using System.Text.Json;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>What people say of themselves, whoever writes it: name, bio, nickname, status, language, custom fields (ACC-039).</summary>
internal static class ProfileTexts
{
    private const int LongestBio = 260;
    private const int LongestNickname = 120;
    private const int LongestStatus = 120;
    private const int LongestLanguage = 20;

    /// <exception cref="WireError"><c>error-bio-size-exceeded</c>, <c>error-nickname-size-exceeded</c>, <c>error-input-is-not-a-valid-field</c>.</exception>
    public static void Check(JsonElement data)
    {
        if (data.Text("name") is { } name) UserRules.CheckName(name);
        if (data.Text("bio") is { Length: > LongestBio }) throw new WireError("error-bio-size-exceeded", $"Bio size exceeds {LongestBio} characters");
        if (data.Text("nickname") is { Length: > LongestNickname }) throw new WireError("error-nickname-size-exceeded", $"Nickname size exceeds {LongestNickname} characters");
        if (data.Text("language") is { Length: > LongestLanguage }) throw WireError.InvalidParams("language is too long");
        if (data.Has("customFields") && data.Get("customFields") is not { ValueKind: JsonValueKind.Object }) throw WireError.InvalidParams("must be object");
    }

    /// <summary>A status that is too long is cut.</summary>
    public static void Apply(UserRow row, JsonElement data)
    {
        if (data.Text("name") is { } name) row.Name = name.Trim();
        if (data.Text("bio") is { } bio) row.Bio = bio.Trim();
        if (data.Text("nickname") is { } nickname) row.Nickname = nickname.Trim();
        if (data.Text("statusText")?.Trim() is { } status) row.StatusText = status.Length > LongestStatus ? status[..LongestStatus] : status;
        if (data.Text("language") is { } language) row.Language = language.Length == 0 ? null : language;
        if (data.Get("customFields") is { ValueKind: JsonValueKind.Object } fields) row.CustomFields = CustomFields.Pack(fields);
    }
}
