using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Contracts;

/// <summary>What a phone or browser is told.</summary>
/// <param name="Title">Empty where names are kept back.</param>
/// <param name="NotId">Groups the notices of one room of one workspace.</param>
/// <param name="Data">Tells the app which message it is about.</param>
public sealed record PushNote(string Title, string Text, int NotId, WireObject Data)
{
    /// <summary>How much the person has not read; null leaves the number as it is.</summary>
    public int? Badge { get; init; }

    /// <summary>Whether an answer may be offered: <c>MESSAGE</c> or <c>MESSAGE_NOREPLY</c>; null for none.</summary>
    public string? Category { get; init; }

    /// <summary>Address of a picture; null for none.</summary>
    public string? Image { get; init; }

    /// <summary>The message it tells of; null for a test.</summary>
    public string? MessageId { get; init; }

    /// <summary>As gateways and <c>push.get</c> spell it.</summary>
    public WireObject View(string userId)
    {
        var view = new WireObject
        {
            { "from", "push" }, { "title", Title }, { "text", Text }, { "badge", Badge }, { "sound", "default" }, { "priority", 10 }, { "payload", Data }, { "userId", userId }, { "notId", NotId },
            { "gcm", new WireObject { { "style", "inbox" }, { "image", Image } } },
        };
        if (Category is not null) view.Add("apn", new WireObject { { "category", Category } });
        return view;
    }
}

/// <summary>How one push went.</summary>
/// <param name="Kind"><c>apn</c>, <c>gcm</c> or <c>web</c>.</param>
/// <param name="State"><c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>failed</c> or <c>gone</c>.</param>
/// <param name="Reason">Why it failed or waits; null while nothing went wrong.</param>
public sealed record PushDelivery(string Id, string UserId, string Kind, string State, string? Reason, int Tries, DateTimeOffset At, DateTimeOffset? EndedAt);

/// <summary>The phones and browsers that people are told on.</summary>
public interface IPushDevices
{
    /// <summary>Pushes are on and somebody could get one.</summary>
    ValueTask<bool> IsOnAsync(CancellationToken ct);

    /// <returns>Which of these people have a device.</returns>
    Task<IReadOnlySet<string>> OwnersAsync(IReadOnlyCollection<string> userIds, CancellationToken ct);

    /// <summary>To each device of the person, once the unit is committed.</summary>
    /// <returns>To how many.</returns>
    Task<int> QueueAsync(WriteUnit unit, string userId, PushNote note, CancellationToken ct);

    /// <summary>What became of the pushes that told one person of one message.</summary>
    Task<IReadOnlyList<PushDelivery>> OfMessageAsync(string userId, string messageId, CancellationToken ct);
}

/// <summary>Words that people want to be told of.</summary>
public interface IHighlights
{
    /// <summary>Everybody who has such words, from memory.</summary>
    ValueTask<IReadOnlyList<(string UserId, IReadOnlyList<string> Words)>> AllAsync(CancellationToken ct);
}

public static class PushPermissions
{
    /// <summary>To see what became of pushes, and why anybody was told of a message or not.</summary>
    public static readonly Permission ViewDeliveries = new("view-push-deliveries", "admin");
}
