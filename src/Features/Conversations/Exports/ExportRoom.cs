using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

/// <summary>Somebody asks for a room as a file. The work is done behind by <see cref="ExportWorker"/>, which then tells them where it is.</summary>
internal sealed class ExportRoom(IStore store, RoomStore rooms, RoomAccess access, PermissionRegistry permissions, ExportBell bell)
{
    private const int MostWaiting = 3;

    /// <param name="format"><c>html</c> or <c>json</c>.</param>
    /// <param name="until">Exclusive.</param>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-room</c>, <c>error-invalid-format</c>, <c>error-invalid-dates</c>, <c>error-too-many-requests</c>.</exception>
    public async Task ExecuteAsync(Caller caller, string roomId, string format, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, ExportPermissions.MailMessages, roomId, ct)) throw new WireError("error-action-not-allowed", "Mailing is not allowed");
        if (await rooms.FindAsync(roomId, ct) is not { } room || !await access.CanReadAsync(caller, room, ct)) throw new WireError("error-invalid-room", "Invalid room");
        if (format is not ("html" or "json")) throw new WireError("error-invalid-format");
        if (from > until) throw new WireError("error-invalid-dates", "From date cannot be after To date");
        await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<ExportRow>().CountAsync(e => e.UserId == caller.UserId && e.State == ExportRow.Waiting, ct) >= MostWaiting)
                throw new WireError("error-too-many-requests", "Wait until your earlier exports are done");
            unit.Db.Add(new ExportRow { Id = Id.New(), UserId = caller.UserId, RoomId = room.Id, Format = format, From = from, Until = until, AskedAt = unit.Now });
            await unit.AuditAsync(caller, "export.room", "room", room.Id, room.Name, null, new WireObject { { "format", format }, { "from", from }, { "until", until } }, ct);
            return true;
        }, ct);
        bell.Ring();
    }
}

/// <summary>Wakes the worker of this node.</summary>
internal sealed class ExportBell
{
    private readonly SemaphoreSlim _rung = new(0);

    public void Ring() => _rung.Release();

    /// <returns>At the latest when the time is over.</returns>
    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _rung.WaitAsync(longest, ct);
}

internal static class ExportSettings
{
    /// <summary>What was asked for waits until it is cleared (SET-225).</summary>
    public static readonly Setting<bool> IsHalted = SettingOf.Bool("Troubleshoot_Disable_Data_Exporter_Processor", "Troubleshoot", false);

    public static IReadOnlyList<Setting> All => [IsHalted];
}

internal static class ExportPermissions
{
    public static readonly Permission MailMessages = new("mail-messages", "admin");

    public static IReadOnlyList<Permission> All => [MailMessages];
}
