using Microsoft.EntityFrameworkCore;

namespace Parley.People.Accounts;

/// <summary>One account.</summary>
internal sealed class UserRow
{
    public required string Id { get; init; }
    public string? Username { get; set; }
    public string? UsernameLower { get; set; }
    public string? Name { get; set; }
    public string Type { get; set; } = "user";
    public bool IsActive { get; set; } = true;

    /// <summary>Role ids, each between bars: <c>|user|admin|</c>.</summary>
    public string Roles { get; set; } = "|user|";

    public string? Email { get; set; }
    public string? EmailLower { get; set; }
    public bool IsEmailVerified { get; set; }

    /// <summary>bcrypt over the lower-case hex SHA-256 of the password.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Hashes of earlier passwords, newest first, joined by line feeds.</summary>
    public string PasswordHistory { get; set; } = "";

    public bool RequirePasswordChange { get; set; }
    public string? RequirePasswordChangeReason { get; set; }
    public string Status { get; set; } = "offline";
    public string StatusDefault { get; set; } = "online";
    public string StatusText { get; set; } = "";
    public double? UtcOffset { get; set; }
    public string? Language { get; set; }
    public string? Bio { get; set; }
    public string? Nickname { get; set; }

    /// <summary>JSON object; null when there are none.</summary>
    public string? CustomFields { get; set; }

    /// <summary>JSON object of the preferences that differ from the workspace's defaults.</summary>
    public string? Preferences { get; set; }

    /// <summary>Base32 secret of the authenticator in use.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>Of an authenticator that is being set up.</summary>
    public string? TotpTempSecret { get; set; }

    /// <summary>Hashes of the backup codes that are left, joined by line feeds.</summary>
    public string TotpBackups { get; set; } = "";

    /// <summary>The time step of the last code that was taken: no code is good twice.</summary>
    public long TotpStep { get; set; }

    /// <summary>Codes by mail are asked for.</summary>
    public bool HasEmailFactor { get; set; }

    /// <summary>Wants no mails that administrators send to everybody.</summary>
    public bool RefusesMailings { get; set; }

    public string? AvatarOrigin { get; set; }
    public string? AvatarETag { get; set; }
    public string? Reason { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>Client ids of the apps that this person let in, each between bars.</summary>
    public string AuthorizedApps { get; set; } = "";

    public IReadOnlyList<string> AuthorizedAppList
    {
        get => AuthorizedApps.Split('|', StringSplitOptions.RemoveEmptyEntries);
        set => AuthorizedApps = "|" + string.Join('|', value.Distinct()) + "|";
    }

    public IReadOnlyList<string> RoleList
    {
        get => Roles.Split('|', StringSplitOptions.RemoveEmptyEntries);
        set => Roles = "|" + string.Join('|', value.Distinct()) + "|";
    }

    public void SetUsername(string? username)
    {
        Username = username;
        UsernameLower = username?.ToLowerInvariant();
    }

    public void SetEmail(string? email, bool isVerified)
    {
        Email = email;
        EmailLower = email?.ToLowerInvariant();
        IsEmailVerified = isVerified;
    }
}

/// <summary>A login session or personal access token; the token itself is never stored.</summary>
internal sealed class LoginTokenRow
{
    /// <summary>Base64 of SHA-256 over the token's text.</summary>
    public required string HashedToken { get; init; }

    public required string UserId { get; init; }
    public DateTimeOffset At { get; set; }

    /// <summary><c>personalAccessToken</c>, or null for a session.</summary>
    public string? Type { get; set; }

    public string? Name { get; set; }
    public string? LastTokenPart { get; set; }
    public bool BypassTwoFactor { get; set; }

    /// <summary>What lists of devices call it; null for tokens that are no session.</summary>
    public string? SessionId { get; init; }

    public string? Address { get; init; }
    public string? UserAgent { get; init; }
    public string? Host { get; init; }

    /// <summary>A second factor given in this session counts until then, from the device of <see cref="FactorMark"/> only.</summary>
    public DateTimeOffset? FactorUntil { get; set; }

    public string? FactorMark { get; set; }
}

/// <summary>A link that was mailed: for a new password or to confirm an address. The token itself is never stored.</summary>
internal sealed class AccountLinkRow
{
    public const string Reset = "reset";
    public const string Verify = "verify";

    public required string HashedToken { get; init; }
    public required string UserId { get; init; }
    public required string Kind { get; init; }

    /// <summary>The address that is confirmed.</summary>
    public string? Email { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A code that was mailed as a second factor.</summary>
internal sealed class FactorCodeRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }

    /// <summary>bcrypt over the digits.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A refused password, kept until the longest block is over.</summary>
internal sealed class LoginFailureRow
{
    public long Id { get; init; }
    public required string UsernameLower { get; init; }
    public required string Address { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class RoleRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public string Description { get; set; } = "";

    /// <summary><c>Users</c> or <c>Subscriptions</c>.</summary>
    public string Scope { get; set; } = "Users";

    public bool IsProtected { get; set; }
    public bool MandatoryTwoFactor { get; set; }

    /// <summary>Null while the role exists.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal static class PeopleTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<UserRow>(e =>
        {
            e.ToTable("users");
            e.HasKey(u => u.Id);
            e.Ignore(u => u.RoleList);
            e.Ignore(u => u.AuthorizedAppList);
            e.HasIndex(u => u.UsernameLower).IsUnique();
            e.HasIndex(u => u.EmailLower).IsUnique();
            e.HasIndex(u => u.UpdatedAt);
        });
        model.Entity<LoginTokenRow>(e =>
        {
            e.ToTable("login_tokens");
            e.HasKey(t => t.HashedToken);
            e.HasIndex(t => new { t.UserId, t.At });
            e.HasIndex(t => t.SessionId);
        });
        model.Entity<AccountLinkRow>(e =>
        {
            e.ToTable("account_links");
            e.HasKey(l => l.HashedToken);
            e.HasIndex(l => new { l.UserId, l.Kind });
        });
        model.Entity<FactorCodeRow>(e =>
        {
            e.ToTable("factor_codes");
            e.HasKey(c => c.Id);
            e.HasIndex(c => c.UserId);
        });
        model.Entity<LoginFailureRow>(e =>
        {
            e.ToTable("login_failures");
            e.HasKey(f => f.Id);
            e.HasIndex(f => new { f.UsernameLower, f.At });
            e.HasIndex(f => new { f.Address, f.At });
        });
        model.Entity<RoleRow>(e => { e.ToTable("roles"); e.HasKey(r => r.Id); });
        OAuthProvider.OAuthTables.Add(model);
        Push.PushTokenRow.AddTable(model);
        Push.PushDeliveryRow.AddTable(model);
        Push.VapidKeyRow.AddTable(model);
        Calendar.CalendarEventRow.AddTable(model);
    }
}
