using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Avatars;

/// <summary>Somebody gives an account a picture, or takes it away.</summary>
internal sealed class SetAvatar(IStore store, UserStore users, IAvatars avatars, SafeHttpFetcher fetcher, PermissionRegistry permissions, ISettings settings)
{
    /// <summary>No picture of a face needs more, whatever files may be uploaded to rooms.</summary>
    private const int LargestBytes = 20 * 1024 * 1024;

    /// <summary>How many bytes a picture may have.</summary>
    public int MaxBytes => settings.Get(Foreign.MaxFileSize) is > 0 and < LargestBytes and var most ? (int)most : LargestBytes;

    /// <exception cref="WireError"><c>error-not-allowed</c> for somebody else, or when the workspace keeps people from it.</exception>
    public void CheckRights(Caller caller, string userId)
    {
        if (permissions.Has(caller, AccountPermissions.EditOtherAvatar)) return;
        if (userId != caller.UserId || !settings.Get(AccountSettings.AllowAvatarChange)) throw WireError.NotAllowed("setAvatar");
    }

    /// <param name="origin">How it came: <c>rest</c>, <c>upload</c>, <c>url</c> or the name of a service.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-avatar-invalid-content-type</c>, <c>error-invalid-user</c>.</exception>
    public async Task FromBytesAsync(Caller caller, string userId, byte[] picture, string origin, CancellationToken ct)
    {
        CheckRights(caller, userId);
        if (picture.Length > MaxBytes) throw new WireError("error-file-too-large", "File is too large");
        var owner = IAvatars.OfUser(userId);
        var etag = await avatars.StoreAsync(owner, picture, ct);
        try
        {
            await ChangeAsync(userId, etag, origin, ct);
        }
        catch
        {
            await avatars.RemoveAsync(owner, etag, CancellationToken.None);
            throw;
        }
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-avatar-invalid-url</c>, <c>error-avatar-url-handling</c>, <c>error-file-too-large</c>.</exception>
    public async Task FromAddressAsync(Caller caller, string userId, string address, CancellationToken ct)
    {
        CheckRights(caller, userId);
        var details = new WireObject { { "function", "setUserAvatar" }, { "url", address } };
        var invalid = new WireError("error-avatar-invalid-url", $"Invalid avatar URL: {address}", details: details);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw invalid;
        var options = new SafeFetchOptions
        {
            Accept = "image/*",
            MaxBodyBytes = MaxBytes,
            Timeout = TimeSpan.FromSeconds(10),
            IgnoredHosts = OutboundSettings.HostsIn(settings.Get(Foreign.IgnoredHosts)),
            TrustedHosts = OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)),
        };
        var answer = await fetcher.FetchAsync(uri, options, ct);
        if (answer.Failure is not null || answer.Status == 404) throw invalid;
        if (!answer.IsSuccess) throw new WireError("error-avatar-url-handling", $"Error while handling avatar setting from a URL ({address})", details: details);
        if (answer.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != true) throw invalid;
        if (answer.IsTruncated) throw new WireError("error-file-too-large", "File is too large");
        await FromBytesAsync(caller, userId, answer.Body.ToArray(), "url", ct);
    }

    /// <summary>Back to initials.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-user</c>.</exception>
    public Task ResetAsync(Caller caller, string userId, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.ManageModeration)) CheckRights(caller, userId);
        return ChangeAsync(userId, null, null, ct);
    }

    private async Task ChangeAsync(string userId, string? etag, string? origin, CancellationToken ct)
    {
        var former = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct) ?? throw WireError.InvalidUser();
            var old = row.AvatarETag;
            (row.AvatarETag, row.AvatarOrigin, row.UpdatedAt) = (etag, origin, unit.Now);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new AvatarChanged(userId, row.Username ?? "", etag), userId);
            return old;
        }, ct);
        users.Forget(userId);
        await avatars.RemoveAsync(IAvatars.OfUser(userId), former, CancellationToken.None);
    }

    /// <summary>Declared by other features; read here by their identifiers.</summary>
    private static class Foreign
    {
        public static readonly Setting<long> MaxFileSize = SettingOf.Int("FileUpload_MaxFileSize", "FileUpload", 104857600);
        public static readonly Setting<string> IgnoredHosts = SettingOf.Text("API_EmbedIgnoredHosts", "Message", "");
    }
}
