using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.LinkPreviews;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.Links;

/// <summary>
/// Reads what linked pages say of themselves, after a message was sent or edited, and adds it to the message. A few workers take
/// messages from a short queue; when it is full, messages stay without preview. Adding a preview is a change but no edit, so it
/// does not come back here.
/// </summary>
internal sealed class LinkPreviews(MessageQueries messages, ChangeMessage change, RoomStore rooms, LinkPreviewCache cache, ISettings settings, ILogger<LinkPreviews> log)
    : BackgroundService, IEventHandler<MessageSent>, IEventHandler<MessageEdited>
{
    private const int WorkerCount = 3;
    private const int LongestQueue = 500;

    /// <summary>A message with more external links is a list of links; it gets no previews at all.</summary>
    private const int MostExternalLinks = 5;

    private readonly Channel<(string RoomId, string MessageId)> _queue = Channel.CreateBounded<(string, string)>(LongestQueue);

    public Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        if (happened.Message.Type is null && !happened.Room.IsEncrypted) Enqueue(happened.Room.Id, happened.Message.Id, happened.Message.Text);
        return Task.CompletedTask;
    }

    public Task HandleAsync(MessageEdited happened, CancellationToken ct)
    {
        Enqueue(happened.RoomId, happened.MessageId, happened.Text);
        return Task.CompletedTask;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, WorkerCount).Select(_ => WorkAsync(stoppingToken)));

    private void Enqueue(string roomId, string messageId, string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal) || !settings.Get(MessageSettings.Embed)) return;
        if (!_queue.Writer.TryWrite((roomId, messageId))) LinksLog.QueueFull(log, roomId);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await Task.Yield();
        await foreach (var (roomId, messageId) in _queue.Reader.ReadAllAsync(ct))
        {
            try
            {
                await AddAsync(roomId, messageId, ct);
            }
            catch (WireError)
            {
                // The message or the room went while its links were read.
            }
            catch (Exception failure) when (!ct.IsCancellationRequested) // a page must not stop the previews of others
            {
                LinksLog.PreviewFailed(log, messageId, failure);
            }
        }
    }

    private async Task AddAsync(string roomId, string messageId, CancellationToken ct)
    {
        if (await rooms.FindAsync(roomId, ct) is not { IsEncrypted: false } room || await messages.FindRowAsync(messageId, ct) is not { Type: null } row) return;
        var found = new Dictionary<string, LinkPreview>(StringComparer.Ordinal);
        foreach (var url in Wanted(MessageJson.Parse(row.Doc), settings.Get(MessageSettings.SiteUrl)))
        {
            if (await cache.ReadAsync(url, ct) is { } preview) found[url] = preview;
        }
        if (found.Count == 0) return;
        await change.ChangeAsync(room, messageId, (_, _, doc) =>
        {
            Fill(doc, found);
            return Task.CompletedTask;
        }, ct);
    }

    /// <summary>The links of a message that may get a preview and have none.</summary>
    /// <param name="siteUrl">Links to our own pages are quotes and get none.</param>
    public static IReadOnlyList<string> Wanted(JsonObject doc, string siteUrl)
    {
        if (doc["urls"] is not JsonArray urls || doc["file"] is not null || doc["attachments"] is JsonArray { Count: > 0 }) return [];
        if (doc["parseUrls"] is JsonValue parse && parse.TryGetValue<bool>(out var isWanted) && !isWanted) return [];
        var external = urls.OfType<JsonObject>().Where(u => !IsOwn((string?)u["url"] ?? "", siteUrl)).ToList();
        return external.Count > MostExternalLinks ? [] : [.. external.Where(IsMissing).Select(u => (string)u["url"]!)];
    }

    /// <summary>Gives the links that are still there what was read about them.</summary>
    public static void Fill(JsonObject doc, IReadOnlyDictionary<string, LinkPreview> found)
    {
        foreach (var url in (doc["urls"] as JsonArray ?? []).OfType<JsonObject>().Where(IsMissing))
        {
            if (!found.TryGetValue((string)url["url"]!, out var preview)) continue;
            var read = JsonSerializer.SerializeToNode(preview)!.AsObject();
            foreach (var name in new[] { "meta", "headers", "parsedUrl" }) url[name] = read[name]?.DeepClone();
        }
    }

    private static bool IsMissing(JsonObject url) =>
        url["url"] is JsonValue && url["headers"] is null && url["meta"] is not JsonObject { Count: > 0 } && !(url["ignoreParse"] is JsonValue ignore && ignore.TryGetValue<bool>(out var isIgnored) && isIgnored);

    private static bool IsOwn(string url, string siteUrl) => siteUrl.Length > 0 && url.StartsWith(siteUrl, StringComparison.OrdinalIgnoreCase);
}

internal static partial class LinksLog
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "Too many links wait for a preview; a message of room {RoomId} stays without one. Pages that answer slowly can be listed in API_EmbedIgnoredHosts.")]
    public static partial void QueueFull(ILogger log, string roomId);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "The preview of message {MessageId} could not be made.")]
    public static partial void PreviewFailed(ILogger log, string messageId, Exception failure);
}
