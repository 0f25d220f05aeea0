using System.Security.Cryptography;
using System.Text;

namespace Parley.People.Passwords;

/// <summary>
/// Passwords are bcrypt over the lower-case hex SHA-256 of the text, as Meteor stores them, so that imported accounts
/// keep theirs. At most two hashes are computed at a time: a flood of logins must not take the whole machine.
/// </summary>
internal sealed class PasswordHashes
{
    private const int Cost = 10;
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount - 1));

    public static string Digest(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    public static bool IsDigest(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigit);

    public Task<string> HashAsync(string digest, CancellationToken ct) =>
        InPlaceAsync(() => BCrypt.Net.BCrypt.HashPassword(digest.ToLowerInvariant(), Cost), ct);

    /// <param name="hash">Null still takes the time of a comparison, so that unknown accounts cannot be told from known ones.</param>
    public Task<bool> VerifyAsync(string digest, string? hash, CancellationToken ct) => InPlaceAsync(() =>
    {
        var matches = BCrypt.Net.BCrypt.Verify(digest.ToLowerInvariant(), hash ?? "$2b$10$CwTycUXWue0Thq9StjUM0uJ8Qe1Kk0mD8N5T1Y5nQ0wO1oQm0M2vK");
        return hash is not null && matches;
    }, ct);

    private async Task<T> InPlaceAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _places.Release();
        }
    }
}
