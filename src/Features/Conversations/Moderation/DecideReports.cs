using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Moderation;

/// <summary>A moderator dismisses reports, or removes what was reported.</summary>
internal sealed class DecideReports(IStore store, ChangeMessage change, PermissionRegistry permissions)
{
    private const int LongestReason = 1000;
    private const string Deleted = "DELETE Messages";

    /// <summary>Which reports are meant: about one message, about the messages of a person, or about the person.</summary>
    public sealed record Target(string? MessageId, string? AuthorId, bool AboutPerson = false);

    /// <exception cref="WireError"><c>error-unauthorized</c>, <c>no-reports-found</c>.</exception>
    public async Task DismissAsync(Caller caller, Target target, string? reason, string? action, CancellationToken ct)
    {
        Check(caller);
        var count = await store.WriteAsync(unit => HideAsync(unit, caller, target, reason, action ?? "None", ct), ct);
        if (count == 0) throw new WireError("no-reports-found", "No reports found");
    }

    /// <summary>Removes every reported message of a person from its room and dismisses the reports.</summary>
    /// <exception cref="WireError"><c>error-unauthorized</c>, and a sentence when nothing is reported.</exception>
    public async Task DeleteMessagesAsync(Caller caller, string authorId, string? reason, CancellationToken ct)
    {
        Check(caller);
        var ids = await store.ReadAsync(db => db.Set<ReportRow>().Where(r => r.AuthorId == authorId && r.MessageId != null && r.DismissedAt == null).Select(r => r.MessageId!).Distinct().ToListAsync(ct), ct);
        if (ids.Count == 0) throw WireError.Plain("No reported messages found for this user.");
        foreach (var id in ids) await change.RemoveReportedAsync(caller, id, ct);
        await store.WriteAsync(unit => HideAsync(unit, caller, new(null, authorId), reason, Deleted, ct), ct);
    }

    private static async Task<int> HideAsync(WriteUnit unit, Caller caller, Target target, string? reason, string action, CancellationToken ct)
    {
        var told = string.IsNullOrWhiteSpace(reason) ? "No reason provided" : reason.Trim();
        if (told.Length > LongestReason) told = told[..LongestReason];
        var open = unit.Db.Set<ReportRow>().Where(r => r.DismissedAt == null);
        open = target.MessageId is { } messageId ? open.Where(r => r.MessageId == messageId)
            : target.AboutPerson ? open.Where(r => r.AuthorId == target.AuthorId && r.MessageId == null)
            : open.Where(r => r.AuthorId == target.AuthorId && r.MessageId != null);
        var count = await open.ExecuteUpdateAsync(s => s.SetProperty(r => r.DismissedAt, unit.Now).SetProperty(r => r.DismissedBy, caller.UserId)
            .SetProperty(r => r.DismissReason, told).SetProperty(r => r.DismissAction, action), ct);
        if (count > 0)
            await unit.AuditAsync(caller, action == Deleted ? "moderation.delete-messages" : "moderation.dismiss", target.MessageId is null ? "user" : "message", target.MessageId ?? target.AuthorId ?? "", null, null,
                new WireObject { { "reports", count }, { "reason", told }, { "action", action } }, ct);
        return count;
    }

    private void Check(Caller caller)
    {
        if (!permissions.Has(caller, ModerationPermissions.Act)) throw WireError.Unauthorized();
    }
}
