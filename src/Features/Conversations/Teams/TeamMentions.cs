using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Teams;

/// <summary>A team is addressed like a person: by its name. That addresses its members who are in the room.</summary>
internal sealed class TeamMentions(IStore store, TeamStore teams, RoomStore rooms, ISettings settings)
{
    /// <summary>A team's name is then a word like any other (SET-225).</summary>
    public static readonly Setting<bool> IsHalted = SettingOf.Bool("Troubleshoot_Disable_Teams_Mention", "Troubleshoot", false);

    public sealed record Mention(string TeamId, string Name, IReadOnlyList<string> MemberIds);

    /// <param name="names">Names that are nobody's username.</param>
    /// <returns>Teams the sender may know of; private ones only from inside.</returns>
    public async Task<IReadOnlyList<Mention>> FindAsync(Caller sender, RoomRow room, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        if (names.Count == 0 || settings.Get(IsHalted)) return [];
        var found = new List<Mention>();
        foreach (var team in await teams.FindByNamesAsync(names, ct))
        {
            if (team.Type == TeamRow.Private && await rooms.FindMemberAsync(team.RoomId, sender.UserId, ct) is null) continue;
            found.Add(new(team.Id, team.Name, await MembersInAsync(room.Id, team.RoomId, ct)));
        }
        return found;
    }

    private Task<List<string>> MembersInAsync(string roomId, string mainRoomId, CancellationToken ct) => store.ReadAsync(db =>
        db.Set<SubscriptionRow>().Where(s => s.RoomId == mainRoomId && (mainRoomId == roomId || db.Set<SubscriptionRow>().Any(o => o.RoomId == roomId && o.UserId == s.UserId)))
            .Select(s => s.UserId).ToListAsync(ct), ct);
}
