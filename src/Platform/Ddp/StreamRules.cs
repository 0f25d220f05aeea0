using System.Text.Json;
using Parley.Platform.Operations;

namespace Parley.Platform.Ddp;

/// <summary>A request to hear one stream.</summary>
/// <param name="Caller">Null for visitors.</param>
public sealed record StreamRequest(string EventName, JsonElement Options, Caller? Caller, DdpConnection Connection);

/// <summary>
/// Decides who may hear and write a stream. Asked when a subscription opens and again whenever the person's rights may
/// have changed; so it must answer from present state.
/// </summary>
public interface IStreamRule
{
    /// <summary>Without the <c>stream-</c> prefix.</summary>
    string Stream { get; }

    /// <summary>Whether the client's options decide again at each review; otherwise they are forgotten once the stream is open.</summary>
    bool NeedsOptionsLater => false;

    /// <returns>The topics to join; null when refused.</returns>
    ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct);

    /// <summary>
    /// After a membership of the person changed in one room: what that decides anew of an open subscription. Everything else stays, so
    /// that a change costs the same however much somebody listens to. Null when the room does not matter to the subscription.
    /// </summary>
    ValueTask<RoomReview?> ReviewRoomAsync(StreamRequest request, string roomId, CancellationToken ct) => ValueTask.FromResult<RoomReview?>(null);

    /// <summary>A client writes <c>stream-{name}</c>; what is not allowed is ignored, as clients expect.</summary>
    ValueTask WriteAsync(StreamRequest request, IReadOnlyList<JsonElement> args, CancellationToken ct) => ValueTask.CompletedTask;
}

/// <summary>The part of a subscription that depends on one room.</summary>
/// <param name="Topic">The topic in question.</param>
/// <param name="IsAllowed">Whether the person may hear it now.</param>
/// <param name="IsWhole">The subscription has no other topic: it ends when this one is refused.</param>
public sealed record RoomReview(string Topic, bool IsAllowed, bool IsWhole);

/// <summary>A publication that is not a stream: sends its documents and stays silent.</summary>
public interface IPublication
{
    string Name { get; }

    ValueTask PublishAsync(DdpConnection connection, IReadOnlyList<JsonElement> args, CancellationToken ct);
}
