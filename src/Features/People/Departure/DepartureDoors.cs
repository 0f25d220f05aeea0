using Microsoft.Extensions.DependencyInjection;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Departure;

/// <summary><c>users.delete</c>, <c>users.deleteOwnAccount</c>.</summary>
internal sealed class DepartureRest(DeleteAccount delete, UserQueries queries, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.delete", DeleteAsync).Takes("userId", "username", "confirmRelinquish:boolean");
        routes.Post("users.deleteOwnAccount", DeleteOwnAsync).Takes("password!", "confirmRelinquish:boolean");
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.DeleteUser)) return RestResult.Forbidden();
        var user = await queries.GetAsync(call.Body.Text("userId"), call.Body.Text("username"), call.Aborted);
        await delete.ExecuteAsync(call.Caller, user.Id, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteOwnAsync(RestCall call)
    {
        var password = call.Body.Text("password") ?? throw WireError.InvalidParams("Body parameter \"password\" is required.");
        await delete.OwnAsync(call.Caller, password, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>deleteUser</c>, <c>deleteUserOwnAccount</c>.</summary>
internal sealed class DepartureDdp(DeleteAccount delete) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("deleteUser", async call =>
        {
            await delete.ExecuteAsync(call.Caller, call.RequiredText(0), call.At(1).AsFlag() ?? false, call.Aborted);
            return true;
        });
        methods.Add("deleteUserOwnAccount", async call =>
        {
            await delete.OwnAsync(call.Caller, call.TextAt(0) ?? "", call.At(1).AsFlag() ?? false, call.Aborted);
            return true;
        }, endsSession: true);
    }
}

internal static class DeparturePart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<DeleteAccount>();
        services.AddSingleton<IRestDoor, DepartureRest>();
        services.AddSingleton<IDdpDoor, DepartureDdp>();
    }
}
