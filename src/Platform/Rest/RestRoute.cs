using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.RateLimits;
using Parley.Platform.Settings;

namespace Parley.Platform.Rest;

public enum RestAuth
{
    Required,

    /// <summary>Open to visitors where the workspace allows anonymous reading, decided by the operation.</summary>
    Optional,
    None,
}

public delegate Task<RestResult> RestHandler(RestCall call);

/// <summary>A feature's REST door: declares its routes.</summary>
public interface IRestDoor
{
    void Map(RestRoutes routes);
}

/// <summary>One method on one path below <c>/api/v1/</c>: who may call, how often, with what.</summary>
public sealed class RestRoute(string method, string path, RestHandler handler)
{
    public static readonly RateLimit DefaultLimit = new(10, 60_000);

    public string Method { get; } = method;

    public string Path { get; } = path;

    public RestHandler Handler { get; } = handler;

    public RestAuth Auth { get; private set; } = RestAuth.Required;

    public RateLimit? Limit { get; private set; } = DefaultLimit;

    /// <summary>Takes the place of the calls of <see cref="Limit"/>; null for most.</summary>
    public Setting<long>? LimitSetting { get; private set; }

    /// <summary>All are needed, in workspace roles.</summary>
    public IReadOnlyList<Permission> Permissions { get; private set; } = [];

    public IReadOnlyList<RestParameter> Parameters { get; private set; } = [];

    public bool IsStrict { get; private set; }

    public bool IsBeforeDuties { get; private set; }

    /// <summary>A multipart body is left to the handler, which reads it as a stream.</summary>
    public bool IsUpload { get; private set; }

    public RestRoute Open()
    {
        Auth = RestAuth.None;
        return this;
    }

    public RestRoute AnonymousToo()
    {
        Auth = RestAuth.Optional;
        return this;
    }

    public RestRoute Limited(int calls, int intervalMs)
    {
        Limit = new(calls, intervalMs);
        return this;
    }

    /// <summary>How often is a setting; within what time is the workspace's common one.</summary>
    public RestRoute LimitedBy(Setting<long> calls)
    {
        LimitSetting = calls;
        return this;
    }

    public RestRoute Unlimited()
    {
        Limit = null;
        return this;
    }

    public RestRoute Needs(params Permission[] permissions)
    {
        Permissions = permissions;
        return this;
    }

    /// <summary>Open to people who have a duty to do first, because it is needed for that.</summary>
    public RestRoute BeforeDuties()
    {
        IsBeforeDuties = true;
        return this;
    }

    public RestRoute Upload()
    {
        IsUpload = true;
        return this;
    }

    /// <summary>Documents parameters; each is <c>name:type</c> with <c>!</c> behind when required.</summary>
    public RestRoute Takes(params string[] parameters)
    {
        Parameters = [.. parameters.Select(RestParameter.Parse)];
        return this;
    }

    /// <summary>As <see cref="Takes"/>, and requests that do not fit are refused with <c>invalid-params</c>.</summary>
    public RestRoute Strictly(params string[] parameters)
    {
        IsStrict = true;
        return Takes(parameters);
    }
}

/// <summary>A query parameter (GET) or body member (otherwise).</summary>
/// <param name="Type">JSON Schema type: string, number, boolean, object, array.</param>
public sealed record RestParameter(string Name, string Type, bool IsRequired)
{
    public static RestParameter Parse(string text)
    {
        var required = text.EndsWith('!');
        var parts = text.TrimEnd('!').Split(':');
        return new(parts[0], parts.Length > 1 ? parts[1] : "string", required);
    }
}

/// <summary>The catalogue of routes, filled by the doors at start.</summary>
public sealed class RestRoutes
{
    private readonly List<RestRoute> _routes = [];

    public IReadOnlyList<RestRoute> All => _routes;

    public RestRoute Get(string path, RestHandler handler) => Add("GET", path, handler);

    public RestRoute Post(string path, RestHandler handler) => Add("POST", path, handler);

    public RestRoute Put(string path, RestHandler handler) => Add("PUT", path, handler);

    public RestRoute Delete(string path, RestHandler handler) => Add("DELETE", path, handler);

    private RestRoute Add(string method, string path, RestHandler handler)
    {
        var route = new RestRoute(method, path, handler);
        _routes.Add(route);
        return route;
    }
}
