using Parley.Platform.Wire;

namespace Parley.Platform.Operations;

/// <summary>An expected failure, told to the caller by its wire identifier.</summary>
/// <param name="code">The identifier that clients compare, for example <c>error-room-not-found</c>.</param>
/// <param name="reason">One plain sentence; null when the identifier stands alone.</param>
public sealed class WireError(string code, string? reason = null, int status = 400, object? details = null)
    : Exception(reason is null ? $"[{code}]" : $"{reason} [{code}]")
{
    public string Code { get; } = code;

    public string? Reason { get; } = reason;

    /// <summary>HTTP status of the REST answer. DDP has no statuses.</summary>
    public int Status { get; } = status;

    /// <summary>An object for most, a list where clients expect one; null when there is nothing to add.</summary>
    public object? Details { get; } = details;

    /// <summary>False for answers whose envelope carries no <c>errorType</c>.</summary>
    public bool ShowsType { get; init; } = true;

    public static WireError NotAllowed(string? method = null) => new("error-not-allowed", "Not allowed", details: Method(method));

    public static WireError ActionNotAllowed(string? action = null) => new("error-action-not-allowed", "Action not allowed",
        details: action is null ? null : new WireObject { { "action", action } });

    public static WireError InvalidUser(string? method = null) => new("error-invalid-user", "Invalid user", details: Method(method));

    public static WireError InvalidRoom(string? method = null) => new("error-invalid-room", "Invalid room", details: Method(method));

    public static WireError RoomNotFound() => new("error-room-not-found",
        "The required \"roomId\" or \"roomName\" param provided does not match any channel");

    /// <summary>403 of a route whose permission the caller lacks.</summary>
    public static WireError Unauthorized() => new("error-unauthorized", "User does not have the permissions required for this action", 403) { ShowsType = false };

    public static WireError InvalidParams(string reason) => new("invalid-params", reason);

    /// <summary>Answer of every door that a person may not pass before they have done their duty.</summary>
    public static WireError DutyFirst(CallerDuty duty) => duty == CallerDuty.NewPassword
        ? new("error-password-change-required", "Choose a new password first", 403)
        : new("error-second-factor-required", "Set up a second factor first", 403);

    /// <summary>Wrong type of a method argument, spelled as clients know it.</summary>
    public static WireError Match(string reason) => new("invalid-params", "Match error: " + reason) { IsMatch = true };

    /// <summary>A sentence that clients know whole; it is answered without an identifier.</summary>
    public static WireError Sentence(string sentence) => new("invalid-params", sentence) { IsMatch = true };

    public bool IsMatch { get; private init; }

    /// <summary>An answer whose <c>error</c> is this text alone, as clients of some routes compare it.</summary>
    public static WireError Plain(string text, string code = "error-not-allowed", int status = 400) => new(code, text, status) { IsMatch = true };

    public static WireError MissingParam(string code, string name) => new(code, $"The parameter \"{name}\" is required");

    private static WireObject? Method(string? method) => method is null ? null : new WireObject { { "method", method } };
}
