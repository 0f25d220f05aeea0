using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.Retention;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Discussions;

internal static class DiscussionsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<CreateDiscussion>();
        services.AddSingleton<DiscussionQueries>();
        services.AddSingleton<DiscussionCounts>();
        services.AddHostedService(s => s.GetRequiredService<DiscussionCounts>());
        services.AddSingleton<IRestDoor, DiscussionsRest>();
        services.AddSingleton<IDdpDoor, DiscussionsDdp>();
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<DiscussionCounts>());
        services.AddSingleton<IEventHandler<MessageDeleted>>(s => s.GetRequiredService<DiscussionCounts>());
        services.AddSingleton<IEventHandler<MessagesPruned>>(s => s.GetRequiredService<DiscussionCounts>());
        services.AddSingleton<IEventHandler<DiscussionNoteRemoved>>(s => s.GetRequiredService<DiscussionCounts>());
    }
}
