namespace Parley.Customization.Contracts;

/// <summary>The workspace's own emoji.</summary>
public interface ICustomEmoji
{
    /// <param name="shortName">A name or an alias, without colons.</param>
    bool Exists(string shortName);
}
