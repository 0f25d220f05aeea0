using Microsoft.Extensions.DependencyInjection;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;

namespace Parley.People.TwoFactor;

internal static class TwoFactorPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<FactorDemands>();
        services.AddSingleton<AuthenticatorCodes>();
        services.AddSingleton<FactorTries>();
        services.AddSingleton<EmailCodes>();
        services.AddSingleton<ConfirmFactor>();
        services.AddSingleton<ITwoFactor>(s => s.GetRequiredService<ConfirmFactor>());
        services.AddSingleton<Authenticator>();
        services.AddSingleton<EmailFactor>();
        services.AddSingleton<ResetFactors>();
        services.AddSingleton<IRestDoor, TwoFactorRest>();
        services.AddSingleton<IDdpDoor, TwoFactorDdp>();
    }
}
