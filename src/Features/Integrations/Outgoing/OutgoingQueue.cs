using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Contracts;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Settings;

namespace Parley.Integrations.Outgoing;

/// <summary>
/// Takes what happens on this node, finds the webhooks that listen and has them called. Nobody who posts waits for it: what
/// happens is only put into a queue, and while no webhook listens not even that.
/// </summary>
internal sealed partial class OutgoingQueue(IntegrationCatalogue catalogue, OutgoingRuns runs, IUserDirectory users, ISettings settings, TimeProvider clock, ILogger<OutgoingQueue> log)
    : BackgroundService, IRoomObserver, IEventHandler<UserRegistered>
{
    private const int MostWaiting = 10_000;
    private const int MostCalls = 32;

    /// <summary>One slow receiver leaves places for others.</summary>
    private const int MostWaitingPerWebhook = 500;

    private const int MostCallsPerWebhook = 4;

    private static readonly Setting<string> _siteUrl = SettingOf.Text("Site_Url", "General", "");

    private readonly Channel<object> _happened = Channel.CreateBounded<object>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _places = new(MostCalls);
    private readonly ConcurrentDictionary<string, Line> _lines = new();

    public bool Wants(RoomHappening what) => what switch
    {
        RoomHappening.MessageSent => catalogue.Listens(OutgoingEvents.SendMessage) || catalogue.Listens(OutgoingEvents.FileUploaded),
        RoomHappening.MessageEdited => catalogue.Listens(OutgoingEvents.SendMessage),
        RoomHappening.MemberJoined => catalogue.Listens(OutgoingEvents.RoomJoined),
        RoomHappening.MemberLeft => catalogue.Listens(OutgoingEvents.RoomLeft),
        RoomHappening.RoomCreated => catalogue.Listens(OutgoingEvents.RoomCreated),
        _ => catalogue.Listens(OutgoingEvents.RoomArchived),
    };

    public void Observe(RoomOccurrence happened) => Put(happened);

    public Task HandleAsync(UserRegistered happened, CancellationToken ct)
    {
        if (catalogue.Listens(OutgoingEvents.UserCreated)) Put(happened);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in _happened.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await foreach (var occurrence in ReadAsync(happened, stoppingToken)) await MatchAsync(occurrence, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next is not to blame
            {
                LogFailed(log, failure);
            }
        }
    }

    private void Put(object happened)
    {
        if (!_happened.Writer.TryWrite(happened)) LogFull(log);
    }

    private async IAsyncEnumerable<Occurrence> ReadAsync(object happened, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (happened is UserRegistered registered)
        {
            if (await users.FindAsync(registered.UserId, ct) is { } user) yield return Occurrence.OfUser(user);
            yield break;
        }
        var seen = (RoomOccurrence)happened;
        if (seen.Message is not { } json)
        {
            var what = seen.What switch { RoomHappening.MemberJoined => OutgoingEvents.RoomJoined, RoomHappening.MemberLeft => OutgoingEvents.RoomLeft, RoomHappening.RoomCreated => OutgoingEvents.RoomCreated, _ => OutgoingEvents.RoomArchived };
            if (seen.UserId is { } userId && await users.FindAsync(userId, ct) is { } actor) yield return Occurrence.OfRoom(what, seen.Room, actor, clock.GetUtcNow());
            yield break;
        }
        using var document = JsonDocument.Parse(json.Utf8);
        var message = document.RootElement;
        var isEdited = seen.What == RoomHappening.MessageEdited;
        if (catalogue.Listens(OutgoingEvents.SendMessage)) yield return Occurrence.OfMessage(OutgoingEvents.SendMessage, seen.Room, message, settings.Get(_siteUrl), isEdited, null);
        if (isEdited || !catalogue.Listens(OutgoingEvents.FileUploaded) || !message.TryGetProperty("file", out _)) yield break;
        var senderId = message.GetProperty("u").GetProperty("_id").GetString()!;
        yield return Occurrence.OfMessage(OutgoingEvents.FileUploaded, seen.Room, message, "", isEdited: false, await users.FindAsync(senderId, ct));
    }

    private async Task MatchAsync(Occurrence occurrence, CancellationToken ct)
    {
        IReadOnlyList<UserBrief>? people = null;
        foreach (var integration in catalogue.Listening(occurrence.Event))
        {
            if (occurrence.SenderBotOf == integration.Id || (occurrence.IsEdited && !integration.Options.RunOnEdits)) continue;
            if (occurrence.Room is { Type: "d" } direct) people ??= await users.FindManyAsync([.. direct.DirectUserIds], ct);
            if (!IsInScope(integration, occurrence, people ?? []) || !HasWord(integration.Options, occurrence, out var word)) continue;
            foreach (var url in integration.Options.Urls) Start(integration, occurrence, word, url, ct);
        }
    }

    private static bool IsInScope(Integration integration, Occurrence occurrence, IReadOnlyList<UserBrief> people)
    {
        if (!OutgoingEvents.All[occurrence.Event].UsesRooms) return true;
        var room = occurrence.Room!;
        var channels = integration.Options.Channels;
        if (channels.Count == 0) return room.Type == "c";
        return room.Type switch
        {
            "d" => channels.Contains(OutgoingEvents.DirectMessages) || people.Any(p => p.Id != occurrence.UserId && (channels.Contains("@" + p.Username) || channels.Contains("@" + p.Id))),
            var type => channels.Contains(type == "c" ? OutgoingEvents.PublicChannels : OutgoingEvents.PrivateGroups) || channels.Contains("#" + room.Id) || channels.Contains("#" + room.Name),
        };
    }

    private static bool HasWord(IntegrationOptions options, Occurrence occurrence, out string? word)
    {
        word = null;
        if (!OutgoingEvents.All[occurrence.Event].UsesWords || options.TriggerWords.Count == 0) return true;
        var text = occurrence.Text ?? "";
        word = options.TriggerWords.FirstOrDefault(w => options.TriggerWordAnywhere ? text.Contains(w, StringComparison.Ordinal) : text.StartsWith(w, StringComparison.Ordinal));
        return word is not null;
    }

    private void Start(Integration integration, Occurrence occurrence, string? word, string url, CancellationToken ct)
    {
        var line = _lines.GetOrAdd(integration.Id, _ => new());
        if (Interlocked.Increment(ref line.Waiting) > MostWaitingPerWebhook)
        {
            Interlocked.Decrement(ref line.Waiting);
            LogDropped(log, integration.Name, integration.Id);
            return;
        }
        _ = RunAsync(line, integration, occurrence, word, url, ct);
    }

    private async Task RunAsync(Line line, Integration integration, Occurrence occurrence, string? word, string url, CancellationToken ct)
    {
        try
        {
            await line.Places.WaitAsync(ct);
            try
            {
                await _places.WaitAsync(ct);
                try
                {
                    await runs.StartAsync(integration, occurrence.Event, occurrence.Data, word, url, ct);
                }
                finally
                {
                    _places.Release();
                }
            }
            finally
            {
                line.Places.Release();
            }
        }
        catch (Exception failure) // nobody waits for this task
        {
            if (!ct.IsCancellationRequested) LogFailed(log, failure);
        }
        finally
        {
            Interlocked.Decrement(ref line.Waiting);
        }
    }

    [LoggerMessage(EventId = 5020, Level = LogLevel.Error, Message = "An outgoing webhook could not be run.")]
    private static partial void LogFailed(ILogger log, Exception failure);

    [LoggerMessage(EventId = 5021, Level = LogLevel.Warning, Message = "More happens than outgoing webhooks can be told; an event is left out.")]
    private static partial void LogFull(ILogger log);

    [LoggerMessage(EventId = 5022, Level = LogLevel.Warning, Message = "The receiver of webhook {Name} ({Id}) is too slow; a call is left out.")]
    private static partial void LogDropped(ILogger log, string name, string id);

    private sealed class Line
    {
        public int Waiting;

        public SemaphoreSlim Places { get; } = new(MostCallsPerWebhook);
    }
}
