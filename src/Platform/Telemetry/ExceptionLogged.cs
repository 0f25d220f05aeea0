using Parley.Platform.Events;

namespace Parley.Platform.Telemetry;

/// <summary>Something failed that nobody expected, and was written down as an error.</summary>
/// <param name="Text">The line of the log, with ids and without anything that people wrote.</param>
/// <param name="Trace">Where it happened: the kind of exception and the calls above it, without its words, which may hold what somebody sent.</param>
public sealed record ExceptionLogged(string Text, string Trace) : IDomainEvent;
