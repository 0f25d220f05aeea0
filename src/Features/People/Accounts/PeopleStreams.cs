using Parley.Platform.Ddp;

namespace Parley.People.Accounts;

/// <summary><c>stream-notify-all</c>: everybody, visitors too.</summary>
internal sealed class NotifyAllStream : IStreamRule
{
    public string Stream => "notify-all";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) => new([$"notify-all/{request.EventName}"]);
}

/// <summary><c>stream-notify-logged</c> and <c>stream-roles</c>: everybody signed in.</summary>
internal sealed class SignedInStream(string stream) : IStreamRule
{
    public string Stream => stream;

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) =>
        new(request.Caller is null ? null : (IReadOnlyList<string>)[$"{stream}/{request.EventName}"]);
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
