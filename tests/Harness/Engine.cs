namespace Parley.Harness;

/// <summary>The storage engines a promise must hold on.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}
