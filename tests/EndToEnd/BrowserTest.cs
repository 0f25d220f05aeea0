using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The system's Chromium, started once for all browser tests. It reaches nothing but loopback.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private IPlaywright? _playwright;

    public IBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
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

    /// <summary>A page in a context of its own: own cookies, own storage.</summary>
    protected async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var context = await browser.Chromium.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(15_000);
        _contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Opens the workspace with a session in place, as a browser keeps it after a login.</summary>
    protected static async Task EnterAsync(IPage page, ParleyServer server, Person person)
    {
        await page.GotoAsync($"{server.Url}");
        await page.EvaluateAsync(
            "([userId, token]) => localStorage.setItem('parley.session', JSON.stringify({ userId, token }))",
            new[] { person.Id, person.Rest.Token });
        await page.ReloadAsync();
    }
}
