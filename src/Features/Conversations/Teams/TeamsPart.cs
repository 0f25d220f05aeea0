using Microsoft.Extensions.DependencyInjection;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Teams;

internal static class TeamsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<TeamStore>();
        services.AddSingleton<TeamMentions>();
        services.AddSingleton<CreateTeam>();
        services.AddSingleton<EditTeam>();
        services.AddSingleton<TeamRooms>();
        services.AddSingleton<TeamMembers>();
        services.AddSingleton<TeamQueries>();
        services.AddSingleton<IRestDoor, TeamsRest>();
        services.AddSingleton<TeamEvents>();
        services.AddSingleton<IEventHandler<TeamEdited>>(s => s.GetRequiredService<TeamEvents>());
        services.AddSingleton<IEventHandler<UserRenamed>>(s => s.GetRequiredService<TeamEvents>());
    }
}
