using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Platform.Audit;

/// <summary>One administrative act. Rows are added and, when they are old, removed; never changed.</summary>
public sealed class AuditRow
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it; empty for the server itself.</summary>
    public required string ActorId { get; init; }

    public required string ActorName { get; init; }
    public string? Address { get; init; }

    /// <summary>What was done, such as <c>user.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what kind of thing, such as <c>user</c> or <c>setting</c>.</summary>
    public required string ObjectType { get; init; }

    public required string ObjectId { get; init; }

    /// <summary>How people know it: a username, a name.</summary>
    public string? ObjectName { get; init; }

    /// <summary>JSON object of what changed as it was; null when the thing is new.</summary>
    public string? Before { get; init; }

    /// <summary>JSON object of what changed as it is now; null when the thing is gone.</summary>
    public string? After { get; init; }
}

/// <summary>Writes down administrative acts inside the transaction that does them: no act without its entry, no entry without its act (SEC-090).</summary>
public static class AuditTrail
{
    /// <summary>Stands for a secret in <c>Before</c> and <c>After</c>.</summary>
    public const string Hidden = "(hidden)";

    private const int LongestValue = 4000;

    /// <param name="caller">Null when the server acts by itself.</param>
    /// <param name="before">What changed as it was, without secrets; null when the thing is new.</param>
    /// <param name="after">As it is now; null when the thing is gone.</param>
    public static async Task AuditAsync(
        this WriteUnit unit, Caller? caller, string action, string objectType, string objectId, string? objectName, WireObject? before, WireObject? after, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(unit);
        unit.Db.Add(new AuditRow
        {
            Id = Id.New(),
            At = unit.Now,
            ActorId = caller?.UserId ?? "",
            ActorName = caller?.Username ?? "",
            Address = caller?.Address,
            Action = action,
            ObjectType = objectType,
            ObjectId = objectId,
            ObjectName = objectName,
            Before = Text(before),
            After = Text(after),
        });
        await unit.Db.SaveChangesAsync(ct);
    }

    private static string? Text(WireObject? state)
    {
        if (state is null) return null;
        var text = WireJson.ToText(state);
        return text.Length <= LongestValue ? text : WireJson.ToText(new WireObject { { "cut", text[..(LongestValue / 2)] } });
    }
}
