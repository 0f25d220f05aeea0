using System.Text.Json;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;

namespace Parley.Conversations.Interactions;

/// <summary>Somebody used a block of a message.</summary>
/// <param name="Room">The person may read it.</param>
/// <param name="Message">The message that carries the block; null for one that is stored nowhere.</param>
/// <param name="ShownId">As the client names the message.</param>
/// <param name="ActionId">Names the element.</param>
/// <param name="Value">What was chosen or typed: a text, a list of texts, or absent.</param>
/// <param name="TriggerId">Chosen by the client for this use.</param>
internal sealed record BlockAction(Caller Caller, RoomRow Room, MessageRow? Message, string ShownId, string ActionId, string? BlockId, JsonElement? Value, string? TriggerId);

/// <summary>A part of the server that puts blocks into messages and answers when people use them.</summary>
internal interface IBlockApp
{
    /// <summary>The <c>appId</c> of its blocks.</summary>
    string Id { get; }

    /// <exception cref="Platform.Operations.WireError">With the words for the person.</exception>
    Task ActAsync(BlockAction action, CancellationToken ct);
}
