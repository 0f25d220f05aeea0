using System.Collections.Concurrent;
using System.Globalization;
using Parley.Conversations.Messages;
using Parley.Platform.Bus;
using Parley.Platform.LinkPreviews;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;

namespace Parley.Conversations.Links;

/// <summary>Previews by address, so that a link which many people post is fetched once; also those that could not be read, for a shorter time.</summary>
internal sealed class LinkPreviewCache
{
    private const string Channel = "link-previews";
    private const int MostKept = 1000;
    private const int LongestAddress = 2000;
    private static readonly TimeSpan _failureLifetime = TimeSpan.FromMinutes(5);
    private readonly LinkPreviewReader _reader;
    private readonly ISettings _settings;
    private readonly IBus _bus;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, (LinkPreview? Preview, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    public LinkPreviewCache(LinkPreviewReader reader, ISettings settings, IBus bus, TimeProvider clock)
    {
        (_reader, _settings, _bus, _clock) = (reader, settings, bus, clock);
        bus.Listen(Channel, _ => _known.Clear());
    }

    /// <returns>Null for addresses that must not be asked or gave nothing.</returns>
    public async Task<LinkPreview?> ReadAsync(string url, CancellationToken ct)
    {
        if (url.Length > LongestAddress || !Uri.TryCreate(url, UriKind.Absolute, out var address)) return null;
        var now = _clock.GetUtcNow();
        if (_known.TryGetValue(url, out var known) && known.Until > now) return known.Preview;
        var preview = await _reader.ReadAsync(address, Options(_settings), ct);
        if (_known.Count >= MostKept) _known.Clear();
        _known[url] = (preview, now + (preview is null ? _failureLifetime : TimeSpan.FromDays(Math.Clamp(_settings.Get(MessageSettings.EmbedCacheDays), 0, 3650))));
        return preview;
    }

    /// <summary>On every node: what is known is asked anew.</summary>
    public void Clear()
    {
        _known.Clear();
        _bus.Publish(Channel, ReadOnlyMemory<byte>.Empty);
    }

    private static SafeFetchOptions Options(ISettings settings) => new()
    {
        IgnoredHosts = Entries(settings.Get(MessageSettings.EmbedIgnoredHosts)),
        TrustedHosts = OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)),
        Ports = [.. Entries(settings.Get(MessageSettings.EmbedSafePorts)).Select(PortOf).OfType<int>()],
        UserAgent = settings.Get(MessageSettings.EmbedUserAgent),
    };

    private static string[] Entries(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int? PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
