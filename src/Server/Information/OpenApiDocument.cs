using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;
using Parley.Platform.Telemetry;

namespace Parley.Server.Information;

/// <summary>An OpenAPI 3.1 description of the declared routes. DDP methods are listed under <c>x-ddp-methods</c>, streams under <c>x-ddp-streams</c>.</summary>
internal static class OpenApiDocument
{
    public static JsonObject Build(RestRoutes routes, DdpMethods methods, DdpServer streams, ServerMode mode)
    {
        var paths = new JsonObject();
        foreach (var group in routes.All.GroupBy(r => r.Path).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var item = new JsonObject();
            foreach (var route in group) item[route.Method.ToLowerInvariant()] = Operation(route);
            paths["/api/v1/" + group.Key] = item;
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Parley", ["version"] = mode.ProductVersion, ["description"] = $"Compatible with clients of version {mode.CompatibleVersion}." },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["userId"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-User-Id" },
                    ["authToken"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Auth-Token" },
                },
            },
            ["x-ddp-methods"] = new JsonArray([.. methods.All.Keys.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]),
            ["x-ddp-streams"] = new JsonArray([.. streams.StreamNames.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]),
        };
    }

    private static JsonObject Operation(RestRoute route)
    {
        var operation = new JsonObject { ["operationId"] = $"{route.Method.ToLowerInvariant()}.{route.Path}", ["responses"] = Responses(route) };
        if (route.Auth != RestAuth.None) operation["security"] = new JsonArray(new JsonObject { ["userId"] = new JsonArray(), ["authToken"] = new JsonArray() });
        if (route.Permissions.Count > 0) operation["x-permissions"] = new JsonArray([.. route.Permissions.Select(p => (JsonNode)p.Id)]);
        if (route.Limit is { } limit) operation["x-rate-limit"] = new JsonObject { ["calls"] = limit.Calls, ["intervalMs"] = limit.IntervalMs };
        var parameters = PathParameters(route);
        if (route.Method is "GET" or "DELETE")
        {
            foreach (var parameter in route.Parameters)
                parameters.Add(new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["required"] = parameter.IsRequired, ["schema"] = Schema(parameter) });
        }
        else if (route.Parameters.Count > 0)
        {
            operation["requestBody"] = Body(route);
        }
        if (parameters.Count > 0) operation["parameters"] = parameters;
        return operation;
    }

    private static JsonArray PathParameters(RestRoute route)
    {
        var parameters = new JsonArray();
        foreach (var part in route.Path.Split('/').Where(p => p.StartsWith('{')))
            parameters.Add(new JsonObject { ["name"] = part.Trim('{', '}'), ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } });
        return parameters;
    }

    private static JsonObject Body(RestRoute route)
    {
        var properties = new JsonObject();
        foreach (var parameter in route.Parameters) properties[parameter.Name] = Schema(parameter);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. route.Parameters.Where(p => p.IsRequired).Select(p => (JsonNode)p.Name)]),
        };
        return new JsonObject { ["content"] = new JsonObject { [route.IsUpload ? "multipart/form-data" : "application/json"] = new JsonObject { ["schema"] = schema } } };
    }

    private static JsonObject Schema(RestParameter parameter) => new() { ["type"] = parameter.Type };

    private static JsonObject Responses(RestRoute route)
    {
        var responses = new JsonObject { ["200"] = new JsonObject { ["description"] = "Done; success is true." }, ["400"] = new JsonObject { ["description"] = "Refused; errorType tells why." } };
        if (route.Auth == RestAuth.Required) responses["401"] = new JsonObject { ["description"] = "Not signed in." };
        if (route.Permissions.Count > 0) responses["403"] = new JsonObject { ["description"] = "A permission is missing." };
        if (route.Limit is not null) responses["429"] = new JsonObject { ["description"] = "Too many requests; X-RateLimit-Reset tells when to try again." };
        return responses;
    }
}

/// <summary>The same as a page for people.</summary>
internal static class OpenApiPage
{
    public static string Render(RestRoutes routes, DdpMethods methods, DdpServer streams)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Parley API</title><h1>Parley API</h1>");
        page.Append("<p>Machine-readable: <a href=\"/api/v1/openapi.json\">openapi.json</a></p><h2>REST</h2><table><tr><th>Method<th>Path<th>Parameters<th>Needs</tr>");
        foreach (var route in routes.All.OrderBy(r => r.Path, StringComparer.Ordinal))
        {
            page.Append("<tr><td>").Append(route.Method).Append("<td>/api/v1/").Append(Encode(route.Path)).Append("<td>");
            page.Append(Encode(string.Join(", ", route.Parameters.Select(p => p.IsRequired ? p.Name : p.Name + "?"))));
            page.Append("<td>").Append(route.Auth switch { RestAuth.Required => "sign-in", RestAuth.Optional => "sign-in, or anonymous reading", _ => "nothing" });
            if (route.Permissions.Count > 0) page.Append(", ").Append(Encode(string.Join(", ", route.Permissions.Select(p => p.Id))));
        }
        page.Append("</table><h2>DDP methods</h2><ul>");
        foreach (var name in methods.All.Keys.Order(StringComparer.Ordinal)) page.Append("<li>").Append(Encode(name));
        page.Append("</ul><h2>DDP streams</h2><ul>");
        foreach (var name in streams.StreamNames.Order(StringComparer.Ordinal)) page.Append("<li>").Append(Encode(name));
        return page.Append("</ul></html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
