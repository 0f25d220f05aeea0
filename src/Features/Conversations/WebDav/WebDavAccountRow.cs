using Microsoft.EntityFrameworkCore;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.WebDav;

internal static class WebDavSettings
{
    public static readonly Setting<bool> Enabled = SettingOf.Bool("Webdav_Integration_Enabled", "Webdav Integration", false, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled];
}

/// <summary>A person's place for files on another server.</summary>
internal sealed class WebDavAccountRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string ServerUrl { get; init; }

    /// <summary>Empty for an account by token.</summary>
    public required string Username { get; init; }

    public required string Name { get; init; }

    /// <summary>The value of the header <c>Authorization</c>, sealed.</summary>
    public required string Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static void AddTable(ModelBuilder model) => model.Entity<WebDavAccountRow>(e =>
    {
        e.ToTable("webdav_accounts");
        e.HasKey(a => a.Id);
        e.HasIndex(a => a.UserId);
    });

    /// <summary>Without the secret, which never leaves the server.</summary>
    public WireObject View() => new() { { "_id", Id }, { "serverURL", ServerUrl }, { "username", Username }, { "name", Name } };
}
