using System.Text.Json;

namespace Parley.Platform.Ddp;

/// <summary>
/// One open stream of a connection and the topics it has joined. A busy server holds hundreds of thousands of them, most with a single topic: so
/// that one is kept as it is, shared with the hub, and the event's name is read from it.
/// </summary>
internal sealed class DdpSubscription
{
    private readonly object? _options;
    private string? _eventName;
    private object? _topics;
    private bool _isOver;

    public DdpSubscription(string id, IStreamRule rule, string eventName, JsonElement options)
    {
        (Id, Rule, _eventName) = (id, rule, eventName);
        if (rule.NeedsOptionsLater) _options = options;
    }

    public string Id { get; }

    public IStreamRule Rule { get; }

    /// <summary>Undefined unless the rule asks for it again.</summary>
    public JsonElement Options => _options is JsonElement options ? options : default;

    public string EventName
    {
        get
        {
            lock (this) return _eventName ?? ((string)_topics!)[(Rule.Stream.Length + 1)..];
        }
    }

    public bool Any(Func<string, bool> isWanted)
    {
        lock (this) return Topics().Any(isWanted);
    }

    /// <summary>Joins and leaves until exactly these topics are joined.</summary>
    public void MoveTo(IReadOnlyList<string> topics, StreamHub hub, DdpConnection connection)
    {
        lock (this)
        {
            foreach (var gone in Topics().Except(topics).ToList()) Remove(gone, hub, connection);
            foreach (var topic in topics) Add(topic, hub, connection);
        }
    }

    public void Join(string topic, StreamHub hub, DdpConnection connection)
    {
        lock (this) Add(topic, hub, connection);
    }

    public void Leave(string topic, StreamHub hub, DdpConnection connection)
    {
        lock (this) Remove(topic, hub, connection);
    }

    public void LeaveWhere(Func<string, bool> isLost, StreamHub hub, DdpConnection connection)
    {
        lock (this)
        {
            if (_topics is string only && !isLost(only)) return;
            foreach (var lost in Topics().Where(isLost).ToList()) Remove(lost, hub, connection);
        }
    }

    /// <summary>Leaves everything; a review that is under way joins nothing any more.</summary>
    public void End(StreamHub hub, DdpConnection connection)
    {
        lock (this)
        {
            _isOver = true;
            foreach (var topic in Topics().ToList()) Remove(topic, hub, connection);
        }
    }

    private IEnumerable<string> Topics() => _topics switch { null => [], string only => [only], var many => (HashSet<string>)many };

    private void Add(string topic, StreamHub hub, DdpConnection connection)
    {
        if (_isOver || Has(topic)) return;
        var shared = hub.Join(topic, connection);
        switch (_topics)
        {
            case null:
                _topics = shared;
                if (IsNamedBy(shared)) _eventName = null;
                break;
            case string first:
                _eventName ??= EventName;
                _topics = new HashSet<string> { first, shared };
                break;
            default:
                ((HashSet<string>)_topics).Add(shared);
                break;
        }
    }

    private void Remove(string topic, StreamHub hub, DdpConnection connection)
    {
        if (!Has(topic)) return;
        _eventName ??= EventName;
        if (_topics is HashSet<string> many) many.Remove(topic);
        else _topics = null;
        hub.Leave(topic, connection);
    }

    private bool Has(string topic) => _topics is HashSet<string> many ? many.Contains(topic) : topic.Equals(_topics as string, StringComparison.Ordinal);

    private bool IsNamedBy(string topic) =>
        topic.Length == Rule.Stream.Length + 1 + _eventName!.Length && topic.StartsWith(Rule.Stream, StringComparison.Ordinal) && topic.EndsWith(_eventName, StringComparison.Ordinal);
}
