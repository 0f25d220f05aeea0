namespace Parley.Conversations.Teams;

/// <summary>One team. Its members and their roles are those of its main room: there is no second list that could differ.</summary>
internal sealed class TeamRow
{
    public const int Public = 0;
    public const int Private = 1;

    public required string Id { get; init; }
    public required string Name { get; set; }
    public required string NameLower { get; set; }

    /// <summary><see cref="Public"/> or <see cref="Private"/>: of a private team only members see the public rooms.</summary>
    public int Type { get; set; }

    /// <summary>The main room.</summary>
    public required string RoomId { get; init; }

    public required string CreatorId { get; init; }
    public required string CreatorUsername { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public static string RoomTypeOf(int teamType) => teamType == Private ? "p" : "c";

    public static int TypeOf(string roomType) => roomType == "p" ? Private : Public;
}
