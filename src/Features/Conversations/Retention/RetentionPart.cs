using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Hosting;
using Parley.Platform.Rest;

namespace Parley.Conversations.Retention;

internal static class RetentionPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<PruneMessages>();
        services.AddWorker<RetentionWorker>(roles);
        services.AddSingleton<IRestDoor, RetentionRest>();
        services.AddSingleton<IDdpDoor, RetentionDdp>();
        services.AddSingleton<IEventHandler<MessagesPruned>, PruneEvents>();
    }
}
