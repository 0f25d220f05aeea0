using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The set-up itself, so that a failing journey is not about the browser.</summary>
public sealed class BrowserSetUpTests(Browser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Two_people_have_pages_that_share_nothing()
    {
        await First.SetContentAsync("<title>first</title>");
        await Second.SetContentAsync("<title>second</title>");

        Assert.Equal("first", await First.TitleAsync());
        Assert.Equal("second", await Second.TitleAsync());
        Assert.NotSame(First.Context, Second.Context);
    }
}
