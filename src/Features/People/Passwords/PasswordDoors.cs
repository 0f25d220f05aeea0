using System.Text.Json;
using Parley.People.Authentication;
using Parley.People.Devices;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Passwords;

/// <summary><c>users.forgotPassword</c>, <c>pw.*</c>.</summary>
internal sealed class PasswordsRest(ForgotPassword forgot, ResetPassword reset, SettingsRegistry settings) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.forgotPassword", ForgotAsync).Open().Takes("email!");
        routes.Get("pw.getPolicy", _ => Task.FromResult(RestResult.Ok(PolicyOf(settings)))).Open();
        routes.Get("pw.getPolicyReset", PolicyOfResetAsync).Open().Strictly("token!");
    }

    internal static WireObject PolicyOf(SettingsRegistry settings) => new()
    {
        { "enabled", settings.Get(PasswordPolicy.Enabled) }, { "policy", settings.Get(PasswordPolicy.Enabled) ? PasswordPolicy.Describe(settings) : [] },
    };

    private Task<RestResult> ForgotAsync(RestCall call)
    {
        if (call.Body.Text("email") is not { Length: > 0 } email) return Task.FromResult(RestResult.Failure("The 'email' param is required"));
        forgot.Ask(email);
        return Task.FromResult(RestResult.Ok());
    }

    private async Task<RestResult> PolicyOfResetAsync(RestCall call) => await reset.IsGoodAsync(call.Query("token") ?? "", call.Aborted)
        ? RestResult.Ok(PolicyOf(settings))
        : new(403, new WireObject { { "success", false }, { "error", "unauthorized" } });
}

/// <summary><c>sendForgotPasswordEmail</c>, <c>forgotPassword</c>, <c>resetPassword</c>, <c>setUserPassword</c>, <c>getPasswordPolicy</c>.</summary>
internal sealed class PasswordsDdp(ForgotPassword forgot, ResetPassword reset, ForcedPasswordChange forced, SignIn signIn, SettingsRegistry settings) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("sendForgotPasswordEmail", call => Ask(call.RequiredText(0), true), needsLogin: false, new(5, 60_000));
        methods.Add("forgotPassword", call => Ask(call.RequiredObject(0).Text("email") ?? "", null), needsLogin: false, new(5, 60_000));
        methods.Add("resetPassword", ResetAsync, needsLogin: false, new(10, 60_000), beforeDuties: true);
        methods.Add("setUserPassword", ForceAsync, beforeDuties: true);
        methods.Add("getPasswordPolicy", PolicyAsync, needsLogin: false, beforeDuties: true);
    }

    private Task<object?> Ask(string email, object? answer)
    {
        forgot.Ask(email);
        return Task.FromResult(answer);
    }

    private async Task<object?> ResetAsync(MethodCall call)
    {
        var token = call.RequiredText(0);
        var digest = call.At(1) is { ValueKind: JsonValueKind.Object } given && given.Text("algorithm") == "sha-256" && PasswordHashes.IsDigest(given.Text("digest")) ? given.Text("digest") : null;
        if (digest is null) call.RequiredText(1);
        var result = await reset.ExecuteAsync(token, call.TextAt(1), digest, Device.Of(call), call.Aborted);
        if (call.Connection is { } connection) await signIn.AttachAsync(connection, result, call.Aborted);
        return SignIn.Answer(result);
    }

    private async Task<object?> ForceAsync(MethodCall call)
    {
        await forced.ExecuteAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return null;
    }

    private async Task<object?> PolicyAsync(MethodCall call)
    {
        var isInvited = call.At(0).Text("token") is { } token && await reset.IsGoodAsync(token, call.Aborted);
        return call.MaybeCaller is null && !isInvited ? throw WireError.InvalidUser("getPasswordPolicy") : PasswordsRest.PolicyOf(settings);
    }
}
