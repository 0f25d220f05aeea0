using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;

namespace Parley.People.MailAdministration;

internal static class MailAdministrationPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<TestMail>();
        services.AddSingleton<IRestDoor, MailAdministrationRest>();
        services.AddSingleton<IDdpDoor, MailAdministrationDdp>();
    }
}
