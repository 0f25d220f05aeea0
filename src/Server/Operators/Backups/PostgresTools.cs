using System.ComponentModel;
using System.Diagnostics;
using Npgsql;
using Parley.Platform.CommandLine;

namespace Parley.Server.Operators.Backups;

/// <summary>Calls the client programs of PostgreSQL. The password goes through the environment, never through the list of arguments.</summary>
internal static class PostgresTools
{
    private const int LongestComplaint = 2000;

    public static Task DumpAsync(string connectionString, string file, CancellationToken ct) =>
        RunAsync("pg_dump", connectionString, ["--format=custom", "--no-owner", "--no-privileges", "--file=" + file], ct);

    /// <summary>Takes the place of what is there, in one transaction.</summary>
    public static Task RestoreAsync(string connectionString, string file, CancellationToken ct)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        return RunAsync("pg_restore", connectionString, ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname=" + database, file], ct);
    }

    /// <exception cref="OperatorException">The program is not there, or it fails.</exception>
    private static async Task RunAsync(string program, string connectionString, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in Environment(connectionString)) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new OperatorException($"{program} is not on PATH. It comes with the client programs of PostgreSQL, in Debian the package postgresql-client.");
        }
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var complaint = (await process.StandardError.ReadToEndAsync(ct)).Trim();
            await output;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0) throw new OperatorException($"{program} failed: {(complaint.Length > LongestComplaint ? complaint[..LongestComplaint] : complaint)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static Dictionary<string, string?> Environment(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        return new()
        {
            ["PGHOST"] = given.Host,
            ["PGPORT"] = $"{given.Port}",
            ["PGUSER"] = given.Username,
            ["PGPASSWORD"] = given.Password,
            ["PGDATABASE"] = given.Database,
            ["PGSSLMODE"] = given.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
            ["PGSSLROOTCERT"] = given.RootCertificate,
            ["PGOPTIONS"] = given.Options,
        };
    }
}
