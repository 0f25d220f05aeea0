using System.Text.Json;
using Parley.Platform.Operations;

namespace Parley.People.Contracts;

/// <summary>Events of one kind that clients send to another person's devices by writing <c>{person}/{kind}</c> of <c>stream-notify-user</c>.</summary>
public interface IUserRelay
{
    /// <summary>What stands behind the slash.</summary>
    string Kind { get; }

    /// <summary>Passes on what is allowed; the rest is ignored, as clients expect.</summary>
    /// <param name="args">As the client sent them; nothing of them is true before it is checked.</param>
    ValueTask RelayAsync(Caller sender, string receiverId, IReadOnlyList<JsonElement> args, CancellationToken ct);
}
