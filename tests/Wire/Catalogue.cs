using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>One route as the server itself describes it.</summary>
/// <param name="Path">Below <c>/api/v1/</c>, with its placeholders.</param>
internal sealed record CatalogueRoute(string Method, string Path, bool NeedsSignIn, IReadOnlyList<string> Permissions)
{
    public string Name => $"{Method} {Path}";

    public async Task<RestReply> KnockAsync(RestClient caller)
    {
        var address = System.Text.RegularExpressions.Regex.Replace(Path, @"\{[^}]*\}", "nothing-has-this-id");
        return Method == "GET" ? await caller.GetAsync(address) : await caller.SendAsync(HttpMethod.Parse(Method), address, new StringContent("{}", null, "application/json"));
    }
}

/// <summary>What <c>GET /api/v1/openapi.json</c> lists.</summary>
internal sealed record Catalogue(IReadOnlyList<CatalogueRoute> Routes, IReadOnlyList<string> Methods, IReadOnlyList<string> Streams)
{
    public static async Task<Catalogue> ReadAsync(ParleyServer server)
    {
        using var visitor = server.Anonymous();
        var reply = await visitor.GetAsync("openapi.json");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var routes =
            from path in reply["paths"].EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select new CatalogueRoute(
                operation.Name.ToUpperInvariant(),
                path.Name["/api/v1/".Length..],
                operation.Value.GetProperty("responses").TryGetProperty("401", out _),
                operation.Value.TryGetProperty("x-permissions", out var needed) ? [.. needed.EnumerateArray().Select(p => p.GetString()!)] : []);
        return new Catalogue([.. routes], Names("x-ddp-methods"), Names("x-ddp-streams"));

        string[] Names(string list) => [.. reply[list].EnumerateArray().Select(name => name.GetString()!)];
    }
}

/// <summary>Failures of many small checks, shown together.</summary>
internal sealed class Complaints
{
    private readonly List<string> _all = [];

    public void Add(string what)
    {
        lock (_all)
            _all.Add(what);
    }

    public void AddUnless(bool isFine, string what)
    {
        if (!isFine)
            Add(what);
    }

    public void AssertNone() => Assert.True(_all.Count == 0, $"{_all.Count}:\n{string.Join('\n', _all.Order(StringComparer.Ordinal))}");
}
