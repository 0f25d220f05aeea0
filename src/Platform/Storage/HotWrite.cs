using System.Data.Common;
using Parley.Platform.Events;

namespace Parley.Platform.Storage;

/// <summary>A statement in both dialects; parameters are positional: <c>?1</c>, <c>?2</c> for SQLite and <c>$1</c>, <c>$2</c> for PostgreSQL.
/// A statement that one engine does not need is empty there.</summary>
public sealed record HotStatement(string Sqlite, string Postgres)
{
    /// <summary>Npgsql steps only over results with rows, so a reader of a batch must know which statements have one.</summary>
    internal bool ReturnsRows { get; } = Postgres.StartsWith("SELECT", StringComparison.Ordinal) || Postgres.Contains(" RETURNING ", StringComparison.Ordinal);
}

/// <summary>Receives the parameters of one statement, in order.</summary>
public interface IHotParameters
{
    void Add(string? value);
    void Add(long value);
    void Add(bool value);
}

/// <summary>A write whose statements are known beforehand, so that many can share a round trip and a commit.</summary>
public abstract class HotWrite
{
    /// <summary>Writes of one lane (a room id) commit and publish in the order they were appended.</summary>
    public abstract string Lane { get; }

    public abstract IReadOnlyList<HotStatement> Statements { get; }

    public abstract void Bind(int statement, IHotParameters parameters);

    /// <summary>A returned row of a statement. May be called again after a failed attempt.</summary>
    public virtual void OnRow(int statement, DbDataReader row) { }

    /// <summary>The event to dispatch, asked for after the commit.</summary>
    public virtual IDomainEvent? Committed() => null;
}
