namespace Parley.Platform.CommandLine;

/// <summary>Looks whether what a feature keeps is whole. It only reads.</summary>
public interface IIntegrityCheck
{
    /// <summary>What was looked at, in a few words.</summary>
    string Subject { get; }

    /// <returns>Sentences about what is wrong; none when all is well.</returns>
    Task<IReadOnlyList<string>> FindAsync(CancellationToken ct);
}
