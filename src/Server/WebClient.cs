using Microsoft.Extensions.FileProviders;
using Parley.Platform.Hosting;

namespace Parley.Server;

/// <summary>Serves the built web client; every unknown page address opens it.</summary>
internal sealed class WebClient : IWebPage
{
    private readonly PhysicalFileProvider? _files;

    public WebClient()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (System.IO.Directory.Exists(folder)) _files = new PhysicalFileProvider(folder);
    }

    public void Map(WebApplication app)
    {
        if (_files is null) return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = _files,
            OnPrepareResponse = context =>
            {
                // Names below assets/ carry a hash of their content.
                var isHashed = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
                context.Context.Response.Headers.CacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
        app.MapFallback(ServeAsync);
    }

    public async Task ServeAsync(HttpContext http)
    {
        if (_files is null || (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        await http.Response.SendFileAsync(_files.GetFileInfo("index.html"));
    }
}
