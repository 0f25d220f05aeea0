namespace Parley.Server;

/// <summary>A clock that runs ahead, so that tests see what happens after days. Only with <c>TEST_MODE</c>.</summary>
internal sealed class ShiftedClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
