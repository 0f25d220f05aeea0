using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Logs;

/// <summary><c>stdout.queue</c>.</summary>
internal sealed class LogsRest(LogLines lines, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("stdout.queue", call =>
    {
        if (!permissions.Has(call.Caller, AdministrationPermissions.ViewLogs)) throw WireError.Plain("unauthorized", status: 403);
        return Task.FromResult(RestResult.Ok(new WireObject { { "queue", lines.All() } }));
    });
}

/// <summary><c>stream-stdout</c>: the log as it grows.</summary>
internal sealed class LogStream(PermissionRegistry permissions) : IStreamRule
{
    public string Stream => "stdout";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) =>
        new(request.Caller is { } caller && request.EventName == "stdout" && permissions.Has(caller, AdministrationPermissions.ViewLogs) ? (IReadOnlyList<string>)["stdout/stdout"] : null);
}
