using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>The conditions of an autocomplete selector: plain values, <c>$regex</c>, <c>$and</c> and <c>$or</c> over a few fields.</summary>
internal static class SelectorFilter
{
    private const int Deepest = 4;
    private static readonly TimeSpan _patternTime = TimeSpan.FromMilliseconds(50);

    /// <returns>Null when there is nothing to filter.</returns>
    /// <exception cref="WireError"><c>error-invalid-query</c> for any other operator.</exception>
    public static Func<UserBrief, bool>? Read(JsonElement conditions) =>
        conditions.ValueKind == JsonValueKind.Object && conditions.EnumerateObject().Any() ? All(conditions, 0) : null;

    private static Func<UserBrief, bool> All(JsonElement conditions, int depth)
    {
        if (depth > Deepest || conditions.ValueKind != JsonValueKind.Object) throw Refused("depth");
        var parts = conditions.EnumerateObject().Select(c => One(c.Name, c.Value, depth)).ToList();
        return user => parts.TrueForAll(p => p(user));
    }

    private static Func<UserBrief, bool> One(string name, JsonElement value, int depth)
    {
        if (name is "$and" or "$or" && value.ValueKind == JsonValueKind.Array)
        {
            var parts = value.EnumerateArray().Select(v => All(v, depth + 1)).ToList();
            return name == "$and" ? user => parts.TrueForAll(p => p(user)) : user => parts.Exists(p => p(user));
        }
        if (name.StartsWith('$')) throw Refused(name);
        return user => Matches(FieldOf(user, name), value);
    }

    private static string? FieldOf(UserBrief user, string name) => name switch
    {
        "username" => user.Username,
        "name" => user.Name,
        "type" => user.Type,
        "active" => user.IsActive ? "true" : "false",
        "_id" => user.Id,
        _ => null,
    };

    private static bool Matches(string? text, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => text == value.GetString(),
        JsonValueKind.True => text == "true",
        JsonValueKind.False => text == "false",
        JsonValueKind.Object when value.Text("$regex") is { } pattern => text is not null && IsMatch(text, pattern, value.Text("$options")),
        _ => false,
    };

    private static bool IsMatch(string text, string pattern, string? options)
    {
        try
        {
            return Regex.IsMatch(text, pattern, options?.Contains('i', StringComparison.Ordinal) == true ? RegexOptions.IgnoreCase : RegexOptions.None, _patternTime);
        }
        catch (Exception problem) when (problem is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static WireError Refused(string name) => new("error-invalid-query", $"The operator {name} cannot be used");
}
