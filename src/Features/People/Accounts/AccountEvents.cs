using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>Tells open clients about changes of accounts, permissions and settings.</summary>
internal sealed class AccountEvents(StreamHub hub, Func<DdpServer> sockets)
    : IEventHandler<UserRenamed>, IEventHandler<UserDeleted>, IEventHandler<UserActivationChanged>, IEventHandler<PreferencesChanged>, IEventHandler<AvatarChanged>
{
    public async Task HandleAsync(UserRenamed happened, CancellationToken ct)
    {
        hub.Emit("notify-logged", "Users:NameChanged", [new WireObject { { "_id", happened.UserId }, { "name", happened.Name }, { "username", happened.Username } }]);
        SendUserData(happened.UserId, new WireObject { { "name", happened.Name }, { "username", happened.Username } });
        await sockets().ReviewAccessAsync(happened.UserId);
    }

    public async Task HandleAsync(UserDeleted happened, CancellationToken ct)
    {
        hub.Emit("notify-logged", "Users:Deleted", [new WireObject { { "userId", happened.UserId } }]);
        await sockets().ReviewAccessAsync(happened.UserId);
    }

    public Task HandleAsync(UserActivationChanged happened, CancellationToken ct) => sockets().ReviewAccessAsync(happened.UserId);

    public Task HandleAsync(PreferencesChanged happened, CancellationToken ct)
    {
        SendUserData(happened.UserId, new WireObject { { "settings.preferences", RawJson.From(happened.Choices) } });
        return Task.CompletedTask;
    }

    public Task HandleAsync(AvatarChanged happened, CancellationToken ct)
    {
        hub.Emit("notify-logged", "updateAvatar", [new WireObject { { "username", happened.Username }, { "etag", happened.ETag } }]);
        return Task.CompletedTask;
    }

    /// <summary>Both changes are raised on every node, so each tells its own listeners.</summary>
    public void Watch(SettingsRegistry settings, PermissionRegistry permissions)
    {
        settings.Changed += state =>
        {
            if (!state.IsHidden)
            {
                object?[] change = ["updated", Settings.SettingView.Full(state)];
                hub.EmitHere("notify-logged", SignedInStream.PrivateSettings, change);
                hub.EmitHereOn(SignedInStream.TopicOf(state.Setting.Id), "notify-logged", SignedInStream.PrivateSettings, change);
            }
            if (state.Setting.IsPublic) hub.EmitHere("notify-all", "public-settings-changed", ["updated", new WireObject { { "_id", state.Setting.Id }, { "value", state.Value } }]);
        };
        permissions.Changed += changed =>
        {
            foreach (var permission in changed)
            {
                hub.EmitHere("notify-logged", "permissions-changed", ["updated", new WireObject { { "_id", permission.Id }, { "roles", permission.Roles }, { "_updatedAt", permission.UpdatedAt } }]);
            }
            // Whoever listens to what they may no longer hear stops.
            _ = sockets().ReviewEverybodyHereAsync();
        };
    }

    private void SendUserData(string userId, WireObject changes) => hub.Emit("notify-user", userId + "/userData",
        [new WireObject { { "type", "updated" }, { "id", userId }, { "diff", changes }, { "unset", new WireObject() } }]);
}

internal sealed record AvatarChanged(string UserId, string Username, string? ETag) : IDomainEvent;
