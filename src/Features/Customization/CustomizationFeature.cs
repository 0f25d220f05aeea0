using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Customization.Contracts;
using Parley.Customization.Emoji;
using Parley.Customization.Sounds;
using Parley.Customization.Statuses;
using Parley.Platform.Ddp;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;

namespace Parley.Customization;

/// <summary>Emoji, sounds and statuses that a workspace brings of its own.</summary>
public static class CustomizationFeature
{
    public static IReadOnlyList<Permission> Permissions => CustomizationPermissions.All;

    public static void AddTables(ModelBuilder model) => CustomizationTables.Add(model);

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<EmojiCatalogue>();
        services.AddSingleton<ICustomEmoji>(s => s.GetRequiredService<EmojiCatalogue>());
        services.AddSingleton<SaveEmoji>();
        services.AddSingleton<EmojiPages>();
        services.AddSingleton<IRestDoor, EmojiRest>();
        services.AddSingleton<IDdpDoor, EmojiDdp>();
        services.AddSingleton<SoundCatalogue>();
        services.AddSingleton<SaveSound>();
        services.AddSingleton<SoundPages>();
        services.AddSingleton<IRestDoor, SoundsRest>();
        services.AddSingleton<IDdpDoor, SoundsDdp>();
        services.AddSingleton<StatusCatalogue>();
        services.AddSingleton<SaveStatus>();
        services.AddSingleton<IRestDoor, StatusesRest>();
        services.AddSingleton<IDdpDoor, StatusesDdp>();
    }

    /// <summary>After migrations: reactions ask for emoji without waiting.</summary>
    public static async Task StartAsync(IServiceProvider services, CancellationToken ct) => await services.GetRequiredService<EmojiCatalogue>().AllAsync(ct);

    /// <summary>HTTP paths outside <c>/api/v1</c>.</summary>
    public static void MapPages(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<EmojiPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<SoundPages>().Map(endpoints);
    }
}
