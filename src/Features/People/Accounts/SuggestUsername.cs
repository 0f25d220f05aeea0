using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.People.Accounts;

/// <summary>Finds a username that is free, and tells whether one is (ACC-018, ACC-019).</summary>
internal sealed class SuggestUsername(UserRules rules, IUserDirectory directory, ISettings settings)
{
    private const int MostTries = 1000;

    /// <returns>The account's own username if it has one; else one made of its name, of its confirmed address, or of the workspace's prefix.</returns>
    public async Task<string> ExecuteAsync(UserRow user, CancellationToken ct)
    {
        if (user.Username is { } present) return present;
        var address = user.IsEmailVerified ? user.Email?.Split('@')[0] ?? "" : "";
        foreach (var stem in FormsOf(user.Name ?? "").Append(address).Select(Plain).Where(s => s.Length > 0))
        {
            if (await IsFreeAsync(stem, ct)) return stem;
        }
        var prefix = settings.Get(AccountSettings.UsernamePrefix);
        for (var number = 0; number < MostTries; number++)
        {
            if (await IsFreeAsync($"{prefix}-{number}", ct)) return $"{prefix}-{number}";
        }
        return $"{prefix}-{user.Id.ToLowerInvariant()}";
    }

    /// <summary>Ada King: <c>ada.king</c>, <c>aking</c>, <c>adak</c>.</summary>
    private static string[] FormsOf(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 ? [name] : [name, parts[0][..1] + parts[^1], parts[0] + parts[^1][..1]];
    }

    /// <exception cref="WireError"><c>error-input-is-not-a-valid-field</c>.</exception>
    public async Task<bool> IsFreeAsync(Caller caller, string username, CancellationToken ct)
    {
        rules.CheckUsername(username, isReservedAllowed: true);
        var holder = await directory.FindByUsernameAsync(username, ct);
        return !rules.IsBlocked(username) && (holder is null || holder.Id == caller.UserId);
    }

    private async Task<bool> IsFreeAsync(string username, CancellationToken ct) => !rules.IsBlocked(username) && await directory.FindByUsernameAsync(username, ct) is null;

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Replace(' ', '.').Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')]);
}
