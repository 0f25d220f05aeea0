using Parley.Platform.Ddp;
using Parley.Platform.Permissions;

namespace Parley.People.Accounts;

/// <summary><c>stream-notify-all</c>: everybody, visitors too.</summary>
internal sealed class NotifyAllStream : IStreamRule
{
    public string Stream => "notify-all";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) => new([$"notify-all/{request.EventName}"]);
}

/// <summary><c>stream-notify-logged</c> and <c>stream-roles</c>: everybody signed in. Changes of private settings go to those who may read all of them.</summary>
internal sealed class SignedInStream(string stream, PermissionRegistry permissions) : IStreamRule
{
    public const string PrivateSettings = "private-settings-changed";

    public string Stream => stream;

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        if (request.Caller is not { } caller) return new((IReadOnlyList<string>?)null);
        if (request.EventName == PrivateSettings && !permissions.Has(caller, AccountPermissions.ViewPrivilegedSettings)) return new((IReadOnlyList<string>?)null);
        return new((IReadOnlyList<string>)[$"{stream}/{request.EventName}"]);
    }
}

/// <summary><c>stream-notify-user</c>: a person's own events only.</summary>
internal sealed class NotifyUserStream : IStreamRule
{
    public string Stream => "notify-user";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        var isOwn = request.Caller is { } caller && request.EventName.StartsWith(caller.UserId + "/", StringComparison.Ordinal);
        return new(isOwn ? (IReadOnlyList<string>)[$"notify-user/{request.EventName}"] : null);
    }
}
