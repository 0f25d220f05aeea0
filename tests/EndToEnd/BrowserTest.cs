using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The system's Chromium, started once for all browser tests. It reaches nothing but loopback.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    /// <summary>How long anything may take to appear, in milliseconds: machines that run tests are often busy.</summary>
    public const float Patience = 20_000;

    private IPlaywright? _playwright;

    public IBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is null)
            return;
        if (Chromium is not null)
            await Chromium.DisposeAsync();
        _playwright.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}

/// <summary>Two people at two browsers that share nothing.</summary>
[Collection(BrowserCollection.Name)]
public abstract class BrowserTest(Browser browser) : IAsyncLifetime
{
    private static readonly string[] _wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    private readonly List<IBrowserContext> _contexts = [];

    protected IPage First { get; private set; } = null!;

    protected IPage Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        First = await OpenAsync();
        Second = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A page in a context of its own: own cookies, own storage. Nothing moves unless it has to, so that what is seen is what stays.</summary>
    protected async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await browser.Chromium.NewContextAsync(options);
        context.SetDefaultTimeout(Browser.Patience);
        _contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Opens the workspace, or an address of it, with a session in place, as a browser keeps it after a login.</summary>
    protected static async Task EnterAsync(IPage page, ParleyServer server, Person person, string path = "")
    {
        // Any address of the server will do to reach its storage; this one is the quickest.
        await page.GotoAsync($"{server.Url}livez");
        await page.EvaluateAsync(
            "([userId, token]) => localStorage.setItem('parley.session', JSON.stringify({ userId, token }))",
            new[] { person.Id, person.Rest.Token });
        await page.GotoAsync($"{server.Url}{path}");
    }

    protected static async Task SkipWithoutClientAsync(ParleyServer server)
    {
        using var visitor = server.Anonymous();
        var page = await visitor.GetAsync("/");
        Assert.SkipUnless(page.Body.ToString().Contains("<div id=", StringComparison.Ordinal), "This server was built without the web client");
    }

    /// <summary>Opens a room of the stage as one of its people.</summary>
    protected static async Task OpenRoomAsync(IPage page, ParleyServer server, Person person, string path)
    {
        await EnterAsync(page, server, person, path);
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToBeVisibleAsync();
    }

    protected static async Task SayAsync(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }

    protected static Task ExpectAsync(IPage page, string text) =>
        Assertions.Expect(MessageOf(page, text)).ToHaveCountAsync(1);

    /// <summary>The message of the open room that contains a text.</summary>
    protected static ILocator MessageOf(IPage page, string text) =>
        page.GetByRole(AriaRole.Log).Locator("article[data-message-id]").Filter(new() { HasText = text });

    /// <summary>The panel beside a room or a list.</summary>
    protected static ILocator Beside(IPage page) => page.GetByRole(AriaRole.Complementary);

    protected static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    protected static ILocator Field(IPage page, string name) => page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    /// <summary>A notice about what was just done.</summary>
    protected static Task ExpectNoticeAsync(IPage page, string text) =>
        Assertions.Expect(page.GetByRole(AriaRole.Status, new() { Name = "Notices" }).GetByText(text)).ToBeVisibleAsync();

    /// <summary>Confirms what a dialog asks.</summary>
    protected static Task ConfirmAsync(IPage page, string action) =>
        page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();

    /// <summary>Goes to another address of the workspace without loading it anew.</summary>
    protected static async Task VisitAsync(IPage page, string path)
    {
        await page.EvaluateAsync("(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", "/" + path);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("table[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>Visits pages in light and dark, and as they are on a phone.</summary>
    /// <param name="page">Signed in, of the usual size.</param>
    /// <param name="phone">Signed in, as small as a phone.</param>
    protected static async Task ExpectNoBarriersAsync(IPage page, IPage phone, params string[] paths)
    {
        foreach (var path in paths)
        {
            await VisitAsync(page, path);
            await ExpectNoBarriersAsync(page, path);
            await ExpectToFitAsync(page, path);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
            await ExpectNoBarriersAsync(page, path + " in dark", "color-contrast");
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await VisitAsync(phone, path);
            await ExpectNoBarriersAsync(phone, path + " on a phone");
            await ExpectToFitAsync(phone, path + " on a phone");
        }
    }

    protected Task<IPage> OpenPhoneAsync() => OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, HasTouch = true });

    /// <summary>What stands in the way of people with disabilities, by the rules of WCAG 2.2 A and AA.</summary>
    /// <param name="rules">The rules that count; all of WCAG when none is given.</param>
    protected static async Task ExpectNoBarriersAsync(IPage page, string place, params string[] rules)
    {
        if (await page.EvaluateAsync<bool>("() => typeof window.axe === 'undefined'"))
            await page.EvaluateAsync(await AxeAsync());
        var found = await page.EvaluateAsync<string[]>(
            """
            async ([type, values]) => {
              const { violations } = await window.axe.run(document, { runOnly: { type, values } });
              return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}`));
            }
            """,
            rules.Length > 0 ? new object[] { "rule", rules } : ["tag", _wcag]);
        Assert.True(found.Length == 0, $"{place}: {string.Join("; ", found)}");
    }

    /// <summary>Parts of a page scroll, never the page itself.</summary>
    protected static async Task ExpectToFitAsync(IPage page, string place)
    {
        var size = await page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]");
        Assert.True(size[0] <= 0 && size[1] <= 0, $"{place} is larger than the window by {size[0]} and {size[1]}");
    }

    private static Task<string> AxeAsync() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "web", "node_modules", "axe-core", "axe.min.js"));
}
