using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Settings;

namespace Parley.People.Avatars;

/// <summary>
/// <c>/avatar/{username}</c>, <c>/avatar/uid/{userId}</c> and <c>/avatar/@{name}</c> for initials only. Unknown names have initials too,
/// so that nobody learns here which accounts exist.
/// </summary>
internal sealed class AvatarPages(IAvatars avatars, UserStore users, ISettings settings) : IEventHandler<UserDeleted>
{
    private const int LongestName = 255;
    private static readonly string[] _methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/avatar/uid/{id}", _methods, http => AnswerAsync(http, http.Request.RouteValues["id"] as string ?? "", isId: true));
        endpoints.MapMethods("/avatar/{name}", _methods, http => AnswerAsync(http, http.Request.RouteValues["name"] as string ?? "", isId: false));
    }

    public Task HandleAsync(UserDeleted happened, CancellationToken ct) => avatars.RemoveAsync(IAvatars.OfUser(happened.UserId), happened.AvatarETag, ct);

    private async Task AnswerAsync(HttpContext http, string given, bool isId)
    {
        if (await avatars.RefusesAsync(http)) return;
        if (given.Length > LongestName) given = given[..LongestName];
        if (!isId && !given.StartsWith('@') && settings.Get(AccountSettings.ExternalAvatars) is { Length: > 0 } elsewhere && Uri.TryCreate(elsewhere.Replace("{username}", Uri.EscapeDataString(given), StringComparison.Ordinal), UriKind.Absolute, out var address)
            && (address.Scheme is "https" or "http"))
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Redirect(address.AbsoluteUri);
            return;
        }
        if (!isId && given.StartsWith('@'))
        {
            await avatars.AnswerAsync(http, new AvatarAnswer(null, null, given[1..]));
            return;
        }
        var user = isId ? await users.FindAsync(given, http.RequestAborted) : await users.FindByUsernameAsync(given, http.RequestAborted);
        if (user is null)
        {
            await avatars.AnswerAsync(http, new AvatarAnswer(null, null, given));
            return;
        }
        var name = settings.Get(AccountSettings.UseNameAvatar) && !string.IsNullOrEmpty(user.Name) ? user.Name : user.Username;
        await avatars.AnswerAsync(http, new AvatarAnswer(IAvatars.OfUser(user.Id), user.AvatarETag, name));
    }
}
