using Microsoft.AspNetCore.Http;

namespace Parley.People.Contracts;

/// <summary>What an avatar address shows.</summary>
/// <param name="Owner">See <see cref="IAvatars.OfUser"/> and <see cref="IAvatars.OfRoom"/>; null for initials only.</param>
/// <param name="ETag">Of the stored picture; null when there is none.</param>
/// <param name="Name">Gives the initials that stand in for a picture.</param>
/// <param name="IsPrivate">Whether only the one who asked may keep the answer.</param>
public sealed record AvatarAnswer(string? Owner, string? ETag, string Name, bool IsPrivate = false);

/// <summary>Keeps and serves the square pictures of people and rooms.</summary>
public interface IAvatars
{
    static string OfUser(string userId) => "u/" + userId;

    static string OfRoom(string roomId) => "r/" + roomId;

    /// <summary>Cuts a square out of a picture and stores it. Earlier pictures of the owner stay until they are removed.</summary>
    /// <returns>The tag of this picture, new with each call.</returns>
    /// <exception cref="Platform.Operations.WireError"><c>error-avatar-invalid-content-type</c> for what is not a picture.</exception>
    Task<string> StoreAsync(string owner, byte[] picture, CancellationToken ct);

    /// <param name="etag">Null removes nothing.</param>
    Task RemoveAsync(string owner, string? etag, CancellationToken ct);

    /// <summary>Answers <c>?size&amp;format&amp;etag</c> with the picture or initials, and with what may be cached for how long.</summary>
    Task AnswerAsync(HttpContext http, AvatarAnswer answer);

    /// <summary>Whether visitors are kept out by the workspace; answered already then.</summary>
    Task<bool> RefusesAsync(HttpContext http);
}
