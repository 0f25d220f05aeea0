using System.Data.Common;
using Parley.Conversations.Receipts;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Platform.Events;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>What a message does to its room and its readers.</summary>
internal enum MessageWeight
{
    /// <summary>Written by people and shown in the room: makes it unread.</summary>
    Talk,

    /// <summary>A system note or a reply kept in its thread: counted, makes nothing unread.</summary>
    Quiet,
}

/// <summary>
/// Stores one message. The number of statements and rows depends on whom it mentions, never on how many people the room
/// has: the message, its room, the sender's own marks; in direct rooms the other side; and whoever is mentioned.
/// The stamp is taken while the room's row is held, so it grows strictly in commit order within the room.
/// An id that exists already changes nothing (<see cref="IsDuplicate"/>).
/// </summary>
internal sealed class InsertMessage : HotWrite
{
    private static readonly HotStatement _lock = new("", "SELECT 1 FROM rooms WHERE id=$1 FOR UPDATE");

    private static readonly HotStatement _insertRead = Insert(false);
    private static readonly HotStatement _insertUnread = Insert(true);

    private static readonly HotStatement _bumpTalk = new(
        "UPDATE rooms SET stamp=m.at,message_count=message_count+1,talk_count=talk_count+1,group_mention_count=group_mention_count+?1,last_message_at=m.at,last_message_id=m.id "
        + "FROM (SELECT id,at FROM messages WHERE id=?2) m WHERE rooms.id=?3 AND rooms.stamp<m.at RETURNING message_count",
        "UPDATE rooms SET stamp=m.at,message_count=message_count+1,talk_count=talk_count+1,group_mention_count=group_mention_count+$1,last_message_at=m.at,last_message_id=m.id "
        + "FROM (SELECT id,at FROM messages WHERE id=$2) m WHERE rooms.id=$3 AND rooms.stamp<m.at RETURNING message_count");

    private static readonly HotStatement _bumpQuiet = new(
        "UPDATE rooms SET stamp=m.at,message_count=message_count+1 FROM (SELECT at FROM messages WHERE id=?1) m WHERE rooms.id=?2 AND rooms.stamp<m.at RETURNING message_count",
        "UPDATE rooms SET stamp=m.at,message_count=message_count+1 FROM (SELECT at FROM messages WHERE id=$1) m WHERE rooms.id=$2 AND rooms.stamp<m.at RETURNING message_count");

    private static readonly HotStatement _markOwn = new(
        "UPDATE subscriptions SET last_seen_at=r.stamp,seen_count=r.talk_count,seen_group_count=r.group_mention_count,is_marked_unread=0,direct_unread=0,user_mentions=0,is_listed=1,updated_at=r.stamp "
        + "FROM (SELECT stamp,talk_count,group_mention_count FROM rooms WHERE id=?1) r WHERE room_id=?1 AND user_id=?2",
        "UPDATE subscriptions SET last_seen_at=r.stamp,seen_count=r.talk_count,seen_group_count=r.group_mention_count,is_marked_unread=false,direct_unread=0,user_mentions=0,is_listed=true,updated_at=r.stamp "
        + "FROM (SELECT stamp,talk_count,group_mention_count FROM rooms WHERE id=$1) r WHERE room_id=$1 AND user_id=$2");

    private static readonly HotStatement _countDirect = new(
        "UPDATE subscriptions SET direct_unread=direct_unread+1,is_listed=1,counted_at=m.at,updated_at=m.at FROM (SELECT at FROM messages WHERE id=?1) m WHERE room_id=?2 AND user_id<>?3 AND counted_at<m.at",
        "UPDATE subscriptions SET direct_unread=direct_unread+1,is_listed=true,counted_at=m.at,updated_at=m.at FROM (SELECT at FROM messages WHERE id=$1) m WHERE room_id=$2 AND user_id<>$3 AND counted_at<m.at");

    private static readonly HotStatement _countMentions = new(
        "UPDATE subscriptions SET user_mentions=user_mentions+1,counted_at=m.at,updated_at=m.at FROM (SELECT at FROM messages WHERE id=?1) m "
        + "WHERE room_id=?2 AND user_id IN (SELECT value FROM json_each(?3)) AND (counted_at<m.at OR (?4 AND counted_at=m.at))",
        "UPDATE subscriptions SET user_mentions=user_mentions+1,counted_at=m.at,updated_at=m.at FROM (SELECT at FROM messages WHERE id=$1) m "
        + "WHERE room_id=$2 AND user_id IN (SELECT jsonb_array_elements_text($3::jsonb)) AND (counted_at<m.at OR ($4 AND counted_at=m.at))");

    private static readonly HotStatement _recordMentions = new(
        "INSERT INTO message_mentions(user_id,message_id,room_id,at) SELECT j.value,m.id,m.room_id,m.at FROM messages m, json_each(?1) j WHERE m.id=?2 ON CONFLICT DO NOTHING",
        "INSERT INTO message_mentions(user_id,message_id,room_id,at) SELECT j.value,m.id,m.room_id,m.at FROM messages m, jsonb_array_elements_text($1::jsonb) j(value) WHERE m.id=$2 ON CONFLICT DO NOTHING");

    private readonly RoomRow _room;
    private readonly HotStatement _insert;
    private readonly NewMessage _message;
    private readonly long _nowMs;
    private readonly List<HotStatement> _statements;
    private readonly string _mentionedJson;
    private bool _isInserted;

    public InsertMessage(RoomRow room, NewMessage message, TimeProvider clock)
    {
        _room = room;
        _message = message;
        _nowMs = WriteUnit.CeilingToMilliseconds(clock.GetUtcNow()).ToUnixTimeMilliseconds();
        _mentionedJson = WireJson.ToText(message.MentionedUserIds);
        var talks = message.Weight == MessageWeight.Talk;
        _insert = message.IsUnread ? _insertUnread : _insertRead;
        _statements = [_lock, _insert];
        if (message.IsSearchable) _statements.Add(SearchIndex.Queue);
        if (talks && message.MarksReading) _statements.Add(ReadMarks.AddOfSender);
        _statements.Add(talks ? _bumpTalk : _bumpQuiet);
        if (talks) _statements.Add(_markOwn);
        if (talks && room.IsDirect) _statements.Add(_countDirect);
        if (message.MentionedUserIds.Count == 0) return;
        if (talks) _statements.Add(_countMentions);
        _statements.Add(_recordMentions);
    }

    /// <summary>Send time, after the write.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The id was taken: nothing was stored.</summary>
    public bool IsDuplicate => !_isInserted;

    /// <summary>Messages in the room, this one included.</summary>
    public long MessageCount { get; private set; }

    public override string Lane => _room.Id;

    public override IReadOnlyList<HotStatement> Statements => _statements;

    public RawJson Json() => MessageJson.Full(_message.Id, _room.Id, At, At, _message.Doc);

    public override void Bind(int statement, IHotParameters parameters)
    {
        var which = _statements[statement];
        if (which == _lock)
        {
            parameters.Add(_room.Id);
        }
        else if (which == _insert)
        {
            parameters.Add(_message.Id);
            parameters.Add(_message.SenderId);
            parameters.Add(_message.Type);
            parameters.Add(_message.ThreadId);
            parameters.Add(_message.IsShownInRoom);
            parameters.Add(_message.Text);
            parameters.Add(_message.Doc);
            parameters.Add(_room.Id);
            parameters.Add(_nowMs);
        }
        else if (which == SearchIndex.Queue)
        {
            parameters.Add(_message.Id);
        }
        else if (which == ReadMarks.AddOfSender)
        {
            parameters.Add(_message.Id);
            parameters.Add(_room.Id);
            parameters.Add(_message.SenderId);
        }
        else if (which == _bumpTalk)
        {
            parameters.Add(_message.MentionsGroup ? 1L : 0L);
            parameters.Add(_message.Id);
            parameters.Add(_room.Id);
        }
        else if (which == _bumpQuiet)
        {
            parameters.Add(_message.Id);
            parameters.Add(_room.Id);
        }
        else if (which == _markOwn)
        {
            parameters.Add(_room.Id);
            parameters.Add(_message.SenderId);
        }
        else if (which == _countDirect)
        {
            parameters.Add(_message.Id);
            parameters.Add(_room.Id);
            parameters.Add(_message.SenderId);
        }
        else if (which == _countMentions)
        {
            parameters.Add(_message.Id);
            parameters.Add(_room.Id);
            parameters.Add(_mentionedJson);
            parameters.Add(_room.IsDirect);
        }
        else
        {
            parameters.Add(_mentionedJson);
            parameters.Add(_message.Id);
        }
    }

    public override void OnRow(int statement, DbDataReader row)
    {
        if (_statements[statement] == _insert)
        {
            _isInserted = true;
            At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0));
        }
        else if (_statements[statement] == _bumpTalk || _statements[statement] == _bumpQuiet)
        {
            MessageCount = row.GetInt64(0);
        }
    }

    private static HotStatement Insert(bool isUnread) => new(
        "INSERT INTO messages(id,room_id,user_id,type,thread_id,is_shown_in_room,text,doc,is_pinned,is_hidden,is_unread,at,updated_at) "
        + $"SELECT ?1,r.id,?2,?3,?4,?5,?6,?7,0,0,{(isUnread ? 1 : 0)},MAX(?9,r.stamp+1),MAX(?9,r.stamp+1) FROM rooms r WHERE r.id=?8 ON CONFLICT(id) DO NOTHING RETURNING at",
        "INSERT INTO messages(id,room_id,user_id,type,thread_id,is_shown_in_room,text,doc,is_pinned,is_hidden,is_unread,at,updated_at) "
        + $"SELECT $1,r.id,$2,$3,$4,$5,$6,$7,false,false,{(isUnread ? "true" : "false")},s.v,s.v FROM rooms r, LATERAL (SELECT GREATEST(ceil(extract(epoch FROM clock_timestamp())*1000)::bigint, r.stamp+1) v) s "
        + "WHERE r.id=$8 ON CONFLICT(id) DO NOTHING RETURNING at");

    public override IDomainEvent? Committed()
    {
        if (!_isInserted) return null;
        ServerMetrics.MessagesSent.Inc();
        return new MessageSent(_room, _message, At, MessageCount, Json());
    }
}

/// <summary>A message ready to be stored.</summary>
/// <param name="Doc">See <see cref="MessageRow.Doc"/>.</param>
/// <param name="IsSearchable">Taken into the search index.</param>
/// <param name="MentionedUserIds">People addressed by name, the sender left out.</param>
/// <param name="IsUnread">The document says so too; see <see cref="MessageRow.IsUnread"/>.</param>
/// <param name="MarksReading">Whether it is kept that the sender has read what came before.</param>
internal sealed record NewMessage(
    string Id, string SenderId, string? Type, string? ThreadId, bool IsShownInRoom, string Text, string Doc,
    IReadOnlyList<string> MentionedUserIds, bool MentionsGroup, MessageWeight Weight, bool IsSearchable = false, bool IsUnread = false, bool MarksReading = false);

internal sealed record MessageSent(RoomRow Room, NewMessage Message, DateTimeOffset At, long MessageCount, RawJson Json) : IDomainEvent;

internal sealed record MessageChanged(string RoomId, RawJson Json) : IDomainEvent;

internal sealed record MessageDeleted(string RoomId, string MessageId) : IDomainEvent;
