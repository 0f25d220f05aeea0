using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Server.Information;

/// <summary>Publications that clients open at start.</summary>
internal static class ServerPublications
{
    /// <summary>Third-party login services: none are configured, so no document is sent.</summary>
    public sealed class LoginServices : IPublication
    {
        public string Name => "meteor.loginServiceConfiguration";

        public ValueTask PublishAsync(DdpConnection connection, IReadOnlyList<JsonElement> args, CancellationToken ct) => ValueTask.CompletedTask;
    }

    /// <summary>The version of the web client, for clients that reload themselves.</summary>
    public sealed class ClientVersions(ServerMode mode) : IPublication
    {
        public string Name => "meteor_autoupdate_clientVersions";

        public ValueTask PublishAsync(DdpConnection connection, IReadOnlyList<JsonElement> args, CancellationToken ct)
        {
            connection.Send(new WireObject
            {
                { "msg", "added" }, { "collection", "meteor_autoupdate_clientVersions" }, { "id", "version" },
                { "fields", new WireObject { { "version", mode.ProductVersion } } },
            });
            return ValueTask.CompletedTask;
        }
    }
}
