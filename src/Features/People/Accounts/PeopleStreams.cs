using System.Text.Json;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;

namespace Parley.People.Accounts;

/// <summary><c>stream-notify-all</c>: everybody, visitors too.</summary>
internal sealed class NotifyAllStream : IStreamRule
{
    public string Stream => "notify-all";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) => new([$"notify-all/{request.EventName}"]);
}

/// <summary><c>stream-notify-logged</c> and <c>stream-roles</c>: everybody signed in. Changes of private settings go to those who may read all of them, or this one.</summary>
internal sealed class SignedInStream(string stream, PermissionRegistry permissions) : IStreamRule
{
    public const string PrivateSettings = "private-settings-changed";

    public string Stream => stream;

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        if (request.Caller is not { } caller) return new((IReadOnlyList<string>?)null);
        if (request.EventName == PrivateSettings && !permissions.Has(caller, AccountPermissions.ViewPrivilegedSettings) && !permissions.Has(caller, AccountPermissions.EditPrivilegedSettings)) return new(SingleSettings(caller));
        return new((IReadOnlyList<string>)[$"{stream}/{request.EventName}"]);
    }

    /// <summary>Whoever looks after single settings hears of those (SEC-084).</summary>
    /// <returns>Null for everybody else.</returns>
    private IReadOnlyList<string>? SingleSettings(Caller caller)
    {
        if (!permissions.Has(caller, AccountPermissions.ManageSelectedSettings)) return null;
        string[] topics = [.. permissions.All.Where(p => p.Grant is { Group: not null } && permissions.HasAny(caller.Roles, p.Id)).Select(p => TopicOf(p.Grant!.SettingId))];
        return topics.Length == 0 ? null : topics;
    }

    public static string TopicOf(string settingId) => "private-setting/" + settingId;
}

/// <summary><c>stream-notify-user</c>: a person's own events only; to others goes what a relay lets through.</summary>
internal sealed class NotifyUserStream(IEnumerable<IUserRelay> relays) : IStreamRule
{
    private readonly Dictionary<string, IUserRelay> _relays = relays.ToDictionary(r => r.Kind);

    public string Stream => "notify-user";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        var isOwn = request.Caller is { } caller && request.EventName.StartsWith(caller.UserId + "/", StringComparison.Ordinal);
        return new(isOwn ? (IReadOnlyList<string>)[$"notify-user/{request.EventName}"] : null);
    }

    public ValueTask WriteAsync(StreamRequest request, IReadOnlyList<JsonElement> args, CancellationToken ct)
    {
        var slash = request.EventName.IndexOf('/', StringComparison.Ordinal);
        if (request.Caller is not { } caller || slash < 0 || !_relays.TryGetValue(request.EventName[(slash + 1)..], out var relay)) return ValueTask.CompletedTask;
        return relay.RelayAsync(caller, request.EventName[..slash], args, ct);
    }
}
