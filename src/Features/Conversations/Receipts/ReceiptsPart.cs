using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Receipts;

internal static class ReceiptsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<ClearUnread>();
        services.AddSingleton<ListReceipts>();
        services.AddSingleton<ReadProgress>();
        services.AddHostedService(s => s.GetRequiredService<ReadProgress>());
        services.AddSingleton<IEventHandler<RoomRead>>(s => s.GetRequiredService<ReadProgress>());
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<ReadProgress>());
        services.AddSingleton<IEventHandler<MemberRemoved>>(s => s.GetRequiredService<ReadProgress>());
        services.AddSingleton<IRestDoor, ReceiptsRest>();
        services.AddSingleton<IDdpDoor, ReceiptsDdp>();
    }
}
