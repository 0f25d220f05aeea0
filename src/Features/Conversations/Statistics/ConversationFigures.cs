using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Invites;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Teams;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Statistics;

/// <summary>How many rooms, messages and files there are (ADM-007). Message counts are the sums that rooms keep of themselves.</summary>
internal sealed class ConversationFigures(IStore store) : IStatisticsSource
{
    public async Task AddAsync(WireObject report, CancellationToken ct)
    {
        await AddRoomsAsync(report, ct);
        report.Add("totalThreads", await store.ReadAsync(db => db.Set<MessageRow>().Where(m => m.ThreadId != null && !m.IsHidden).Select(m => m.ThreadId).Distinct().CountAsync(ct), ct));
        report.Add("uploadsTotal", await store.ReadAsync(db => db.Set<UploadRow>().CountAsync(u => u.OriginalId == null, ct), ct));
        report.Add("uploadsTotalSize", await store.ReadAsync(db => db.Set<UploadRow>().SumAsync(u => u.SizeBytes, ct), ct));
        report.Add("totalStarred", await store.ReadAsync(db => db.Set<StarRow>().CountAsync(ct), ct));
        report.Add("totalRoomsWithStarred", await store.ReadAsync(db => db.Set<StarRow>().Select(s => s.RoomId).Distinct().CountAsync(ct), ct));
        report.Add("totalPinned", await store.ReadAsync(db => db.Set<MessageRow>().CountAsync(m => m.IsPinned && !m.IsHidden, ct), ct));
        report.Add("totalLinkInvitation", await store.ReadAsync(db => db.Set<InviteRow>().CountAsync(ct), ct));
        report.Add("totalLinkInvitationUses", await store.ReadAsync(db => db.Set<InviteRow>().SumAsync(i => i.Uses, ct), ct));
    }

    private async Task AddRoomsAsync(WireObject report, CancellationToken ct)
    {
        var groups = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking()
            .GroupBy(r => new { r.Type, IsDiscussion = r.ParentId != null, IsInTeam = r.TeamId != null, r.IsTeamMain, r.IsBroadcast, r.IsEncrypted })
            .Select(g => new { g.Key, Rooms = g.Count(), Messages = g.Sum(r => r.MessageCount) }).ToListAsync(ct), ct);
        long Messages(string type) => groups.Where(g => g.Key.Type == type).Sum(g => g.Messages);
        int Rooms(string type) => groups.Where(g => g.Key.Type == type).Sum(g => g.Rooms);
        report.Add("totalRooms", groups.Sum(g => g.Rooms));
        report.Add("totalChannels", Rooms("c"));
        report.Add("totalPrivateGroups", Rooms("p"));
        report.Add("totalDirect", Rooms("d"));
        report.Add("totalDiscussions", groups.Where(g => g.Key.IsDiscussion).Sum(g => g.Rooms));
        report.Add("totalBroadcastRooms", groups.Where(g => g.Key.IsBroadcast).Sum(g => g.Rooms));
        report.Add("totalE2ERooms", groups.Where(g => g.Key.IsEncrypted).Sum(g => g.Rooms));
        report.Add("roomsInsideTeams", groups.Where(g => g.Key.IsInTeam && !g.Key.IsTeamMain).Sum(g => g.Rooms));
        report.Add("teams", new WireObject { { "totalTeams", await store.ReadAsync(db => db.Set<TeamRow>().CountAsync(ct), ct) } });
        report.Add("totalMessages", groups.Sum(g => g.Messages));
        report.Add("totalChannelMessages", Messages("c"));
        report.Add("totalPrivateGroupMessages", Messages("p"));
        report.Add("totalDirectMessages", Messages("d"));
        report.Add("totalEncryptedMessages", groups.Where(g => g.Key.IsEncrypted).Sum(g => g.Messages));
        report.Add("lastMessageSentAt", await store.ReadAsync(db => db.Set<RoomRow>().MaxAsync(r => r.LastMessageAt, ct), ct));
    }
}
