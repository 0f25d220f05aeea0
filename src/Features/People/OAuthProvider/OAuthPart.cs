using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;

namespace Parley.People.OAuthProvider;

internal static class OAuthPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<OAuthApps>();
        services.AddSingleton<OAuthGrants>();
        services.AddSingleton<OAuthProtocol>();
        services.AddSingleton<OAuthPages>();
        services.AddSingleton<IRestDoor, OAuthAppsRest>();
        services.AddSingleton<IDdpDoor, OAuthAppsDdp>();
    }
}
