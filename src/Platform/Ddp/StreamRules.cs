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

    /// <returns>The topics to join; null when refused.</returns>
    ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct);

    /// <summary>A client writes <c>stream-{name}</c>; what is not allowed is ignored, as clients expect.</summary>
    ValueTask WriteAsync(StreamRequest request, IReadOnlyList<JsonElement> args, CancellationToken ct) => ValueTask.CompletedTask;
}

/// <summary>A publication that is not a stream: sends its documents and stays silent.</summary>
public interface IPublication
{
    string Name { get; }

    ValueTask PublishAsync(DdpConnection connection, IReadOnlyList<JsonElement> args, CancellationToken ct);
}
