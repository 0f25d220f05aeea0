using Microsoft.AspNetCore.Http;

namespace Parley.Platform.Hosting;

/// <summary>The page of the web client, for addresses that the server looks at before the client does.</summary>
public interface IWebPage
{
    /// <summary>Answers 404 where no web client was built.</summary>
    Task ServeAsync(HttpContext http);
}
