using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Platform.Events;
using Parley.Platform.Hosting;

namespace Parley.Conversations.MissedMail;

internal static class MissedMailPart
{
    public static void Register(IServiceCollection services, Func<string, string?> environment, NodeRoles roles)
    {
        services.AddSingleton(MissedMailDelays.Read(environment));
        services.AddSingleton<ReplyAddresses>();
        services.AddSingleton<TakeReply>();
        services.AddSingleton<MissedChannels>();
        services.AddSingleton<NoteMissed>();
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<NoteMissed>());
        services.AddSingleton<IEventHandler<NoteMissed.Due>>(s => s.GetRequiredService<NoteMissed>());
        services.AddWorker<SendMissed>(roles);
        services.AddWorker<ReplyMailbox>(roles);
    }
}
