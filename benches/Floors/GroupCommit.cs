using System.Threading.Channels;

namespace Parley.Floors;

/// <summary>Commits together whatever is waiting, and starts at once when something is: no timer.</summary>
internal sealed class GroupCommit<T>(IMessageStore store, Func<T, Message> messageOf, Func<IReadOnlyList<T>, ValueTask> committed)
{
    private const int LargestGroup = 64;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(4096) { SingleReader = true });

    public ValueTask AddAsync(T item) => _waiting.Writer.WriteAsync(item);

    public async Task RunAsync()
    {
        var group = new List<T>(LargestGroup);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _waiting.Reader.TryRead(out var item))
                group.Add(item);
            await store.InsertAsync(group.ConvertAll(item => messageOf(item)));
            await committed(group);
        }
    }
}
