using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Customization.Assets;
using Parley.Customization.Contracts;
using Parley.Customization.Emoji;
using Parley.Customization.Layout;
using Parley.Customization.Sounds;
using Parley.Customization.Statuses;
using Parley.Platform.Ddp;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Customization;

/// <summary>Pictures, emoji, sounds and statuses that a workspace brings of its own.</summary>
public static class CustomizationFeature
{
    /// <summary>Most workspaces have none, and their start need not wait for the database model.</summary>
    private static readonly HotStatement _anyEmoji = new("SELECT 1 FROM custom_emoji LIMIT 1", "SELECT 1::bigint FROM custom_emoji LIMIT 1");

    public static IReadOnlyList<Permission> Permissions => CustomizationPermissions.All;

    public static IReadOnlyList<Setting> Settings => [.. AssetKinds.Settings, .. LayoutSettings.All];

    public static void AddTables(ModelBuilder model) => CustomizationTables.Add(model);

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<SaveAsset>();
        services.AddSingleton<AssetPages>();
        services.AddSingleton<LayoutPages>();
        services.AddSingleton<IRestDoor, AssetsRest>();
        services.AddSingleton<IDdpDoor, AssetsDdp>();
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
    public static async Task StartAsync(IServiceProvider services, CancellationToken ct)
    {
        var isAny = await services.GetRequiredService<IStore>().QueryAsync(_anyEmoji, static _ => { }, static row => row.GetInt64(0), ct);
        if (isAny.Count > 0) await services.GetRequiredService<EmojiCatalogue>().AllAsync(ct);
    }

    /// <summary>HTTP paths outside <c>/api/v1</c>.</summary>
    public static void MapPages(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<AssetPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<LayoutPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<EmojiPages>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<SoundPages>().Map(endpoints);
    }
}
