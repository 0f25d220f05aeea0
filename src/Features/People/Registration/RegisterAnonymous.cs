using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Devices;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Registration;

/// <summary>A visitor talks without an account of their own: one with a made-up name and the role <c>anonymous</c> is made for them (ACC-010).</summary>
internal sealed class RegisterAnonymous(IStore store, SettingsRegistry settings, LogIn logIn)
{
    /// <exception cref="WireError"><c>error-not-allowed</c> unless anonymous reading and writing are both switched on.</exception>
    public async Task<LogIn.Result> ExecuteAsync(Device device, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.AnonymousRead) || !settings.Get(RegistrationSettings.AnonymousWrite)) throw WireError.NotAllowed("registerUser");
        var id = await store.WriteAsync(async unit =>
        {
            var row = new UserRow { Id = Id.New(), Name = "Anonymous", CreatedAt = unit.Now, UpdatedAt = unit.Now, RoleList = ["anonymous"] };
            row.SetUsername("anonymous-" + row.Id[..8].ToLowerInvariant());
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: false), row.Id);
            return row.Id;
        }, ct);
        return await logIn.BeginAsync(id, device, ct);
    }
}
