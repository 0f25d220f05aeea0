namespace Parley.Platform.OutboundHttp;

/// <summary>An answer whose body is still to be read; it holds the connection until it is disposed.</summary>
public sealed class SafeResponse : IDisposable
{
    private readonly IDisposable[] _held;

    internal SafeResponse(HttpResponseMessage response, params IDisposable[] held)
    {
        Response = response;
        _held = held;
    }

    public HttpResponseMessage Response { get; }

    public int Status => (int)Response.StatusCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        Response.Dispose();
        foreach (var held in _held) held.Dispose();
    }
}
