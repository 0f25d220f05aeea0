using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Prometheus;

namespace Parley.Platform.Storage;

/// <summary>Counts what reaches the database, for operators and for the test that holds the cost of a message.</summary>
public sealed class StatementCounter : DbCommandInterceptor
{
    public static readonly StatementCounter Instance = new();

    private static readonly Counter _statements = Metrics.CreateCounter("parley_store_statements_total", "SQL statements sent by this node.");
    private static readonly Counter _rowsWritten = Metrics.CreateCounter("parley_store_rows_written_total", "Rows inserted, updated or deleted by this node.");

    public static void Add(int statements, int rowsWritten)
    {
        _statements.Inc(statements);
        if (rowsWritten > 0) _rowsWritten.Inc(rowsWritten);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        // The changes of a SaveChanges come back through a reader.
        Add(1, eventData.CommandSource == CommandSource.SaveChanges ? Math.Max(1, result.RecordsAffected) : 0);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Add(1, result);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Add(1, 0);
        return ValueTask.FromResult(result);
    }
}
