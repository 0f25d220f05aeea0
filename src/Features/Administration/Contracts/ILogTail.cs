namespace Parley.Administration.Contracts;

/// <summary>Where administrators read the log.</summary>
public interface ILogTail
{
    /// <param name="text">One entry, as it is written to the console.</param>
    void Add(string text, DateTimeOffset at);
}
