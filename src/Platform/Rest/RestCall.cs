using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

/// <summary>One request as a door sees it.</summary>
public sealed class RestCall(HttpContext http, Caller? caller, JsonElement body, RestPaging paging)
{
    public HttpContext Http { get; } = http;

    public Caller? MaybeCaller { get; } = caller;

    /// <summary>The signed-in person; only on routes that require one.</summary>
    public Caller Caller => MaybeCaller ?? throw new WireError("error-invalid-user", "Invalid user", 401);

    /// <summary>The JSON body; an empty object when there is none.</summary>
    public JsonElement Body { get; } = body;

    public CancellationToken Aborted => Http.RequestAborted;

    public string? Query(string name)
    {
        var values = Http.Request.Query[name];
        return values.Count == 0 ? null : values[0];
    }

    /// <summary>Several values: repeated, or as <c>name[]</c>.</summary>
    public IReadOnlyList<string> QueryList(string name)
    {
        var values = Http.Request.Query[name];
        if (values.Count == 0) values = Http.Request.Query[name + "[]"];
        return [.. values.OfType<string>()];
    }

    public bool? QueryFlag(string name) => Query(name) switch { "true" or "1" => true, "false" or "0" => false, _ => null };

    public DateTimeOffset? QueryDate(string name) => WireRead.ParseDate(Query(name));

    public string RouteValue(string name) => Uri.UnescapeDataString((string?)Http.Request.RouteValues[name] ?? "");

    /// <summary>A parameter from the body or, failing that, the query.</summary>
    public string? Text(string name) => Body.Text(name) ?? Query(name);

    public string RequiredBody(string name, string code) =>
        Body.Text(name) is { Length: > 0 } value ? value : throw new WireError(code, $"The body param \"{name}\" is required");

    public string RequiredQuery(string name, string code) =>
        Query(name) is { Length: > 0 } value ? value : throw new WireError(code, $"The query param \"{name}\" is required");

    /// <exception cref="WireError"><c>error-invalid-sort</c> and its kin.</exception>
    public Page Page() => paging.Read(this);
}

/// <summary>The window of a list that the caller asks for.</summary>
/// <param name="Count">At most this many; <see cref="int.MaxValue"/> where endless lists are allowed.</param>
/// <param name="Sort">Field and direction in order of weight.</param>
/// <param name="Query">The caller's filter object, or an undefined element.</param>
public sealed record Page(int Offset, int Count, IReadOnlyList<(string Field, bool Descending)> Sort, JsonElement Query);
