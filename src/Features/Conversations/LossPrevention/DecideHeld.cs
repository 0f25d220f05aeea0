using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Conversations.SlashCommands;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.LossPrevention;

/// <summary>Moderators let a message through or keep it back (APP-082). The first decision counts.</summary>
internal sealed class DecideHeld(IStore store, LossGuard guard, RoomStore rooms, ChangeMessage change, MessageComposer composer, ICallers callers, IUserDirectory users, PrivateNotes notes)
{
    private const int MostListed = 100;

    /// <exception cref="WireError"><c>error-not-allowed</c> for everybody but members of the moderators' room, <c>error-dlp-not-found</c>, <c>error-dlp-already-decided</c>.</exception>
    public async Task ExecuteAsync(Caller caller, string heldId, bool isApproved, CancellationToken ct)
    {
        var moderators = await RequireModeratorAsync(caller, ct);
        var held = await store.ReadAsync(db => db.Set<HeldMessageRow>().AsNoTracking().FirstOrDefaultAsync(h => h.Id == heldId, ct), ct) ?? throw new WireError("error-dlp-not-found", "There is no such message");
        if (held.State != HeldMessageRow.Waiting) throw Decided();
        if (await rooms.FindAsync(held.RoomId, ct) is not { } room || !await ExistsAsync(held.MessageId, ct))
        {
            await store.WriteAsync(unit => HoldMessage.WithdrawAsync(unit, held.MessageId, ct), ct);
            throw Decided();
        }
        var author = await callers.FindByIdAsync(held.UserId, ct) ?? new Caller(held.UserId, (await users.FindAsync(held.UserId, ct))?.Username ?? "", null, []);
        await change.ChangeAsync(room, held.MessageId, async (unit, row, doc) =>
        {
            var taken = await unit.Db.Set<HeldMessageRow>().Where(h => h.Id == heldId && h.State == HeldMessageRow.Waiting)
                .ExecuteUpdateAsync(s => s.SetProperty(h => h.State, isApproved ? HeldMessageRow.Approved : HeldMessageRow.Rejected).SetProperty(h => h.Original, "")
                    .SetProperty(h => h.DecidedBy, caller.UserId).SetProperty(h => h.DecidedAt, unit.Now), ct);
            if (taken == 0) throw Decided();
            if (isApproved)
            {
                foreach (var (name, value) in JsonNode.Parse(held.Original)!.AsObject()) doc[name] = value?.DeepClone();
            }
            else
            {
                doc["msg"] = guard.Placeholder(LossSettings.Rejected);
            }
            await composer.FillApprovedAsync(author, room, doc, ct);
            row.Text = (string?)doc["msg"] ?? "";
            SearchIndex.Renew(unit, row.Id);
            if (isApproved) unit.Publish(new MessageEdited(room.Id, row.Id, row.Text), room.Id);
        }, ct);
        await ShowAsync(held, moderators, $"{(isApproved ? "approved" : "rejected")} by {caller.Username}", ct);
        if (!isApproved) notes.Tell(held.UserId, room.Id, guard.Placeholder(LossSettings.Rejected));
    }

    /// <summary>What waits, oldest first.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    public async Task<IReadOnlyList<WireObject>> ListAsync(Caller caller, CancellationToken ct)
    {
        await RequireModeratorAsync(caller, ct);
        var rows = await store.ReadAsync(db => db.Set<HeldMessageRow>().AsNoTracking().Where(h => h.State == HeldMessageRow.Waiting).OrderBy(h => h.At).Take(MostListed).ToListAsync(ct), ct);
        var authors = (await users.FindManyAsync([.. rows.Select(row => row.UserId).Distinct()], ct)).ToDictionary(user => user.Id);
        var list = new List<WireObject>();
        foreach (var row in rows)
        {
            var (author, room) = (authors.GetValueOrDefault(row.UserId), await rooms.FindAsync(row.RoomId, ct));
            list.Add(new WireObject
            {
                { "_id", row.Id }, { "messageId", row.MessageId }, { "rid", row.RoomId }, { "userId", row.UserId }, { "ts", row.At }, { "msg", (string?)JsonNode.Parse(row.Original)?["msg"] },
                { "u", new WireObject { { "_id", row.UserId }, { "username", author?.Username }, { "name", author?.Name } } }, { "room", new WireObject { { "_id", row.RoomId }, { "t", room?.Type }, { "name", room is { IsDirect: false } ? room.DisplayName ?? room.Name : null } } },
            });
        }
        return list;
    }

    private async Task<RoomRow> RequireModeratorAsync(Caller caller, CancellationToken ct) =>
        await guard.ModeratorRoomAsync(ct) is { } room && await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null ? room : throw WireError.NotAllowed();

    private Task<bool> ExistsAsync(string messageId, CancellationToken ct) => store.ReadAsync(db => db.Set<MessageRow>().AnyAsync(m => m.Id == messageId && m.Type == null && !m.IsHidden, ct), ct);

    /// <summary>The card says what was decided and has no buttons any more.</summary>
    private async Task ShowAsync(HeldMessageRow held, RoomRow moderators, string state, CancellationToken ct)
    {
        if (held.CardId is not { } cardId || !await store.ReadAsync(db => db.Set<MessageRow>().AnyAsync(m => m.Id == cardId && m.RoomId == moderators.Id, ct), ct)) return;
        await change.ChangeAsync(moderators, cardId, (_, _, doc) =>
        {
            if (doc["attachments"]?[0] is not JsonObject card) return Task.CompletedTask;
            card.Remove("actions");
            if (card["fields"]?[0] is JsonObject field) field["value"] = state;
            return Task.CompletedTask;
        }, ct);
    }

    private static WireError Decided() => new("error-dlp-already-decided", "This was decided already");
}
