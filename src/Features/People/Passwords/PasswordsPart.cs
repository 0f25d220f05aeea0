using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.People.Passwords;

internal static class PasswordsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<PasswordHashes>();
        services.AddSingleton<NewPassword>();
        services.AddSingleton<ForgotPassword>();
        services.AddSingleton<IEventHandler<PasswordForgotten>>(s => s.GetRequiredService<ForgotPassword>());
        services.AddSingleton<ResetPassword>();
        services.AddSingleton<ForcedPasswordChange>();
        services.AddSingleton<IRestDoor, PasswordsRest>();
        services.AddSingleton<IDdpDoor, PasswordsDdp>();
    }
}
