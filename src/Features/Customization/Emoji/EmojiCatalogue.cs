using Parley.Customization.Contracts;
using Parley.Platform.Bus;
using Parley.Platform.Storage;

namespace Parley.Customization.Emoji;

internal sealed class EmojiCatalogue(IStore store, IBus bus) : Catalogue<EmojiRow>("emoji", store, bus), ICustomEmoji
{
    public bool Exists(string shortName) =>
        Known.Any(e => e.RemovedAt is null && (e.Name == shortName || e.AliasList.Contains(shortName)));

    /// <summary>Those that are there, and those removed after a time (none without one).</summary>
    public async Task<(IReadOnlyList<EmojiRow> Present, IReadOnlyList<EmojiRow> Removed)> SinceAsync(DateTimeOffset? since, CancellationToken ct)
    {
        var all = await AllAsync(ct);
        return (
            [.. all.Where(e => e.RemovedAt is null && (since is null || e.UpdatedAt > since)).OrderBy(e => e.Name, StringComparer.Ordinal)],
            [.. all.Where(e => since is not null && e.RemovedAt > since)]);
    }

    public async Task<EmojiRow?> FindByNameAsync(string name, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(e => e.RemovedAt is null && e.Name == name);
}
