using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;

namespace Parley.People.AccessTokens;

internal static class AccessTokensPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<PersonalTokens>();
        services.AddSingleton<IRestDoor, AccessTokensRest>();
        services.AddSingleton<IDdpDoor, AccessTokensDdp>();
    }
}
