using Parley.Platform.Permissions;

namespace Parley.Conversations.Audits;

internal static class AuditPermissions
{
    public static readonly Permission CanAudit = new("can-audit", "admin", "auditor");
    public static readonly Permission CanAuditLog = new("can-audit-log", "admin", "auditor-log");

    public static IReadOnlyList<Permission> All => [CanAudit, CanAuditLog];
}
