namespace Parley.Platform.Operations;

/// <summary>Who asks, resolved once per request or connection.</summary>
/// <param name="TokenHash">SHA-256 (base64) of the login token in use; empty for calls the server makes for a person.</param>
public sealed record Caller(string UserId, string Username, string? Name, IReadOnlyList<string> Roles, string TokenHash = "")
{
    /// <summary>Where the request came from, for limits and audit; null for internal calls.</summary>
    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Types <c>user</c>, <c>bot</c>, <c>app</c>.</summary>
    public string UserType { get; init; } = "user";

    /// <summary>Lets the door begin the connection's next call once this one's place in the order is fixed.</summary>
    public Action? Unblock { get; init; }

    /// <summary>What the caller gives to prove a second factor; null when nothing was given.</summary>
    public FactorProof? Proof { get; init; }

    /// <summary>What the person has to do before the doors open to them.</summary>
    public CallerDuty Duty { get; init; }

    public bool IsBot => UserType is "bot" or "app";
}

/// <summary>What stands between a signed-in person and the workspace; only the doors that are needed for it are open (ACC-024, ACC-031).</summary>
public enum CallerDuty
{
    None,

    /// <summary>To choose a password of their own.</summary>
    NewPassword,

    /// <summary>To set up a second factor, which a role of theirs demands.</summary>
    SecondFactor,
}

/// <summary>A code and what kind of code it is: <c>totp</c>, <c>email</c> or <c>password</c>.</summary>
public sealed record FactorProof(string Code, string? Method)
{
    /// <returns>Null when there is no code, or one of a size that none has.</returns>
    public static FactorProof? Of(string? code, string? method) =>
        code is { Length: > 0 and <= 128 } ? new(code, method is { Length: > 0 and <= 20 } ? method : null) : null;
}

/// <summary>Turns a pair of user id and login token into a caller.</summary>
public interface ICallers
{
    /// <returns>Null when the pair is unknown, expired or its account is switched off.</returns>
    ValueTask<Caller?> FindByTokenAsync(string userId, string token, CancellationToken ct);

    /// <summary>For a token that an app was given, sent as <c>Authorization: Bearer</c>.</summary>
    /// <returns>Null when it is unknown or over, or its app or account is switched off.</returns>
    ValueTask<Caller?> FindByAccessTokenAsync(string token, CancellationToken ct);

    /// <returns>Null when no active account has this id.</returns>
    ValueTask<Caller?> FindByIdAsync(string userId, CancellationToken ct);

    /// <summary>Whether a session is still there, asked of the database and not of a memory.</summary>
    Task<bool> IsOpenAsync(string userId, string tokenHash, CancellationToken ct);
}
