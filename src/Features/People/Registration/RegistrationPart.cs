using Microsoft.Extensions.DependencyInjection;
using Parley.People.Devices;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;
using Parley.People.Accounts;
using Parley.People.Contracts;

namespace Parley.People.Registration;

/// <summary><c>users.register</c>.</summary>
internal sealed class RegistrationRest(RegisterAccount register, IUserDirectory directory) : IRestDoor
{
    public void Map(RestRoutes routes) =>
        routes.Post("users.register", RegisterAsync).Open().LimitedBy(RegistrationSettings.CallsPerAddress).Strictly("username!", "name", "email!", "pass!", "secretURL", "reason", "customFields:object");

    private async Task<RestResult> RegisterAsync(RestCall call)
    {
        if (call.MaybeCaller is not null) return RestResult.Failure("Logged in users can not register again.");
        var body = call.Body;
        if (body.Text("username") is { } wanted && await directory.FindByUsernameAsync(wanted, call.Aborted) is not null) return RestResult.Failure("Username is already in use");
        var user = await register.ExecuteAsync(new(body.Text("username"), body.Text("email")!, body.Text("pass")!, body.Text("name"), body.Text("secretURL"), body.Text("reason"), body.Get("customFields") ?? default), call.Aborted);
        return RestResult.Ok(new WireObject { { "user", UserView.Full(user) } });
    }
}

/// <summary><c>registerUser</c>, <c>checkRegistrationSecretURL</c>.</summary>
internal sealed class RegistrationDdp(RegisterAccount register, RegisterAnonymous anonymous, IRateLimiter limiter, ISettings settings, ServerMode mode, TimeProvider clock) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("registerUser", RegisterAsync, needsLogin: false, new(20, 60_000));
        methods.Add("checkRegistrationSecretURL", call => Task.FromResult<object?>(register.IsSecret(call.RequiredText(0))), needsLogin: false, new(10, 60_000));
    }

    private async Task<object?> RegisterAsync(MethodCall call)
    {
        var form = call.RequiredObject(0);
        await LimitAsync(Device.Of(call).Address);
        if (form.TryGetProperty("email", out var email) && email.ValueKind == System.Text.Json.JsonValueKind.Null)
        {
            var session = await anonymous.ExecuteAsync(Device.Of(call), call.Aborted);
            return new WireObject { { "id", session.User.Id }, { "token", session.Token } };
        }
        var user = await register.ExecuteAsync(new(form.Text("username"), form.Text("email") ?? "", form.Text("pass") ?? "", form.Text("name"), form.Text("secretURL"), form.Text("reason"), form.Get("customFields") ?? default), call.Aborted);
        return user.Id;
    }

    /// <summary>Counted together with the route <c>users.register</c>: two doors are not twice as many accounts.</summary>
    private async Task LimitAsync(string? address)
    {
        if (mode.IsTest || !settings.Get(RestSettings.EnableRateLimiter)) return;
        var limit = new RateLimit((int)Math.Clamp(settings.Get(RegistrationSettings.CallsPerAddress), 1, 1_000_000), (int)settings.Get(RestSettings.RateLimiterDefaultMs));
        var state = await limiter.TakeAsync($"{address} POST users.register", limit);
        if (!state.IsAllowed) throw new WireError("too-many-requests", "Too many accounts were made from this address; wait a while", details: new WireObject { { "timeToReset", (long)(state.ResetsAt - clock.GetUtcNow()).TotalMilliseconds } });
    }
}

internal static class RegistrationPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<RegisterAccount>();
        services.AddSingleton<IAccountImport, ImportAccount>();
        services.AddSingleton<RegisterAnonymous>();
        services.AddSingleton<IRestDoor, RegistrationRest>();
        services.AddSingleton<IDdpDoor, RegistrationDdp>();
    }
}
