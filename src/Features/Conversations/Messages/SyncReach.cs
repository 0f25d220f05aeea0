using Parley.Platform.Bus;

namespace Parley.Conversations.Messages;

/// <summary>
/// How far back a client that catches up is served. Clients take their stamp from live events too, and between two nodes
/// these have no order: an event of one node can overtake an earlier one of another, which then dies before it tells its own.
/// So where there are several nodes, catching up reaches back a little; what a client has already, it only sees again.
/// </summary>
internal sealed class SyncReach(IBus bus)
{
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(5);

    public DateTimeOffset From(DateTimeOffset since) => bus.IsShared && since > DateTimeOffset.UnixEpoch ? since - _overlap : since;
}
