using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.TwoFactor;

/// <summary><c>users.2fa.*</c>, <c>users.resetTOTP</c>.</summary>
internal sealed class TwoFactorRest(EmailFactor email, ResetFactors reset, UserQueries users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.2fa.enableEmail", call => SetEmailAsync(call, true)).BeforeDuties();
        routes.Post("users.2fa.disableEmail", call => SetEmailAsync(call, false));
        routes.Post("users.2fa.sendEmailCode", SendAsync).Open().Takes("emailOrUsername!");
        routes.Post("users.resetTOTP", ResetAsync).Takes("userId", "username");
    }

    private async Task<RestResult> SetEmailAsync(RestCall call, bool isOn)
    {
        await email.SetAsync(call.Caller, isOn, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SendAsync(RestCall call)
    {
        await email.SendAsync(call.RequiredBody("emailOrUsername", "error-parameter-required"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ResetAsync(RestCall call)
    {
        var (id, name) = (call.Body.Text("userId"), call.Body.Text("username") ?? call.Body.Text("user"));
        var target = id is null && name is null ? null : (await users.GetAsync(id, name, call.Aborted)).Id;
        await reset.ExecuteAsync(call.Caller, target, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>2fa:*</c>.</summary>
internal sealed class TwoFactorDdp(Authenticator authenticator) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("2fa:enable", EnableAsync, beforeDuties: true);
        methods.Add("2fa:validateTempToken", async call => Codes(await authenticator.ConfirmAsync(call.Caller, call.RequiredText(0), call.Aborted)), beforeDuties: true);
        methods.Add("2fa:regenerateCodes", async call => Codes(await authenticator.RenewBackupsAsync(call.Caller, call.RequiredText(0), call.Aborted)));
        methods.Add("2fa:disable", async call => await authenticator.DropAsync(call.Caller, call.RequiredText(0), call.Aborted));
        methods.Add("2fa:checkCodesRemaining", async call => new WireObject { { "remaining", await authenticator.CountBackupsAsync(call.Caller, call.Aborted) } });
    }

    private async Task<object?> EnableAsync(MethodCall call)
    {
        var (secret, url) = await authenticator.BeginAsync(call.Caller, call.Aborted);
        return new WireObject { { "secret", secret }, { "url", url } };
    }

    private static WireObject? Codes(string[]? codes) => codes is null ? null : new WireObject { { "codes", codes } };
}
