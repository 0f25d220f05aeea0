using Parley.Conversations.Notices;
using Xunit;

namespace Parley.Tests.Push;

/// <summary>The rules by which people are told, as a table; the journeys show that the channels ask them.</summary>
/// <remarks>Rows: NOT-001, NOT-003, NOT-004, NOT-005, NOT-006, NOT-007, NOT-008, NOT-010, NOT-011.</remarks>
public sealed class NoticeRuleTests
{
    private static readonly NoticeFacts _plain = new(
        NoticeChannel.Desktop, IsOwn: false, IsMember: true, IsSystem: false, IsOff: false, IsIgnored: false, IsDirect: false, IsLarge: false, Wanted: "all", IsRoomChoice: false, IsMentioned: false, MentionsAll: false, MentionsHere: false,
        MutesGroupMentions: false, IsHighlighted: false, IsQuietReply: false, FollowsThread: false, Presence: "online", IsQuietTime: false);

    [Fact]
    public void NOT_008_NOT_010_one_function_decides_for_every_channel()
    {
        var (desktop, push, mail) = (_plain, _plain with { Channel = NoticeChannel.Push }, _plain with { Channel = NoticeChannel.Mail, Wanted = "mentions" });
        var only = _plain with { Wanted = "mentions" };
        (string Case, NoticeFacts Facts, NoticeReason Expected)[] table =
        [
            ("every message", desktop, NoticeReason.Everything), ("every message, away", desktop with { Presence = "away" }, NoticeReason.Everything), ("offline", desktop with { Presence = "offline" }, NoticeReason.Offline),
            ("busy", desktop with { Presence = "busy", IsMentioned = true }, NoticeReason.Busy), ("push, busy", push with { Presence = "busy" }, NoticeReason.Everything), ("push, offline", push with { Presence = "offline" }, NoticeReason.Everything),
            ("own", desktop with { IsOwn = true, IsMentioned = true }, NoticeReason.Own), ("stranger", desktop with { IsMember = false, IsMentioned = true }, NoticeReason.NoMember), ("system", desktop with { IsSystem = true }, NoticeReason.SystemMessage),
            ("room off", push with { IsOff = true, IsMentioned = true }, NoticeReason.RoomOff), ("ignored", mail with { IsIgnored = true, IsMentioned = true }, NoticeReason.SenderIgnored),
            ("nothing", desktop with { Wanted = "nothing", IsMentioned = true, IsHighlighted = true, IsDirect = true }, NoticeReason.Nothing),
            ("mentions: plain", only, NoticeReason.OnlyMentions), ("mentions: direct", only with { IsDirect = true }, NoticeReason.Direct), ("mentions: named", only with { IsMentioned = true }, NoticeReason.Mention),
            ("mentions: highlight", only with { IsHighlighted = true }, NoticeReason.Highlight), ("mentions: @all", only with { MentionsAll = true }, NoticeReason.Group),
            // @here calls those who are here.
            ("desktop @here", only with { MentionsHere = true }, NoticeReason.Group), ("desktop @here away", only with { MentionsHere = true, Presence = "away" }, NoticeReason.Group), ("desktop @here offline", only with { MentionsHere = true, Presence = "offline" }, NoticeReason.Offline),
            ("push @here, mentions", push with { MentionsHere = true, Wanted = "mentions" }, NoticeReason.OnlyMentions), ("push @here, all", push with { MentionsHere = true }, NoticeReason.Everything),
            ("mail @here", mail with { MentionsHere = true }, NoticeReason.OnlyMentions), ("mail @all", mail with { MentionsAll = true }, NoticeReason.Group), ("push @all", push with { MentionsAll = true, Wanted = "mentions" }, NoticeReason.Group),
            ("muted group", desktop with { MentionsAll = true, MutesGroupMentions = true }, NoticeReason.GroupMuted), ("muted group, named", desktop with { MentionsAll = true, MutesGroupMentions = true, IsMentioned = true }, NoticeReason.Mention),
            ("muted group, follower", push with { MentionsHere = true, MutesGroupMentions = true, FollowsThread = true }, NoticeReason.Thread),
            ("reply", desktop with { IsQuietReply = true }, NoticeReason.OtherThread), ("reply to follower", desktop with { IsQuietReply = true, FollowsThread = true }, NoticeReason.Thread), ("reply that names", push with { IsQuietReply = true, IsMentioned = true }, NoticeReason.Mention),
            ("reply with a word", mail with { IsQuietReply = true, IsHighlighted = true }, NoticeReason.OtherThread), ("reply in a direct room", push with { IsQuietReply = true, IsDirect = true }, NoticeReason.OtherThread),
            ("large", desktop with { IsLarge = true }, NoticeReason.LargeRoom), ("large, chosen here", push with { IsLarge = true, IsRoomChoice = true }, NoticeReason.Everything), ("large, mentions chosen", push with { IsLarge = true, IsRoomChoice = true, Wanted = "mentions", MentionsAll = true }, NoticeReason.LargeRoom),
            ("large @all", desktop with { IsLarge = true, MentionsAll = true }, NoticeReason.LargeRoom), ("large, named", push with { IsLarge = true, IsMentioned = true }, NoticeReason.Mention), ("large, highlight", mail with { IsLarge = true, IsHighlighted = true }, NoticeReason.Highlight),
            ("large, follower", push with { IsLarge = true, IsQuietReply = true, FollowsThread = true }, NoticeReason.Thread),
            ("quiet desktop", desktop with { IsQuietTime = true, IsMentioned = true }, NoticeReason.QuietTime), ("quiet push", push with { IsQuietTime = true, IsDirect = true }, NoticeReason.QuietTime), ("quiet mail waits", mail with { IsQuietTime = true, IsDirect = true }, NoticeReason.Direct),
            ("mail of everything", mail with { Wanted = "all", IsRoomChoice = true }, NoticeReason.Everything), ("mail", mail, NoticeReason.OnlyMentions),
        ];
        Assert.Empty(table.Where(row => NoticeRules.Decide(row.Facts).Reason != row.Expected).Select(row => $"{row.Case}: {NoticeRules.Decide(row.Facts).Reason}, not {row.Expected}"));
    }

    [Fact]
    public void NOT_010_what_forbids_wins_whatever_else_is_true()
    {
        bool[] both = [false, true];
        var cases =
            from channel in Enum.GetValues<NoticeChannel>()
            from direct in both
            from large in both
            from wanted in new[] { "all", "mentions" }
            from chosen in both
            from named in both
            from all in both
            from here in both
            from word in both
            from reply in both
            from follows in both
            select _plain with { Channel = channel, IsDirect = direct, IsLarge = large, Wanted = wanted, IsRoomChoice = chosen, IsMentioned = named, MentionsAll = all, MentionsHere = here, IsHighlighted = word, IsQuietReply = reply, FollowsThread = follows };
        foreach (var facts in cases)
        {
            foreach (var forbidden in new[] { facts with { IsOwn = true }, facts with { IsMember = false }, facts with { IsSystem = true }, facts with { IsOff = true }, facts with { IsIgnored = true }, facts with { Wanted = "nothing" } })
                Assert.False(NoticeRules.Decide(forbidden).IsTold, forbidden.ToString());
            // Whoever is named or follows is told on every channel; to want more never means to be told less.
            if (facts.IsMentioned || facts.FollowsThread) Assert.True(NoticeRules.Decide(facts).IsTold, facts.ToString());
            if (facts.Wanted == "mentions" && NoticeRules.Decide(facts).IsTold) Assert.True(NoticeRules.Decide(facts with { Wanted = "all" }).IsTold, facts.ToString());
        }
    }
}
