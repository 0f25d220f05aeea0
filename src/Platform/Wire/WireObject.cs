using System.Collections;

namespace Parley.Platform.Wire;

/// <summary>
/// An answer or event before it is written: an ordered JSON object whose dates know both spellings of the wire
/// (ISO text in REST, <c>{"$date":ms}</c> in DDP). A null value is absent; <see cref="WireNull"/> writes <c>null</c>.
/// </summary>
public sealed class WireObject : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _members;

    public WireObject() => _members = [];

    public WireObject(int capacity) => _members = new(capacity);

    public int Count => _members.Count;

    public object? this[string name]
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Key == name) return member.Value;
            }
            return null;
        }
        set
        {
            for (var i = 0; i < _members.Count; i++)
            {
                if (_members[i].Key != name) continue;
                _members[i] = new(name, value);
                return;
            }
            _members.Add(new(name, value));
        }
    }

    public void Add(string name, object? value) => _members.Add(new(name, value));

    public void Remove(string name) => _members.RemoveAll(m => m.Key == name);

    public List<KeyValuePair<string, object?>>.Enumerator GetEnumerator() => _members.GetEnumerator();

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _members.GetEnumerator();
}

/// <summary>An explicit JSON <c>null</c>.</summary>
public sealed class WireNull
{
    public static readonly WireNull Value = new();

    private WireNull() { }
}

/// <summary>JSON text that is already written, in the REST spelling of dates.</summary>
public readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public static RawJson From(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));
}
