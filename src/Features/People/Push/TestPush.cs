using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.People.MailAdministration;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>An administrator sees whether pushes reach their own devices (NOT-034).</summary>
internal sealed class TestPush(IStore store, PushDevices devices, PermissionRegistry permissions, ISettings settings)
{
    private const string Method = "push_test";

    /// <returns>To how many devices it goes.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-push-disabled</c>, <c>error-no-tokens-for-this-user</c>.</exception>
    public async Task<int> ExecuteAsync(Caller caller, CancellationToken ct)
    {
        if (!permissions.Has(caller, MailAdministrationPermissions.TestOptions)) throw WireError.NotAllowed(Method);
        if (!settings.Get(PushSettings.Enabled)) throw new WireError("error-push-disabled", "Push is disabled", details: new WireObject { { "method", Method } });
        var data = new WireObject { { "host", settings.Get(AccountSettings.SiteUrl) } };
        var count = await store.WriteAsync(unit => devices.QueueAsync(unit, caller.UserId, new PushNote("@" + caller.Username, "This is a test", 0, data), ct), ct);
        return count > 0 ? count : throw new WireError("error-no-tokens-for-this-user", "You have no device that could be told", details: new WireObject { { "method", Method } });
    }
}
