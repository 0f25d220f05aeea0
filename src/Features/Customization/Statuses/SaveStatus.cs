using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Bus;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Customization.Statuses;

/// <summary>A status people may choose: a text and the presence it stands for.</summary>
internal sealed class StatusRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }

    /// <summary><c>online</c>, <c>away</c>, <c>busy</c>, <c>offline</c>, or empty.</summary>
    public required string StatusType { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public WireObject View() => new() { { "_id", Id }, { "name", Name }, { "statusType", StatusType }, { "_updatedAt", UpdatedAt } };
}

internal sealed class StatusCatalogue(IStore store, IBus bus) : Catalogue<StatusRow>("user-statuses", store, bus);

/// <summary>Adds, changes and removes statuses (ADM-079). People who chose a removed one keep its text (ADM-080).</summary>
internal sealed class SaveStatus(IStore store, StatusCatalogue catalogue, PermissionRegistry permissions, StreamHub hub)
{
    private const int MostStatuses = 500;
    private static readonly string[] _types = ["online", "away", "busy", "offline", ""];

    /// <param name="id">Null for a new one.</param>
    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-the-field-is-required</c>, <c>error-input-is-not-a-valid-field</c>,
    /// <c>Custom_User_Status_Error_Name_Already_In_Use</c>, <c>Custom_User_Status_Error_Invalid_User_Status</c>.</exception>
    public async Task<StatusRow> ExecuteAsync(Caller caller, string? id, string? givenName, string? statusType, CancellationToken ct)
    {
        Check(caller);
        var name = CustomNames.ReadText(givenName, "Name");
        var type = statusType ?? "";
        if (!_types.Contains(type)) throw new WireError("error-input-is-not-a-valid-field", $"{type} is not a valid status type", details: new WireObject { { "input", type }, { "field", "StatusType" } });
        var row = await store.WriteAsync(async unit =>
        {
            var others = await unit.Db.Set<StatusRow>().Where(s => s.Id != id).Select(s => s.Name).ToListAsync(ct);
            if (others.Contains(name)) throw new WireError("Custom_User_Status_Error_Name_Already_In_Use", "The custom user status name is already in use", details: new WireObject { { "method", "insertOrUpdateUserStatus" } });
            var status = id is null ? null : await unit.Db.Set<StatusRow>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw Unknown("insertOrUpdateUserStatus");
            var before = status is null ? null : State(status);
            if (status is null)
            {
                if (others.Count >= MostStatuses) throw new WireError("error-too-many-statuses", "There are too many custom statuses");
                unit.Db.Add(status = new StatusRow { Id = Id.New(), Name = name, StatusType = type });
            }
            status.Name = name;
            status.StatusType = type;
            status.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, before is null ? "user-status.create" : "user-status.update", "user-status", status.Id, status.Name, before, State(status), ct);
            return status;
        }, ct);
        await TellAsync(row, "updateCustomUserStatus", ct);
        return row;
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>Custom_User_Status_Error_Invalid_User_Status</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        Check(caller);
        var row = await store.WriteAsync(async unit =>
        {
            var status = await unit.Db.Set<StatusRow>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw Unknown("deleteCustomUserStatus");
            unit.Db.Remove(status);
            await unit.AuditAsync(caller, "user-status.delete", "user-status", status.Id, status.Name, State(status), null, ct);
            return status;
        }, ct);
        await TellAsync(row, "deleteCustomUserStatus", ct);
    }

    private static WireObject State(StatusRow status) => new() { { "name", status.Name }, { "statusType", status.StatusType } };

    private static WireError Unknown(string method) => new("Custom_User_Status_Error_Invalid_User_Status", "Invalid user status", details: new WireObject { { "method", method } });

    private void Check(Caller caller)
    {
        if (!permissions.Has(caller, CustomizationPermissions.ManageUserStatus)) throw new WireError("not_authorized");
    }

    private async Task TellAsync(StatusRow row, string what, CancellationToken ct)
    {
        await catalogue.ChangedAsync(ct);
        hub.Emit("notify-logged", what, [new WireObject { { "userStatusData", row.View() } }]);
    }
}
