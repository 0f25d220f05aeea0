using Microsoft.Extensions.DependencyInjection;
using Parley.People.Authentication;
using Parley.People.Devices;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Rest;

namespace Parley.People.EmailAddresses;

/// <summary><c>users.sendConfirmationEmail</c>.</summary>
internal sealed class EmailAddressesRest(ConfirmAddress confirm) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Post("users.sendConfirmationEmail", AskAsync).Strictly("email!").BeforeDuties();

    private Task<RestResult> AskAsync(RestCall call)
    {
        var email = call.RequiredBody("email", "invalid-params");
        if (!Mail.IsAddress(email)) throw new WireError("error-invalid-email", "Invalid email");
        confirm.Ask(email);
        return Task.FromResult(RestResult.Ok());
    }
}

/// <summary><c>sendConfirmationEmail</c>, <c>verifyEmail</c>.</summary>
internal sealed class EmailAddressesDdp(ConfirmAddress confirm, SignIn signIn) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("sendConfirmationEmail", AskAsync, needsLogin: false, new(5, 60_000), beforeDuties: true);
        methods.Add("verifyEmail", VerifyAsync, needsLogin: false, new(10, 60_000), beforeDuties: true);
    }

    private Task<object?> AskAsync(MethodCall call)
    {
        confirm.Ask(call.RequiredText(0));
        return Task.FromResult<object?>(true);
    }

    private async Task<object?> VerifyAsync(MethodCall call)
    {
        var result = await confirm.ExecuteAsync(call.RequiredText(0), Device.Of(call), call.Aborted);
        if (call.Connection is { } connection) await signIn.AttachAsync(connection, result, call.Aborted);
        return SignIn.Answer(result);
    }
}

internal static class EmailAddressesPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<ConfirmAddress>();
        services.AddSingleton<IEventHandler<ConfirmationAsked>>(s => s.GetRequiredService<ConfirmAddress>());
        services.AddSingleton<IRestDoor, EmailAddressesRest>();
        services.AddSingleton<IDdpDoor, EmailAddressesDdp>();
    }
}
