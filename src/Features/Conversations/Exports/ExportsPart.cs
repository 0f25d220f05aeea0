using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Rest;

namespace Parley.Conversations.Exports;

internal static class ExportsPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<ExportBell>();
        services.AddSingleton<ExportRoom>();
        services.AddSingleton<MailMessages>();
        services.AddSingleton<ExportWriter>();
        services.AddSingleton<RequestOwnData>();
        services.AddSingleton<OwnDataWriter>();
        services.AddSingleton<IRestDoor, OwnDataRest>();
        services.AddSingleton<IDdpDoor, OwnDataDdp>();
        services.AddSingleton<TellExport>();
        services.AddSingleton<ExportPages>();
        services.AddWorker<ExportWorker>(roles);
        services.AddSingleton<IRestDoor, ExportRest>();
    }

    public static void MapPages(IEndpointRouteBuilder endpoints) => endpoints.ServiceProvider.GetRequiredService<ExportPages>().Map(endpoints);
}
