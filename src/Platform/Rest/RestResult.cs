using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

/// <param name="Type">As the header <c>Content-Type</c> says it.</param>
public sealed record RestContent(string Type, byte[] Bytes);

/// <summary>An answer: a JSON body and its status.</summary>
public sealed record RestResult(int Status, object Body)
{
    /// <summary>The body holds a <see cref="WireStream"/>: it is written while it is read.</summary>
    public bool IsStreamed { get; private init; }

    /// <summary>As <see cref="Ok"/> for a body with a <see cref="WireStream"/> in it.</summary>
    public static RestResult Streamed(WireObject body)
    {
        body["success"] = true;
        return new(200, body) { IsStreamed = true };
    }

    /// <summary>200 with <c>success:true</c> added behind the members.</summary>
    public static RestResult Ok(WireObject? body = null)
    {
        body ??= [];
        body["success"] = true;
        return new(200, body);
    }

    /// <summary>200 with something that is no JSON, such as a picture.</summary>
    public static RestResult Content(string type, byte[] content) => new(200, new RestContent(type, content));

    /// <summary>200 with exactly this body.</summary>
    public static RestResult Bare(object body) => new(200, body);

    public static RestResult Failure(string error, string? errorType = null) => new(400, new WireObject
    {
        { "success", false }, { "error", error }, { "errorType", errorType },
    });

    public static RestResult NotFound(string error = "Resource not found") => new(404, new WireObject { { "success", false }, { "error", error } });

    public static RestResult Forbidden(string error = "unauthorized") => new(403, new WireObject { { "success", false }, { "error", error } });

    public static RestResult Status401() => new(401, new WireObject
    {
        { "status", "error" }, { "message", "You must be logged in to do this." },
    });

    public static RestResult From(WireError error)
    {
        if (error.IsMatch) return Failure(error.Reason!) with { Status = error.Status };
        var body = new WireObject { { "success", false }, { "error", error.Message } };
        if (error.ShowsType) body.Add("errorType", error.Code);
        body.Add("details", error.Details);
        return new(error.Status, body);
    }
}
