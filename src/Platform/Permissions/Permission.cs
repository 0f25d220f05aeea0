using Parley.Platform.Settings;

namespace Parley.Platform.Permissions;

/// <summary>A right, declared beside the operation that checks it, with the roles that have it in a fresh workspace.</summary>
public sealed record Permission(string Id, params string[] DefaultRoles)
{
    /// <summary>What a right to change settings is for; null for every other right.</summary>
    public SettingGrant? Grant { get; init; }
}

/// <summary>The right to see and change one setting, or to open one group of settings (ADM-093).</summary>
/// <param name="SettingId">The setting, or the group when <paramref name="Group"/> is null.</param>
public sealed record SettingGrant(string SettingId, string? Group, string? Section)
{
    private const string Prefix = "change-setting-";

    public static string IdOf(string settingOrGroup) => Prefix + settingOrGroup;

    /// <summary>One for each setting that is shown, and one for each of their groups. Nobody has them in a fresh workspace.</summary>
    public static IEnumerable<Permission> For(IEnumerable<Setting> settings)
    {
        var shown = settings.Where(s => !s.IsHidden).ToList();
        return shown.Select(s => new Permission(IdOf(s.Id)) { Grant = new(s.Id, s.Group, s.Section) })
            .Concat(shown.Select(s => s.Group).Distinct().Select(g => new Permission(IdOf(g)) { Grant = new(g, null, null) }));
    }
}

/// <summary>Roles that a person holds in one room only (owner, moderator, leader, custom ones).</summary>
public interface IRoomRoles
{
    ValueTask<IReadOnlyList<string>> OfAsync(string userId, string roomId, CancellationToken ct);
}
