using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Sections;

internal static class SectionsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<SidebarSections>();
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<SidebarSections>());
        services.AddSingleton<IEventHandler<RoomErased>>(s => s.GetRequiredService<SidebarSections>());
        services.AddSingleton<IRestDoor, SectionsRest>();
    }
}

/// <summary><c>sections.*</c>, which are ours.</summary>
internal sealed class SectionsRest(SidebarSections sections) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("sections.list", async call => RestResult.Ok(new WireObject { { "sections", (await sections.ListAsync(call.Caller, call.Aborted)).ConvertAll(s => s.View()) } }));
        routes.Post("sections.create", async call => RestResult.Ok(new WireObject { { "section", (await sections.AddAsync(call.Caller, call.Body.Text("name")!, call.Body.Flag("shared") ?? false, call.Aborted)).View() } }))
            .Strictly("name!", "shared:boolean");
        routes.Post("sections.update", async call =>
        {
            var position = call.Body.Number("position") is { } given ? (int)Math.Clamp(given, 0, 1000) : (int?)null;
            await sections.ChangeAsync(call.Caller, call.Body.Text("sectionId")!, call.Body.Text("name"), position, call.Aborted);
            return RestResult.Ok();
        }).Strictly("sectionId!", "name", "position:number");
        routes.Post("sections.remove", async call =>
        {
            await sections.RemoveAsync(call.Caller, call.Body.Text("sectionId")!, call.Aborted);
            return RestResult.Ok();
        }).Strictly("sectionId!");
        routes.Post("sections.place", async call =>
        {
            await sections.PlaceAsync(call.Caller, call.Body.Text("roomId")!, call.Body.Text("sectionId")!, call.Aborted);
            return RestResult.Ok();
        }).Strictly("roomId!", "sectionId!");
        routes.Post("sections.takeAway", async call =>
        {
            await sections.TakeAwayAsync(call.Caller, call.Body.Text("roomId")!, call.Body.Flag("shared") ?? false, call.Aborted);
            return RestResult.Ok();
        }).Strictly("roomId!", "shared:boolean");
    }
}
