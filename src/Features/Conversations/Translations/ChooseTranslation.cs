using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>A member switches the translation of one room on or off, or chooses its language.</summary>
internal sealed class ChooseTranslation(IStore store, RoomLanguages languages, PermissionRegistry permissions)
{
    /// <param name="isOn">Null leaves the switch.</param>
    /// <param name="language">A code such as <c>de</c> or <c>pt-BR</c>; null leaves it.</param>
    /// <param name="fallback">Taken where no language was ever chosen; null or empty takes none.</param>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-subscription</c>, <c>error-invalid-settings</c> for what is no language code.</exception>
    public async Task ExecuteAsync(Caller caller, string roomId, bool? isOn, string? language, string? fallback, CancellationToken ct)
    {
        TranslationRights.Check(permissions, caller);
        if (string.IsNullOrEmpty(fallback)) fallback = null;
        if ((language is not null && !LanguageCode.IsValid(language)) || (fallback is not null && !LanguageCode.IsValid(fallback)))
            throw new WireError("error-invalid-settings", "This is no language", details: new WireObject { { "method", "saveAutoTranslateSettings" } });
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == caller.UserId, ct)
                ?? throw new WireError("error-invalid-subscription", "Invalid subscription", details: new WireObject { { "method", "saveAutoTranslateSettings" } });
            row.AutoTranslates = isOn ?? row.AutoTranslates;
            row.TranslateTo = language ?? row.TranslateTo ?? fallback;
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new MembershipChanged(roomId, caller.UserId), roomId);
            return true;
        }, ct);
        languages.Forget(roomId);
    }
}
