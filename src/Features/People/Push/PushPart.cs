using Microsoft.Extensions.DependencyInjection;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Rest;

namespace Parley.People.Push;

internal static class PushPart
{
    public static void Register(IServiceCollection services, Func<string, string?> environment, NodeRoles roles)
    {
        services.AddSingleton(PushTimes.Read(environment));
        services.AddSingleton(PushAddresses.Read(environment));
        services.AddSingleton<PushDevices>();
        services.AddSingleton<IPushDevices>(s => s.GetRequiredService<PushDevices>());
        services.AddSingleton<PushTokens>();
        services.AddSingleton<PushLog>();
        services.AddSingleton<TestPush>();
        services.AddSingleton<VapidKeys>();
        services.AddSingleton<ApnsSender>();
        services.AddSingleton<FcmSender>();
        services.AddSingleton<GatewaySender>();
        services.AddSingleton<WebPushSender>();
        services.AddSingleton<PushSenders>();
        services.AddSingleton<Highlights>();
        services.AddSingleton<IHighlights>(s => s.GetRequiredService<Highlights>());
        services.AddSingleton<IEventHandler<PreferencesChanged>>(s => s.GetRequiredService<Highlights>());
        services.AddSingleton<IRestDoor, PushRest>();
        services.AddSingleton<IDdpDoor, PushDdp>();
        services.AddWorker<SendPushes>(roles);
    }
}
