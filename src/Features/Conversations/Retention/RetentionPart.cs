using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Retention;

internal static class RetentionPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<PruneMessages>();
        services.AddHostedService<RetentionWorker>();
        services.AddSingleton<IRestDoor, RetentionRest>();
        services.AddSingleton<IDdpDoor, RetentionDdp>();
        services.AddSingleton<IEventHandler<MessagesPruned>, PruneEvents>();
    }
}
