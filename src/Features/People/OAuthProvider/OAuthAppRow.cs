using Microsoft.EntityFrameworkCore;

namespace Parley.People.OAuthProvider;

/// <summary>A program that signs people in with this workspace.</summary>
internal sealed class OAuthAppRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public bool IsActive { get; set; }
    public required string ClientId { get; init; }

    /// <summary>Sealed in the database; <see cref="OAuthApps"/> opens it for those who ask there.</summary>
    public required string ClientSecret { get; set; }

    /// <summary>Addresses to come back to, with commas between.</summary>
    public required string RedirectUri { get; set; }

    public required string CreatedById { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public IReadOnlyList<string> RedirectUris => RedirectUri.Split(',');
}

/// <summary>A code or token that was given to an app. What the app holds is never stored, only its hash.</summary>
internal sealed class OAuthTokenRow
{
    public const string Code = "code";
    public const string Access = "access";
    public const string Refresh = "refresh";

    /// <summary>Base64 of SHA-256 over what the app holds.</summary>
    public required string HashedToken { get; init; }

    /// <summary><see cref="Code"/>, <see cref="Access"/> or <see cref="Refresh"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>All that came of one consent.</summary>
    public required string GrantId { get; init; }

    public required string ClientId { get; init; }
    public required string UserId { get; init; }

    /// <summary>What the token says, sealed with the workspace's key.</summary>
    public required string Payload { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A code or refresh token that was used; whoever shows it again has stolen it.</summary>
    public DateTimeOffset? RedeemedAt { get; set; }
}

/// <summary>A key of the provider, made once and shared by all nodes.</summary>
internal sealed class OAuthKeyRow
{
    public const string Signing = "signing";
    public const string Sealing = "sealing";

    public required string Id { get; init; }

    /// <summary>Sealed, of Base64: PKCS#8 of an RSA key, or the bytes themselves.</summary>
    public required string Value { get; set; }
}

internal static class OAuthTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<OAuthAppRow>(e =>
        {
            e.ToTable("oauth_apps");
            e.HasKey(a => a.Id);
            e.HasIndex(a => a.ClientId).IsUnique();
            e.Ignore(a => a.RedirectUris);
        });
        model.Entity<OAuthTokenRow>(e =>
        {
            e.ToTable("oauth_tokens");
            e.HasKey(t => t.HashedToken);
            e.HasIndex(t => t.GrantId);
            e.HasIndex(t => t.UserId);
            e.HasIndex(t => t.ExpiresAt);
        });
        model.Entity<OAuthKeyRow>(e => { e.ToTable("oauth_keys"); e.HasKey(k => k.Id); });
    }
}
