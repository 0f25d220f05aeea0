using Parley.Platform.Hosting;
using Parley.Platform.Rest;

namespace Parley.Server;

/// <summary>Answers for the doors that a node leaves to others: 404, as JSON below <c>/api/</c> and as text elsewhere.</summary>
internal static class MissingRoles
{
    public static void MapSockets(WebApplication app)
    {
        foreach (var path in new[] { "/websocket", "/sockjs/{**rest}" }) app.Map(path, http => RefuseAsync(http, "realtime"));
    }

    public static void MapWeb(WebApplication app)
    {
        app.Map("/api/{**rest}", http => RestAdapter.WriteAsync(http, RestResult.NotFound(Sentence("web"))));
        app.MapFallback(http => RefuseAsync(http, "web"));
    }

    private static Task RefuseAsync(HttpContext http, string role)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(Sentence(role) + "\n");
    }

    private static string Sentence(string role) => $"This node does not have the role {role}";
}
