using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Letting another program know who one is (IDN-094).</summary>
public sealed class ConsentJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task IDN_094_person_signs_in_is_asked_once_and_comes_back_to_the_program()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        var admin = await server.AdminAsync();
        await using var program = StandIn.Start(_ => (200, new { welcome = true }));
        var back = program.Url + "back";
        var app = await LoginAppEntries.AddAsync(admin, back);
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        var address = $"{server.Url}oauth/authorize?response_type=code&client_id={app.Text("clientId")}&redirect_uri={Uri.EscapeDataString(back)}&state=s1";

        await First.GotoAsync(address);
        await First.GetByLabel("Username or email").FillAsync(ada.Username);
        await First.GetByLabel("Password", new() { Exact = true }).FillAsync(ada.Password);
        await First.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = app.Text("name") })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the question for consent");
        await Button(First, "Do not allow").ClickAsync();
        await First.WaitForURLAsync(back + "?*");
        Assert.Contains("error=access_denied", First.Url, StringComparison.Ordinal);

        await First.GotoAsync(address);
        await Button(First, "Allow").ClickAsync();
        await First.WaitForURLAsync(back + "?*");
        Assert.Contains("code=", First.Url, StringComparison.Ordinal);
        Assert.Contains("state=s1", First.Url, StringComparison.Ordinal);

        // It is not asked again.
        await First.GotoAsync(address);
        await First.WaitForURLAsync(back + "?*");
        Assert.Contains("code=", First.Url, StringComparison.Ordinal);

        await First.GotoAsync($"{server.Url}oauth/authorize?response_type=code&client_id=nothing");
        await Assertions.Expect(First.GetByText("is not known to this workspace")).ToBeVisibleAsync();
    }
}
