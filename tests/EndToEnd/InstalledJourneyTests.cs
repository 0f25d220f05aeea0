using System.Text.Json;
using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The client as an app: without a network, told while it is closed, reached from other apps, small, and inside the desktop app.</summary>
/// <remarks>Rows: MOB-015, MOB-021, MOB-023, MOB-027, MOB-028, MOB-029, MOB-030, MOB-031, MOB-032, MOB-035.</remarks>
public sealed class InstalledJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string ShellOfDesktop =
        """
        window.said = {};
        window.RocketChatDesktop = Object.fromEntries(["setServerInfo", "setUrlResolver", "setBadge", "setFavicon", "setTitle", "setUserLoggedIn", "setUserThemeAppearance", "setUserPresenceDetection"]
          .map((name) => [name, (...given) => { window.said[name] = given; }]));
        """;

    [Fact]
    public async Task MOB_015_MOB_030_MOB_032_rooms_are_read_and_written_in_without_the_server_and_a_restart_loses_nothing()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "installed");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], "channel/" + stage.RoomName);
        await stage.SayAsync("bob", "said before the night");
        await ExpectAsync(First, "said before the night");
        // The worker has the shell, and the device the room.
        await First.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await Eventually.Async(
            () => First.EvaluateAsync<bool>(
                """
                (id) => new Promise((resolve) => {
                  const opening = indexedDB.open(`parley-${id}`);
                  opening.onsuccess = () => {
                    const all = opening.result.transaction("snapshots").objectStore("snapshots").getAll();
                    all.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(all.result).includes("said before the night")); };
                  };
                  opening.onerror = () => resolve(false);
                })
                """,
                stage["ada"].Id), "the room is on the device");

        await server.StopAsync();
        await First.ReloadAsync();
        await ExpectAsync(First, "said before the night");
        await Assertions.Expect(First.GetByText("You are offline.").Or(First.GetByText("Reconnecting…")).First).ToBeVisibleAsync();
        await SayAsync(First, "written in the dark");
        await ExpectAsync(First, "written in the dark");
        // The browser is closed and opened again, still without a network.
        var page = await First.Context.NewPageAsync();
        await First.CloseAsync();
        await page.GotoAsync($"{server.Url}channel/{stage.RoomName}");
        await ExpectAsync(page, "written in the dark");

        await server.RestartAsync();
        await Eventually.Async(async () => (await stage["bob"].Rest.GetAsync($"channels.history?roomId={stage.RoomId}&count=20")).OrThrow()["messages"].EnumerateArray().Count(m => m.GetProperty("msg").ValueEquals("written in the dark")) == 1, "the message has arrived once", TimeSpan.FromSeconds(90));
        await ExpectAsync(page, "written in the dark");

        // Nothing private is left behind by who signs out.
        await page.EvaluateAsync("async () => { const kept = await caches.open('parley-session'); await kept.put('/session', new Response('x')); }");
        await page.EvaluateAsync("() => { history.pushState(null, '', '/home'); dispatchEvent(new PopStateEvent('popstate')); }");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).Or(page.GetByRole(AriaRole.Searchbox)).First.FillAsync("Sign out");
        await page.GetByText("Sign out").Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.False(await page.EvaluateAsync<bool>("() => caches.has('parley-session')"));
    }

    [Fact]
    public async Task MOB_031_a_push_is_shown_by_the_worker_and_hostile_words_are_only_words()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        await First.Context.GrantPermissionsAsync(["notifications"], new() { Origin = server.Url.GetLeftPart(UriPartial.Authority) });
        await EnterAsync(First, server, stage["ada"], "home");
        await First.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        var messageId = (await stage.SayAsync("bob", "words from the server")).GetProperty("_id").GetString()!;
        var cdp = await First.Context.NewCDPSessionAsync(First);
        var registration = new TaskCompletionSource<string>();
        cdp.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, given) =>
        {
            if (given is { } json && json.GetProperty("registrations").EnumerateArray().FirstOrDefault(r => r.GetProperty("scopeURL").GetString()!.StartsWith(server.Url.ToString(), StringComparison.Ordinal)) is { ValueKind: JsonValueKind.Object } found)
                registration.TrySetResult(found.GetProperty("registrationId").GetString()!);
        };
        await cdp.SendAsync("ServiceWorker.enable");
        var id = await registration.Task.WaitAsync(Eventually.Patience);
        async Task PushAsync(object data) => await cdp.SendAsync("ServiceWorker.deliverPushMessage", new Dictionary<string, object> { ["origin"] = server.Url.GetLeftPart(UriPartial.Authority), ["registrationId"] = id, ["data"] = data as string ?? JsonSerializer.Serialize(data) });
        // A worker that is just being started or stopped may lose what the browser's tools hand it: the same push again replaces the first.
        async Task<JsonElement> ShownAsync(object data, string tag, Func<JsonElement, bool>? fits = null)
        {
            JsonElement? shown = null;
            await Eventually.Async(async () =>
            {
                await PushAsync(data);
                shown = await First.EvaluateAsync<JsonElement?>(
                    """
                    async (tag) => {
                      const worker = await navigator.serviceWorker.ready;
                      for (let i = 0; i < 20; i++) {
                        const [notice] = await worker.getNotifications({ tag });
                        if (notice !== undefined) return { title: notice.title, body: notice.body, data: notice.data };
                        await new Promise((resolve) => setTimeout(resolve, 100));
                      }
                      return null;
                    }
                    """, tag);
                return shown is { ValueKind: JsonValueKind.Object } && (fits is null || fits(shown.Value));
            }, "the push is shown");
            return shown!.Value;
        }

        const string hostile = "<img src=x onerror=alert(1)>";
        var told = await ShownAsync(new { title = hostile, text = hostile, badge = 2, payload = new { messageId = "m1", rid = "r1", type = "c", name = "../../evil?x=", notificationType = "message" } }, "m1");
        Assert.Equal((hostile, hostile, "/channel/..%2F..%2Fevil%3Fx%3D?msg=m1"), (told.GetProperty("title").GetString(), told.GetProperty("body").GetString(), told.GetProperty("data").GetProperty("path").GetString()));
        Assert.Equal("New message", (await ShownAsync("no JSON at all", "parley")).GetProperty("title").GetString());

        // One with an id alone gets its words from the workspace, by the session that the worker was given; without it they stay there.
        var bare = new { title = "", text = "You have a new message", payload = new { messageId, notificationType = "message-id-only" } };
        Assert.Equal("You have a new message", (await ShownAsync(bare, messageId)).GetProperty("body").GetString());
        await First.EvaluateAsync("async () => { const kept = await caches.open('parley-session'); await kept.put('/session', new Response(localStorage.getItem('parley.session'))); }");
        told = await ShownAsync(bare, messageId, shown => shown.GetProperty("body").GetString()!.EndsWith("words from the server", StringComparison.Ordinal));
        Assert.Equal($"/channel/{stage.RoomName}?msg={messageId}", told.GetProperty("data").GetProperty("path").GetString());

        // What is read elsewhere leaves the shade (NOT-035).
        await stage["ada"].Rest.PostAsync("subscriptions.read", new { rid = stage.RoomId });
        await Eventually.Async(() => First.EvaluateAsync<bool>("async (tag) => (await (await navigator.serviceWorker.ready).getNotifications({ tag })).length === 0", messageId), "the notice is gone");
    }

    [Fact]
    public async Task MOB_021_MOB_023_MOB_029_MOB_035_links_and_shared_words_arrive_on_the_smallest_screen()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        var messageId = (await stage.SayAsync("bob", "the linked one")).GetProperty("_id").GetString()!;
        var phone = await OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 568 }, HasTouch = true });
        await EnterAsync(phone, server, stage["ada"], $"share?title=News&text={Uri.EscapeDataString("read this")}&url={Uri.EscapeDataString("https://example.org/a")}");
        await Assertions.Expect(phone.GetByText("Share in a conversation")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(phone, "sharing on the smallest screen");
        await ExpectToFitAsync(phone, "sharing");
        await phone.GetByRole(AriaRole.Combobox, new() { Name = "To" }).FillAsync(stage.RoomName);
        await phone.GetByRole(AriaRole.Option).First.ClickAsync();
        await Button(phone, "Go on").ClickAsync();
        await Assertions.Expect(phone.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToHaveValueAsync("News\nread this\nhttps://example.org/a");
        await ExpectToFitAsync(phone, "a room");

        var host = $"{server.Url.Host}:{server.Url.Port}";
        await phone.GotoAsync($"{server.Url}go/room?host={host}&rid={stage.RoomId}&path=channel/{stage.RoomName}&mid={messageId}");
        await Assertions.Expect(Button(phone, "Open the app")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(phone, "a link of the apps");
        await ExpectToFitAsync(phone, "a link of the apps");
        await Button(phone, "Go on here").ClickAsync();
        await Assertions.Expect(MessageOf(phone, "the linked one")).ToBeInViewportAsync();
        // A long press opens the menu of a message.
        await phone.EvaluateAsync(
            """
            (text) => {
              const article = [...document.querySelectorAll("article[data-message-id]")].find((one) => one.textContent.includes(text));
              const { x, y } = article.getBoundingClientRect();
              const touch = new Touch({ identifier: 1, target: article, clientX: x + 5, clientY: y + 5 });
              article.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: [touch], changedTouches: [touch] }));
            }
            """, "the linked one");
        await Assertions.Expect(phone.GetByRole(AriaRole.Menuitem, new() { Name = "Why was I told?" })).ToBeVisibleAsync();
        await phone.GotoAsync($"{server.Url}go/room?host=other.example.org&path=channel/x");
        await Assertions.Expect(phone.GetByText("This link leads to another workspace.")).ToBeVisibleAsync();
        await Assertions.Expect(Button(phone, "Go on here")).ToHaveCountAsync(0);
        foreach (var path in new[] { "home", "chats", "directory", "account/preferences", "account/profile", $"channel/{stage.RoomName}/push-notifications" })
        {
            await phone.GotoAsync(server.Url + path);
            await Assertions.Expect(phone.Locator("#conversation, #rooms").First).ToBeAttachedAsync();
            await phone.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await ExpectToFitAsync(phone, path + " on the smallest screen");
        }

        // On a phone the app is offered, once (MOB-035).
        var android = await OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 568 }, HasTouch = true, UserAgent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36" });
        await EnterAsync(android, server, stage["ada"], "home");
        await Button(android, "Stay in the browser").ClickAsync();
        await android.ReloadAsync();
        await Assertions.Expect(android.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await android.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await Assertions.Expect(Button(android, "Open the app")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task MOB_027_MOB_028_the_desktop_app_around_the_page_is_told_and_finds_what_it_looks_for()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        await First.AddInitScriptAsync(ShellOfDesktop);
        await EnterAsync(First, server, stage["ada"], "home");
        await stage.SayAsync("bob", $"@{stage["ada"].Username} look");
        await Eventually.Async(() => First.EvaluateAsync<bool>("() => window.said.setBadge?.[0] === 1 && window.said.setUserLoggedIn?.[0] === true"), "the badge is told");
        Assert.Equal(1, await First.EvaluateAsync<int>("() => window.require('meteor/session').Session.get('unread')"));
        Assert.Equal(stage["ada"].Id, await First.EvaluateAsync<string>("() => window.require('meteor/meteor').Meteor.userId()"));
        Assert.Equal("6.4.0", await First.EvaluateAsync<string>("() => window.require('/app/utils/rocketchat.info').Info.version"));
        Assert.Equal(server.Url + "assets/x", await First.EvaluateAsync<string>("() => window.said.setUrlResolver[0]('/assets/x')"));
        Assert.True(await First.EvaluateAsync<bool>("() => window.require('/app/utils/client/index.ts').getUserPreference('', 'enableAutoAway') !== false && typeof window.said.setTitle[0] === 'string'"));
        await First.EvaluateAsync("() => window.said.setUserPresenceDetection[0].setUserOnline(false)");
        await Eventually.Async(async () => (await stage["bob"].Rest.GetAsync("users.getPresence?userId=" + stage["ada"].Id)).OrThrow()["presence"].GetString() == "away", "the idle machine is told");
        await First.EvaluateAsync("() => window.said.setUserPresenceDetection[0].setUserOnline(true)");
        await Eventually.Async(async () => (await stage["bob"].Rest.GetAsync("users.getPresence?userId=" + stage["ada"].Id)).OrThrow()["presence"].GetString() == "online", "the person is back");
    }

    [Fact]
    public async Task NOT_015_NOT_026_quiet_times_and_reasons_are_seen_and_changed_by_the_person()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "why me?");
        var phone = await OpenPhoneAsync();
        await EnterAsync(First, server, stage["ada"], "account/preferences");
        await EnterAsync(phone, server, stage["ada"], "account/preferences");
        await Button(First, "Do not disturb me").ClickAsync();
        await Assertions.Expect(First.GetByText("You are left alone until")).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Switch, new() { Name = "Quiet hours" }).CheckAsync(new() { Force = true });
        await Eventually.Async(async () => (await stage["ada"].Rest.GetAsync("me")).OrThrow()["settings"].GetProperty("preferences").TryGetProperty("quietHours", out var hours) && hours.GetString()!.StartsWith("22:00-07:00 ", StringComparison.Ordinal), "the hours are saved");
        await ExpectNoBarriersAsync(First, phone, "account/preferences");
        await Shots.TakeAsync(First, phone, "preferences");

        await OpenRoomAsync(First, server, stage["ada"], "channel/" + stage.RoomName);
        await MessageOf(First, "why me?").HoverAsync();
        await MessageOf(First, "why me?").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Why was I told?" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog).GetByText("No: you do not want to be disturbed.").First).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the reasons");
        await Shots.TakeAsync(First, null, "why");
    }
}

/// <summary>Pictures for those who look at them: only where a folder is named.</summary>
internal static class Shots
{
    public static async Task TakeAsync(IPage page, IPage? phone, string name)
    {
        if (Environment.GetEnvironmentVariable("PARLEY_SHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-light.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-dark.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        if (phone is not null) await phone.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-phone.png") });
    }
}
