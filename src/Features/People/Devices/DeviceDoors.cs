using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Devices;

/// <summary><c>sessions/*</c>.</summary>
internal sealed class DevicesRest(DeviceSessions devices) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("sessions/list", ListOwnAsync).Takes("filter", "sort", "offset:number", "count:number");
        routes.Get("sessions/info", async call => RestResult.Ok(View(await devices.GetOwnAsync(call.Caller, Asked(call), call.Aborted), withUser: false))).Strictly("sessionId!");
        routes.Post("sessions/logout.me", LogOutOwnAsync).Strictly("sessionId!");
        routes.Get("sessions/list.all", ListAllAsync).Needs(DeviceSessions.View).Takes("filter", "sort", "offset:number", "count:number");
        routes.Get("sessions/info.admin", async call => RestResult.Ok(View(await devices.GetAsync(call.Caller, Asked(call), call.Aborted), withUser: true))).Needs(DeviceSessions.View).Strictly("sessionId!");
        routes.Post("sessions/logout", LogOutAsync).Needs(DeviceSessions.LogOut).Strictly("sessionId!");
    }

    internal static WireObject View(DeviceSession session, bool withUser)
    {
        var (token, user) = (session.Token, session.User);
        var kind = UserAgentReader.Read(token.UserAgent);
        var view = new WireObject
        {
            { "_id", token.SessionId }, { "sessionId", token.SessionId }, { "userId", user.Id },
            {
                "device", new WireObject
                {
                    { "type", kind.Type }, { "name", kind.Name }, { "longVersion", kind.Version }, { "version", kind.ShortVersion },
                    { "os", new WireObject { { "name", kind.System }, { "version", kind.SystemVersion } } },
                }
            },
            { "host", token.Host }, { "ip", token.Address }, { "loginAt", token.At },
        };
        if (withUser) view.Add("_user", new WireObject { { "name", user.Name }, { "username", user.Username }, { "avatarETag", user.AvatarETag } });
        return view;
    }

    private static string Asked(RestCall call) => call.Query("sessionId") ?? "";

    private async Task<RestResult> ListOwnAsync(RestCall call)
    {
        var page = call.Page();
        var (sessions, total) = await devices.ListOwnAsync(call.Caller, page, call.Query("filter"), call.Aborted);
        return List(sessions, total, page, withUser: false);
    }

    private async Task<RestResult> ListAllAsync(RestCall call)
    {
        var page = call.Page();
        var (sessions, total) = await devices.ListAllAsync(call.Caller, page, call.Query("filter"), call.Aborted);
        return List(sessions, total, page, withUser: true);
    }

    private static RestResult List(List<DeviceSession> sessions, int total, Page page, bool withUser) => RestResult.Ok(new WireObject
    {
        { "sessions", sessions.ConvertAll(s => View(s, withUser)) }, { "count", sessions.Count }, { "offset", page.Offset }, { "total", total },
    });

    private async Task<RestResult> LogOutOwnAsync(RestCall call)
    {
        var id = call.Body.Text("sessionId") ?? "";
        await devices.LogOutOwnAsync(call.Caller, id, call.Aborted);
        return RestResult.Ok(new WireObject { { "sessionId", id } });
    }

    private async Task<RestResult> LogOutAsync(RestCall call)
    {
        var id = call.Body.Text("sessionId") ?? "";
        await devices.LogOutAsync(call.Caller, id, call.Aborted);
        return RestResult.Ok(new WireObject { { "sessionId", id } });
    }
}

internal static class DevicesPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<NewDeviceNotice>();
        services.AddSingleton<DeviceSessions>();
        services.AddSingleton<IRestDoor, DevicesRest>();
    }
}
