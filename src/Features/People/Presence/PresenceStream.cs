using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Wire;

namespace Parley.People.Presence;

/// <summary>
/// <c>stream-user-presence</c>: a client names the people it watches with <c>{added,removed}</c>, each in its own
/// subscription message.
/// </summary>
internal sealed class PresenceStream : IStreamRule
{
    private const int MostAtOnce = 2000;

    public string Stream => "user-presence";

    public bool NeedsOptionsLater => true;

    public static string TopicOf(string userId) => "user-presence/" + userId;

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        if (request.Caller is null) return ValueTask.FromResult<IReadOnlyList<string>?>(null);
        var given = request.Options.Get("args") is { ValueKind: JsonValueKind.Array } args && args.GetArrayLength() > 0 ? args[0] : request.Options;
        var added = given.Texts("added") ?? [];
        IReadOnlyList<string> topics = [.. added.Take(MostAtOnce).Select(TopicOf)];
        return ValueTask.FromResult<IReadOnlyList<string>?>(topics);
    }
}
