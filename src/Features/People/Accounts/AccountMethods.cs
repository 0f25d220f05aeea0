using System.Text.Json;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Devices;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>
/// Methods that older clients call for what has a route: <c>insertOrUpdateUser</c>, <c>createToken</c>, <c>setEmail</c>, <c>setRealName</c>, <c>saveCustomFields</c>,
/// <c>checkUsernameAvailability</c>, <c>getUsernameSuggestion</c>, <c>getUserStatusText</c>, <c>userSetUtcOffset</c>.
/// </summary>
internal sealed class AccountMethods(SaveUser save, OwnAccount own, UserQueries queries, SuggestUsername suggest, LogIn logIn, PermissionRegistry permissions, IUserDirectory directory) : IDdpDoor
{
    private const double WidestOffset = 14;

    public void Map(DdpMethods methods)
    {
        methods.Add("insertOrUpdateUser", SaveAsync);
        methods.Add("createToken", CreateTokenAsync);
        methods.Add("setEmail", call => ChangeAsync(call, "email"), limit: new(1, 1_000));
        methods.Add("setRealName", call => ChangeAsync(call, "name"), limit: new(1, 1_000));
        methods.Add("saveCustomFields", SaveFieldsAsync, limit: new(1, 1_000));
        methods.Add("checkUsernameAvailability", async call => await suggest.IsFreeAsync(call.Caller, call.RequiredText(0), call.Aborted), limit: new(5, 1_000));
        methods.Add("getUsernameSuggestion", async call => await suggest.ExecuteAsync(await queries.GetAsync(call.Caller.UserId, null, call.Aborted), call.Aborted));
        methods.Add("getUserStatusText", async call => (await directory.FindAsync(call.RequiredText(0), call.Aborted))?.StatusText ?? "");
        methods.Add("userSetUtcOffset", OffsetAsync, limit: new(5, 60_000));
    }

    private async Task<object?> SaveAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        if (data.Text("_id") is not { Length: > 0 } id) return (await save.CreateAsync(call.Caller, data, call.Aborted)).Id;
        await save.UpdateAsync(call.Caller, id, data, call.Aborted);
        return true;
    }

    private async Task<object?> CreateTokenAsync(MethodCall call)
    {
        var user = await queries.GetAsync(call.RequiredText(0), null, call.Aborted);
        if (!permissions.Has(call.Caller, AccountPermissions.GenerateTokens)) throw new WireError("error-not-authorized", "Not authorized", details: new WireObject { { "method", "createToken" } });
        UserRules.CheckMayManage(permissions, call.Caller, user);
        var result = await logIn.BeginForAsync(call.Caller, user.Id, call.Aborted);
        return new WireObject { { "userId", user.Id }, { "authToken", result.Token } };
    }

    private async Task<object?> ChangeAsync(MethodCall call, string field)
    {
        var value = call.RequiredText(0);
        await own.UpdateAsync(call.Caller, ObjectWith(field, value), default, call.Aborted);
        return value;
    }

    private async Task<object?> SaveFieldsAsync(MethodCall call)
    {
        await own.UpdateAsync(call.Caller, ObjectWith("_id", call.Caller.UserId), call.RequiredObject(0), call.Aborted);
        return null;
    }

    private async Task<object?> OffsetAsync(MethodCall call)
    {
        if (call.At(0) is not { ValueKind: JsonValueKind.Number } given || !given.TryGetDouble(out var hours)) throw WireError.Match("Expected number");
        if (Math.Abs(hours) > WidestOffset) throw WireError.Match("The offset is no offset of a time zone");
        await own.SetOffsetAsync(call.Caller, hours, call.Aborted);
        return null;
    }

    private static JsonElement ObjectWith(string name, string value)
    {
        using var document = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { name, value } }, WireDialect.Rest));
        return document.RootElement.Clone();
    }
}
