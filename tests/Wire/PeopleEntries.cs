using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors of accounts and their administration.</summary>
internal static class PeopleEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET smtp.check", new("isSMTPConfigured", cast => cast.Ada.Rest.GetAsync("smtp.check")));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        AsAdmin(all, "sendSMTPTestEmail", "message params", _ => []);
    }

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, object?[]> parameters) =>
        all.Add(method, new(answer, async cast =>
        {
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            await line.ResumeAsync(cast.Admin.Token!);
            return await line.CallAsync(method, parameters(cast));
        }));
}
