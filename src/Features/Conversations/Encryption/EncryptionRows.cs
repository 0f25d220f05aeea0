using Microsoft.EntityFrameworkCore;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.Conversations.Encryption;

internal static class EncryptionSettings
{
    private const string Group = "E2E Encryption";

    /// <summary>Obeyed by clients, which offer it, and for new rooms; what is encrypted stays so.</summary>
    public static readonly Setting<bool> Enabled = SettingOf.Bool("E2E_Enable", Group, false, isPublic: true);
    public static readonly Setting<bool> ByDefaultInDirect = SettingOf.Bool("E2E_Enabled_Default_DirectRooms", Group, false, isPublic: true);
    public static readonly Setting<bool> ByDefaultInPrivate = SettingOf.Bool("E2E_Enabled_Default_PrivateRooms", Group, false, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled, ByDefaultInDirect, ByDefaultInPrivate];

    public static readonly Permission EditOthers = new("edit-other-user-e2ee", "admin");

    public static IReadOnlyList<Permission> Permissions => [EditOthers];
}

/// <summary>A person's key pair as their clients store it: the private one encrypted with a password that the server never sees.</summary>
internal sealed class UserKeysRow
{
    public required string UserId { get; init; }

    /// <summary>Text of a JSON Web Key; kept byte for byte.</summary>
    public required string PublicKey { get; set; }

    public required string PrivateKey { get; set; }

    public static void AddTable(ModelBuilder model) => model.Entity<UserKeysRow>(e =>
    {
        e.ToTable("user_keys");
        e.HasKey(k => k.UserId);
    });
}
