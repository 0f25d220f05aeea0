using System.Text.Json;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

/// <summary>The <c>fields</c> parameter: <c>{name:1}</c> keeps only what is named (and the id), <c>{name:0}</c> leaves it out.</summary>
public static class Projection
{
    public static WireObject Apply(WireObject view, string? fields)
    {
        if (string.IsNullOrEmpty(fields) || !WireRead.TryParse(fields, out var json) || json.Value.ValueKind != JsonValueKind.Object) return view;
        var kept = json.Value.EnumerateObject().Where(f => f.Value.AsFlag() == true).Select(f => f.Name).ToHashSet();
        var left = json.Value.EnumerateObject().Where(f => f.Value.AsFlag() == false).Select(f => f.Name).ToHashSet();
        var result = new WireObject();
        foreach (var (name, value) in view)
        {
            if (name == "_id" || (kept.Count > 0 ? kept.Contains(name) : !left.Contains(name))) result.Add(name, value);
        }
        return result;
    }
}
