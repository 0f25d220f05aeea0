using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Notices;

internal static class NoticesPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<NoticeJudge>();
        services.AddSingleton<PushContent>();
        services.AddSingleton<ExplainNotices>();
        services.AddSingleton<IRestDoor, NoticesRest>();
        services.AddSingleton<DesktopNotices>();
        services.AddHostedService(s => s.GetRequiredService<DesktopNotices>());
        services.AddSingleton<IEventHandler<DesktopNotices.Due>>(s => s.GetRequiredService<DesktopNotices>());
    }
}
