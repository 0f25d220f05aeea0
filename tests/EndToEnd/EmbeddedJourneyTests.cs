using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The workspace inside a page of somebody else's, which steers it and hears of it.</summary>
/// <remarks>Rows: SET-132.</remarks>
public sealed class EmbeddedJourneyTests(Workspaces workspaces, Browser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task SET_132_page_around_the_workspace_steers_it_and_hears_of_it()
    {
        await using var host = new HostSite();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "embedded");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("inside").With("ada", "bob").OnAsync(server);
        var (ada, bob, admin) = (stage["ada"], stage["bob"], stage.Admin);
        var other = (await bob.Rest.PostAsync("channels.create", new { name = Scratch.Name("other"), members = new[] { ada.Username } })).OrThrow()["channel"];
        var room = (await ada.Rest.GetAsync($"rooms.info?roomId={stage.RoomId}")).OrThrow()["room"].GetProperty("name").GetString()!;
        foreach (var (setting, value) in new (string, object)[]
        {
            ("Iframe_Restrict_Access", false), ("Iframe_Integration_send_enable", true), ("Iframe_Integration_send_target_origin", host.Origin), ("Iframe_Integration_receive_enable", true),
            ("Iframe_Integration_receive_origin", host.Origin),
        })
            await admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

        await First.GotoAsync($"{host.Origin}/?{Uri.EscapeDataString(server.Url.ToString())}");
        var inside = First.FrameLocator("iframe");
        await ToldAsync(First, "startup");
        await Assertions.Expect(inside.GetByLabel("Username or email")).ToBeVisibleAsync();
        await SteerAsync(First, new { externalCommand = "login-with-token", token = ada.Rest.Token });
        await Assertions.Expect(inside.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await SteerAsync(First, new { externalCommand = "go", path = "/channel/" + room });
        await ToldAsync(First, "room-opened", stage.RoomId);
        await Assertions.Expect(inside.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToBeVisibleAsync();

        await bob.Rest.PostAsync("chat.postMessage", new { roomId = other.GetProperty("_id").GetString(), text = $"@{ada.Username} look here" }).SucceedsAsync();
        await ToldAsync(First, "unread-changed", "1");
        await ToldAsync(First, "unread-changed-by-subscription", other.GetProperty("name").GetString()!);
        await ToldAsync(First, "notification", "look here");
        await SteerAsync(First, new { externalCommand = "set-user-status", status = "busy" });
        await ToldAsync(First, "user-status-manually-set", "busy");
        await ToldAsync(First, "status-changed", "busy");

        await stage.SayAsync("bob", "in the open room");
        await ToldAsync(First, "new-message", "in the open room");
    }

    private static Task SteerAsync(IPage page, object command) =>
        page.EvaluateAsync("command => document.querySelector('iframe').contentWindow.postMessage(JSON.parse(command), '*')", JsonSerializer.Serialize(command));

    private static async Task ToldAsync(IPage page, string name, string words = "") => await page.WaitForFunctionAsync(
        "([name, words]) => window.told.some((one) => one.eventName === name && JSON.stringify(one.data ?? '').includes(words))", new[] { name, words }, new() { Timeout = 30_000 });

    /// <summary>A site of somebody else's with the workspace in a frame: its address stands behind the question mark.</summary>
    private sealed class HostSite : IAsyncDisposable
    {
        private const string Page =
            "<!doctype html><title>Host</title><script>window.told = []; addEventListener('message', (event) => window.told.push(event.data));</script>"
            + "<iframe title=\"workspace\" style=\"width:1200px;height:700px\"></iframe><script>document.querySelector('iframe').src = decodeURIComponent(location.search.slice(1));</script>";

        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public HostSite()
        {
            Origin = $"http://127.0.0.1:{Scratch.FreePort()}";
            _listener.Prefixes.Add(Origin + "/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Origin { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var isPage = context.Request.Url!.AbsolutePath == "/";
                    context.Response.StatusCode = isPage ? 200 : 404;
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.Close(Encoding.UTF8.GetBytes(isPage ? Page : "nothing here"), willBlock: true);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
