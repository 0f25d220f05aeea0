using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

/// <summary>Checks a request against the parameters its route declares.</summary>
internal static class RestValidation
{
    private static readonly HashSet<string> _alwaysAllowed = ["count", "offset", "sort", "query", "fields"];

    public static void Check(RestRoute route, HttpContext http, JsonElement body)
    {
        var isQuery = route.Method is "GET" or "DELETE";
        foreach (var parameter in route.Parameters)
        {
            var problem = isQuery ? CheckQuery(parameter, http.Request.Query) : CheckBody(parameter, body);
            if (problem is not null) throw WireError.InvalidParams(problem);
        }
        var names = isQuery ? http.Request.Query.Keys : body.EnumerateObject().Select(m => m.Name);
        foreach (var name in names)
        {
            if (_alwaysAllowed.Contains(name)) continue;
            if (!route.Parameters.Any(p => p.Name == name || p.Name + "[]" == name)) throw WireError.InvalidParams("must NOT have additional properties");
        }
    }

    private static string? CheckQuery(RestParameter parameter, IQueryCollection query)
    {
        var values = query[parameter.Name];
        if (values.Count == 0) values = query[parameter.Name + "[]"];
        if (values.Count == 0) return parameter.IsRequired ? Missing(parameter) : null;
        return parameter.Type switch
        {
            "number" when !double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "must be number",
            "boolean" when values[0] is not ("true" or "false" or "0" or "1") => "must be boolean",
            "string" when parameter.IsRequired && string.IsNullOrEmpty(values[0]) => "must NOT have fewer than 1 characters",
            _ => null,
        };
    }

    private static string? CheckBody(RestParameter parameter, JsonElement body)
    {
        if (body.Get(parameter.Name) is not { } value) return parameter.IsRequired ? Missing(parameter) : null;
        var fits = parameter.Type switch
        {
            "string" => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _)),
            "boolean" => value.AsFlag() is not null,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => true,
        };
        return fits ? null : $"must be {parameter.Type}";
    }

    private static string Missing(RestParameter parameter) => $"must have required property '{parameter.Name}'";
}
