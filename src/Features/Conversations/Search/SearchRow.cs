namespace Parley.Conversations.Search;

/// <summary>The place of a message in the index. Its terms are beside it, in the form of the engine.</summary>
internal sealed class SearchRow
{
    /// <summary>Grows with time; messages indexed afterwards count down from zero.</summary>
    public long Key { get; set; }

    public required string MessageId { get; init; }
    public required string RoomId { get; init; }
}

/// <summary>A message whose terms are to be written, oldest first.</summary>
internal sealed class SearchQueueRow
{
    public long Key { get; init; }

    public required string MessageId { get; init; }
}

/// <summary>What can be found of a message; empty for nothing.</summary>
internal sealed record SearchEntry(string MessageId, string Text);

/// <summary>How far the indexing of old messages has come; the one row goes when it is done.</summary>
internal sealed class SearchBacklogRow
{
    public required int Id { get; init; }

    /// <summary>Messages sent before are to be indexed.</summary>
    public required DateTimeOffset Before { get; set; }
}
