using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.Translations;

/// <summary>
/// Translates messages behind their sending, never before it. A few workers take from a short queue; when it is full or the service fails,
/// the message stays as it was written, and whoever wants may ask for its translation.
/// </summary>
internal sealed partial class TranslationQueue(TranslateMessage translate, TranslateText texts, RoomLanguages languages, SettingsRegistry settings, ILogger<TranslationQueue> log)
    : BackgroundService, IEventHandler<MessageSent>, IEventHandler<MessageEdited>
{
    private const int WorkerCount = 4;
    private const int LongestQueue = 500;
    private readonly Channel<(string RoomId, string MessageId)> _queue = Channel.CreateBounded<(string, string)>(LongestQueue);

    public Task HandleAsync(MessageSent happened, CancellationToken ct) =>
        happened.Message.Type is null && !happened.Room.IsEncrypted ? EnqueueAsync(happened.Room.Id, happened.Message.Id, ct) : Task.CompletedTask;

    public Task HandleAsync(MessageEdited happened, CancellationToken ct) => EnqueueAsync(happened.RoomId, happened.MessageId, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, WorkerCount).Select(_ => WorkAsync(stoppingToken)));

    private async Task EnqueueAsync(string roomId, string messageId, CancellationToken ct)
    {
        if (!settings.Get(TranslationSettings.Enabled) || texts.Chosen is null || (await languages.OfAsync(roomId, ct)).Count == 0) return;
        if (!_queue.Writer.TryWrite((roomId, messageId))) LogFull(log, roomId);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await Task.Yield();
        await foreach (var (roomId, messageId) in _queue.Reader.ReadAllAsync(ct))
        {
            try
            {
                await translate.FollowAsync(roomId, messageId, ct);
            }
            catch (WireError)
            {
                // The message or the room went while it was translated.
            }
            catch (Exception failure) when (!ct.IsCancellationRequested) // a message must not stop the translation of others
            {
                LogFailed(log, messageId, failure);
            }
        }
    }

    [LoggerMessage(EventId = 3321, Level = LogLevel.Warning, Message = "Too many messages wait for their translation; one of room {RoomId} stays as it is. The translation service may be slow.")]
    private static partial void LogFull(ILogger log, string roomId);

    [LoggerMessage(EventId = 3322, Level = LogLevel.Warning, Message = "Message {MessageId} could not be translated; check the API key of the translation service and the way to it.")]
    private static partial void LogFailed(ILogger log, string messageId, Exception failure);
}
