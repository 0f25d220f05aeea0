using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Server.Information;

internal static class InformationPermissions
{
    public static readonly Permission GetServerInfo = new("get-server-info", "admin");

    public static IReadOnlyList<Permission> All => [GetServerInfo];
}

/// <summary>What the server is and offers.</summary>
internal sealed class InformationRest(ServerMode mode, PermissionRegistry permissions, IServiceProvider services) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("info", InfoAsync).AnonymousToo().BeforeDuties();
        routes.Get("openapi.json", _ => Task.FromResult(RestResult.Bare(OpenApiDocument.Build(services.GetRequiredService<RestRoutes>(), services.GetRequiredService<DdpMethods>(), services.GetRequiredService<DdpServer>(), mode)))).Open();
    }

    /// <summary>Clients read major and minor; those with the right see the whole version.</summary>
    public Task<RestResult> InfoAsync(RestCall call)
    {
        var parts = mode.CompatibleVersion.Split('.');
        var answer = new WireObject();
        if (call.MaybeCaller is { } caller && permissions.Has(caller, InformationPermissions.GetServerInfo))
        {
            answer.Add("info", new WireObject
            {
                { "version", mode.CompatibleVersion }, { "parley", mode.ProductVersion },
                { "build", new WireObject { { "arch", System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant() }, { "platform", "linux" }, { "runtime", Environment.Version.ToString() }, { "cpus", Environment.ProcessorCount } } },
                { "marketplaceApiVersion", "1.41.0" }, { "commit", new WireObject { { "tag", mode.ProductVersion } } },
            });
        }
        answer.Add("version", string.Join('.', parts.Take(2)));
        answer.Add("parley", new WireObject { { "version", mode.ProductVersion } });
        return Task.FromResult(RestResult.Ok(answer));
    }
}

internal static class InformationPages
{
    public static void Map(WebApplication app)
    {
        var rest = app.Services.GetRequiredService<RestAdapter>();
        app.MapGet("/api/info", http => rest.RunAsync(http, "info"));
        app.MapGet("/api/docs", http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync(OpenApiPage.Render(app.Services.GetRequiredService<RestRoutes>(), app.Services.GetRequiredService<DdpMethods>(), app.Services.GetRequiredService<DdpServer>()));
        });
    }
}
