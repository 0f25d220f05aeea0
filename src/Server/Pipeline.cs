using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.FileProviders;
using Parley.Conversations;
using Parley.Customization;
using Parley.Integrations;
using Parley.People;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Server.Information;
using Prometheus;

namespace Parley.Server;

/// <summary>The order in which a request meets the parts of the server.</summary>
internal static class Pipeline
{
    public static void Configure(WebApplication app, ServerConfiguration configuration)
    {
        if (configuration.ForwardedCount > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = configuration.ForwardedCount };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }
        var security = app.Services.GetRequiredService<SecurityHeaders>();
        app.Use((http, next) => security.AddAsync(http, next));
        var isRealtime = configuration.Roles.HasFlag(NodeRoles.Realtime);
        if (isRealtime)
        {
            app.Use((http, next) =>
            {
                WebSocketDoor.PrepareUpgrade(http);
                return next(http);
            });
            app.UseWebSockets();
        }
        app.UseRouting();
        if (isRealtime) MapSockets(app);
        else MissingRoles.MapSockets(app);
        MapHealth(app);
        if (configuration.Roles.HasFlag(NodeRoles.Web)) MapWeb(app);
        else MissingRoles.MapWeb(app);
    }

    private static void MapWeb(WebApplication app)
    {
        var rest = app.Services.GetRequiredService<RestAdapter>();
        rest.MapTo(app);
        foreach (var twin in new[] { "login", "logout" }) app.Map("/api/" + twin, http => rest.RunAsync(http, twin));
        app.MapPost("/api/apps/ui.interaction/{appId}", http => rest.RunAsync(http, "apps/ui.interaction/{appId}"));
        SecurityPages.Map(app);
        Mobile.MobilePages.Map(app);
        InformationPages.Map(app);
        app.Services.GetRequiredService<Analytics>().Map(app);
        PeopleFeature.MapPages(app);
        CustomizationFeature.MapPages(app);
        ConversationsFeature.MapPages(app);
        IntegrationsFeature.MapPages(app);
        app.Services.GetRequiredService<WebClient>().Map(app);
    }

    private static void MapSockets(WebApplication app)
    {
        var sockets = app.Services.GetRequiredService<WebSocketDoor>();
        app.Map("/websocket", http => sockets.AcceptAsync(http, isSockJs: false));
        app.Services.GetRequiredService<SockJsDoor>().Map(app);
    }

    private static void MapHealth(WebApplication app)
    {
        foreach (var path in new[] { "/livez", "/health" }) app.MapGet(path, static http => SayAsync(http, StatusCodes.Status200OK, "ok"));
        var store = app.Services.GetRequiredService<IStore>();
        app.MapGet("/readyz", async http =>
        {
            try
            {
                await store.SettleAsync(http.RequestAborted);
                await SayAsync(http, StatusCodes.Status200OK, "ok");
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                await SayAsync(http, StatusCodes.Status503ServiceUnavailable, "the database does not answer");
            }
        });
        app.MapMetrics("/metrics");
    }

    private static Task SayAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text);
    }
}
