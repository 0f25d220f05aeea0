using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Administration.Edition;

/// <summary>Names under which clients ask whether something is allowed. All of them are.</summary>
internal static class Modules
{
    public static readonly IReadOnlyList<string> All =
    [
        "auditing", "canned-responses", "custom-roles", "device-management", "engagement-dashboard", "federation", "ldap-enterprise", "livechat-enterprise", "livechat-mac",
        "message-read-receipt", "oauth-enterprise", "omnichannel-mobile-enterprise", "push-privacy", "saml-enterprise", "scalability", "teams-mention", "videoconference-enterprise", "voip-enterprise",
    ];
}

/// <summary><c>licenses.*</c> (ADM-014, ADM-015).</summary>
internal sealed class EditionRest(PermissionRegistry permissions, SettingsRegistry settings, IUserCounts users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("licenses.isEnterprise", _ => Task.FromResult(RestResult.Ok(new WireObject { { "isEnterprise", true } })));
        routes.Get("licenses.maxActiveUsers", MaxActiveUsersAsync);
        routes.Get("licenses.get", ListAsync);
        routes.Post("licenses.add", AddAsync).Takes("license!");
    }

    private async Task<RestResult> MaxActiveUsersAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "maxActiveUsers", WireNull.Value }, { "activeUsers", await users.CountActiveAsync(call.Aborted) } });

    private Task<RestResult> ListAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AdministrationPermissions.ViewSettings)) throw WireError.Plain("unauthorized", status: 403);
        var all = new WireObject
        {
            { "url", settings.Find("Site_Url")?.Value }, { "expiry", "9999-12-31" }, { "maxActiveUsers", 0 }, { "modules", Modules.All }, { "maxGuestUsers", 0 }, { "maxRoomsPerGuest", 0 },
        };
        return Task.FromResult(RestResult.Ok(new WireObject { { "licenses", new[] { all } } }));
    }

    private async Task<RestResult> AddAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AdministrationPermissions.EditSettings)) throw WireError.Plain("unauthorized", status: 403);
        if (call.Body.Text("license") is not { Length: > 0 and <= 20_000 } license) return RestResult.Failure("Invalid license");
        await settings.SetAsync(AdministrationSettings.License, license, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>license:*</c>.</summary>
internal sealed class EditionDdp : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("license:getModules", _ => Task.FromResult<object?>(Modules.All), needsLogin: false);
        methods.Add("license:getTags", _ => Task.FromResult<object?>(Array.Empty<object>()), needsLogin: false);
        methods.Add("license:isEnterprise", _ => Task.FromResult<object?>(true), needsLogin: false);
        methods.Add("license:hasLicense", call =>
        {
            call.RequiredText(0);
            return Task.FromResult<object?>(true);
        }, needsLogin: false);
    }
}

/// <summary><c>cloud.*</c>: a workspace that needs no vendor and is registered with none (ADM-019).</summary>
internal sealed class CloudRest(PermissionRegistry permissions, SettingsRegistry settings) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("cloud.registrationStatus", StatusAsync);
        routes.Post("cloud.manualRegister", call => RefuseAsync(call, AdministrationPermissions.RegisterOnCloud)).Takes("cloudBlob!");
        routes.Post("cloud.createRegistrationIntent", call => RefuseAsync(call, AdministrationPermissions.ManageCloud)).Takes("resend:boolean!", "email!");
        routes.Post("cloud.registerPreIntent", call => RefuseAsync(call, AdministrationPermissions.ManageCloud));
        routes.Get("cloud.confirmationPoll", call => RefuseAsync(call, AdministrationPermissions.ManageCloud)).Takes("deviceCode!", "resend");
    }

    private Task<RestResult> StatusAsync(RestCall call)
    {
        Check(call, AdministrationPermissions.ManageCloud);
        return Task.FromResult(RestResult.Ok(new WireObject
        {
            {
                "registrationStatus", new WireObject
                {
                    { "connectToCloud", false }, { "workspaceRegistered", false }, { "workspaceId", "" }, { "uniqueId", settings.Find("uniqueID")?.Value }, { "token", "" }, { "email", "" },
                }
            },
        }));
    }

    private Task<RestResult> RefuseAsync(RestCall call, Permission permission)
    {
        Check(call, permission);
        throw new WireError("error-cloud-not-available", "This workspace needs no cloud and cannot be registered");
    }

    private void Check(RestCall call, Permission permission)
    {
        if (!permissions.Has(call.Caller, permission)) throw WireError.Plain("unauthorized", status: 403);
    }
}
