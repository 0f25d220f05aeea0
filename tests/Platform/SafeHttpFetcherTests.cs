using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Platform.LinkPreviews;
using Parley.Platform.OutboundHttp;
using Xunit;

namespace Parley.Tests.Platform;

/// <summary>Link previews and what guards them: MSG-042, MSG-043, SEC-050.</summary>
public sealed class SafeHttpFetcherTests : IAsyncLifetime
{
    private readonly WebApplication _server;
    private readonly List<string> _seen = [];
    private Uri _root = null!;
    private SafeFetchOptions _options = null!;

    public SafeHttpFetcherTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        Map(_server, _seen);
    }

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _root = new Uri(_server.Urls.First());
        _options = new SafeFetchOptions
        {
            Ports = [80, 443, _root.Port],
            TrustedHosts = ["127.0.0.1", "::1"],
            UserAgent = "Parley",
        };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("http://127.0.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://localhost/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[::1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[::]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[::ffff:127.0.0.1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[64:ff9b::7f00:1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[fe80::1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[fd00::1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[ff02::1]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://[2002:7f00:1::]/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://10.0.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://172.16.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://192.168.1.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://169.254.169.254/latest/meta-data/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://100.64.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://224.0.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://255.255.255.255/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://0.0.0.0/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://2130706433/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://0x7f000001/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://0x7f.0.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://0177.0.0.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://127.1/", SafeFetchFailure.AddressRefused)]
    [InlineData("http://127.0.0.1./", SafeFetchFailure.AddressRefused)]
    [InlineData("http://example.com:22/", SafeFetchFailure.PortRefused)]
    [InlineData("https://example.com:8443/", SafeFetchFailure.PortRefused)]
    [InlineData("ftp://example.com/", SafeFetchFailure.BadAddress)]
    [InlineData("file:///etc/passwd", SafeFetchFailure.BadAddress)]
    public async Task MSG_042_what_is_not_public_is_never_asked(string address, SafeFetchFailure expected)
    {
        var result = await new SafeHttpFetcher(ResolveAsync).FetchAsync(new Uri(address), new SafeFetchOptions());
        Assert.Equal(expected, result.Failure);

        // A resolver that is as lenient as some C libraries are.
        static Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2a00:1450::1", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("::ffff:32.0.0.1", false)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("::1", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:808:808::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("240.0.0.1", false)]
    public void SEC_050_public_addresses_are_told_from_all_others(string address, bool expected) =>
        Assert.Equal(expected, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("intranet.example.com")]
    [InlineData("*.example.com")]
    [InlineData("203.0.0.0/16")]
    public async Task MSG_042_ignored_hosts_are_names_parents_and_ranges(string ignored)
    {
        var fetcher = new SafeHttpFetcher((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("203.0.1.2")]));
        var result = await fetcher.FetchAsync(
            new Uri("http://Intranet.Example.com./x"), new SafeFetchOptions { IgnoredHosts = ["other", ignored] });
        Assert.Equal(SafeFetchFailure.HostRefused, result.Failure);
    }

    [Fact]
    public async Task MSG_042_the_connection_goes_to_the_address_that_was_checked()
    {
        var lookups = 0;
        var fetcher = new SafeHttpFetcher((_, _) => Task.FromResult<IPAddress[]>(
            [++lookups == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")]));
        var result = await fetcher.FetchAsync(new Uri($"http://rebind.example:{_root.Port}/host"), _options);
        Assert.Equal($"rebind.example:{_root.Port}", Text(result));
        Assert.Equal(1, lookups);
    }

    [Fact]
    public async Task MSG_042_of_mixed_addresses_only_allowed_ones_are_used()
    {
        var fetcher = new SafeHttpFetcher((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Loopback]));
        Assert.True((await fetcher.FetchAsync(new Uri($"http://mixed.example:{_root.Port}/host"), _options)).IsSuccess);
    }

    [Fact]
    public async Task MSG_042_each_redirect_is_checked_again()
    {
        Assert.Equal(SafeFetchFailure.AddressRefused, (await FetchAsync("/redirect?to=http://10.0.0.1/")).Failure);
        Assert.Equal(SafeFetchFailure.PortRefused, (await FetchAsync("/redirect?to=http://127.0.0.1:1/")).Failure);
        Assert.Equal(SafeFetchFailure.BadAddress, (await FetchAsync("/redirect?to=file:///etc/passwd")).Failure);
        Assert.Equal(SafeFetchFailure.AddressRefused, (await FetchAsync("/redirect?to=http://169.254.169.254/")).Failure);
        var followed = await FetchAsync("/redirect?to=/host");
        Assert.True(followed.IsSuccess);
        Assert.Equal("/host", followed.Address.AbsolutePath);
    }

    [Fact]
    public async Task MSG_042_five_redirects_are_followed_and_no_more()
    {
        Assert.True((await FetchAsync("/hops/5")).IsSuccess);
        Assert.Equal(SafeFetchFailure.TooManyRedirects, (await FetchAsync("/hops/6")).Failure);
        Assert.Equal(SafeFetchFailure.TooManyRedirects, (await FetchAsync("/loop")).Failure);
    }

    [Theory]
    [InlineData("/huge")]
    [InlineData("/bomb-gzip")]
    [InlineData("/bomb-br")]
    public async Task MSG_042_only_the_beginning_of_a_huge_body_is_read(string path)
    {
        var result = await FetchAsync(path);
        Assert.True(result.IsSuccess);
        Assert.True(result.IsTruncated);
        Assert.Equal(_options.MaxBodyBytes, result.Body.Length);
    }

    [Theory]
    [InlineData("/slow-headers")]
    [InlineData("/slow-body")]
    public async Task MSG_042_a_slow_server_costs_the_time_limit_and_no_more(string path)
    {
        var watch = Stopwatch.StartNew();
        var result = await new SafeHttpFetcher().FetchAsync(
            new Uri(_root, path), _options with { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(SafeFetchFailure.TimedOut, result.Failure);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task MSG_042_the_callers_cancellation_is_not_a_time_out()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SafeHttpFetcher().FetchAsync(new Uri(_root, "/slow-body"), _options, cancel.Token));
    }

    [Fact]
    public async Task MSG_042_no_cookie_credential_or_trace_leaves_the_server()
    {
        using var activity = new Activity("test").Start();
        var address = new UriBuilder(_root) { UserName = "ada", Password = "secret", Path = "/cookie" }.Uri;
        await new SafeHttpFetcher().FetchAsync(address, _options);
        await new SafeHttpFetcher().FetchAsync(address, _options);
        Assert.DoesNotContain(_seen, h => h is "Cookie" or "Authorization" or "traceparent" or "Request-Id");
        Assert.Contains("User-Agent", _seen);
    }

    [Fact]
    public async Task MSG_042_a_closed_port_and_a_foreign_protocol_are_unreachable()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var result = await new SafeHttpFetcher().FetchAsync(
            new Uri($"http://127.0.0.1:{port}/"), _options with { Ports = [port] });
        Assert.Equal(SafeFetchFailure.Unreachable, result.Failure);
    }

    [Fact]
    public async Task MSG_042_a_name_without_address_is_not_found()
    {
        var fetcher = new SafeHttpFetcher((_, _) => throw new System.Net.Sockets.SocketException(11001));
        Assert.Equal(SafeFetchFailure.NameNotFound, (await fetcher.FetchAsync(new Uri("http://nowhere.example/"), _options)).Failure);
    }

    [Fact]
    public async Task MSG_042_a_page_tells_its_title_open_graph_and_twitter_card()
    {
        var preview = await PreviewAsync("/page?a=b#part");
        Assert.Equal("A & B", preview.Meta["pageTitle"]);
        Assert.Equal("Open title", preview.Meta["ogTitle"]);
        Assert.Equal("Parley", preview.Meta["ogSiteName"]);
        Assert.Equal(new Uri(_root, "/pic.png").AbsoluteUri, preview.Meta["ogImage"]);
        Assert.Equal("Card", preview.Meta["twitterTitle"]);
        Assert.Equal("About", preview.Meta["description"]);
        Assert.False(preview.Meta.ContainsKey("twitterImage"));
        Assert.False(preview.Meta.ContainsKey("viewport"));
        Assert.Equal("text/html; charset=utf-8", preview.Headers.ContentType);
        Assert.Equal(
            new ParsedUrl(_root.Authority, "#part", "/page", "http:", $"{_root.Port}", "a=b", "?a=b", "127.0.0.1"), preview.ParsedUrl);
    }

    [Theory]
    [InlineData("/latin1-header")]
    [InlineData("/latin1-meta")]
    [InlineData("/utf8-default")]
    public async Task MSG_042_a_page_is_read_in_its_own_encoding(string path) =>
        Assert.Equal("Grüße", (await PreviewAsync(path)).Meta["pageTitle"]);

    [Fact]
    public async Task MSG_042_oembed_is_read_and_only_a_frame_of_it_is_passed_on()
    {
        var preview = await PreviewAsync("/video");
        Assert.Equal("A film", preview.Meta["oembedTitle"]);
        Assert.Equal("Cinema", preview.Meta["oembedProviderName"]);
        Assert.Equal("480", preview.Meta["oembedWidth"]);
        Assert.StartsWith("<iframe src=\"https://player.example/1\"", preview.Meta["oembedHtml"], StringComparison.Ordinal);
        Assert.DoesNotContain("script>", preview.Meta["oembedHtml"], StringComparison.Ordinal);
        Assert.DoesNotContain("onload", preview.Meta["oembedHtml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MSG_043_what_is_not_a_page_has_headers_only()
    {
        var preview = await PreviewAsync("/pic.png");
        Assert.Empty(preview.Meta);
        Assert.Equal(new LinkHeaders("image/png", "4"), preview.Headers);
    }

    [Fact]
    public async Task MSG_042_an_error_page_has_no_preview() =>
        Assert.Null(await new LinkPreviewReader(new SafeHttpFetcher()).ReadAsync(new Uri(_root, "/missing"), _options));

    private static string Text(SafeFetchResult result) => Encoding.UTF8.GetString(result.Body.Span);

    private static void Map(WebApplication app, List<string> seen)
    {
        app.MapGet("/host", (HttpRequest r) => r.Host.Value);
        app.MapGet("/redirect", (string to) => Results.Redirect(to));
        app.MapGet("/hops/{n:int}", (int n) => n == 0 ? Results.Text("here") : Results.Redirect($"/hops/{n - 1}"));
        app.MapGet("/loop", () => Results.Redirect("/loop"));
        app.MapGet("/cookie", (HttpContext c) =>
        {
            seen.AddRange(c.Request.Headers.Keys);
            c.Response.Cookies.Append("a", "b");
        });
        app.MapGet("/huge", (HttpContext c) => WriteEndlesslyAsync(c.Response.Body, c.RequestAborted));
        app.MapGet("/bomb-gzip", async (HttpContext c) =>
        {
            c.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(c.Response.Body, CompressionLevel.SmallestSize);
            await WriteEndlesslyAsync(zip, c.RequestAborted);
        });
        app.MapGet("/bomb-br", async (HttpContext c) =>
        {
            c.Response.Headers.ContentEncoding = "br";
            await using var zip = new BrotliStream(c.Response.Body, CompressionLevel.Fastest);
            await WriteEndlesslyAsync(zip, c.RequestAborted);
        });
        app.MapGet("/slow-headers", (HttpContext c) => WaitAsync(c.RequestAborted));
        app.MapGet("/slow-body", async (HttpContext c) =>
        {
            await c.Response.WriteAsync("<title>slow");
            await c.Response.Body.FlushAsync();
            await WaitAsync(c.RequestAborted);
        });
        app.MapGet("/page", () => Results.Text(
            """
            <!doctype html><title>  A &amp; B </title><meta name=viewport content=x><meta name=description content=About>
            <meta property=og:title content="Open title"><meta property=og:title content="Second">
            <meta property=og:site_name content=Parley><meta property=og:image content="/pic.png">
            <meta name=twitter:title content=Card><meta name=twitter:image content="javascript:alert(1)">
            """, "text/html; charset=utf-8"));
        app.MapGet("/latin1-header", () => Results.Bytes(
            Encoding.Latin1.GetBytes("<title>Grüße</title>"), "text/html; charset=iso-8859-1"));
        app.MapGet("/latin1-meta", () => Results.Bytes(
            Encoding.Latin1.GetBytes("<meta charset=windows-1252><title>Grüße</title>"), "text/html"));
        app.MapGet("/utf8-default", () => Results.Bytes(
            Encoding.UTF8.GetBytes("<meta charset=utf-8><title>Grüße</title>"), "text/html"));
        app.MapGet("/pic.png", () => Results.Bytes([1, 2, 3, 4], "image/png"));
        app.MapGet("/video", () => Results.Text(
            "<title>v</title><link rel=alternate type=application/json+oembed href='/oembed.json'>", "text/html"));
        app.MapGet("/oembed.json", () => Results.Text(
            """
            {"title":"A film","provider_name":"Cinema","width":480,
             "html":"<script>alert(1)</script><iframe src='//player.example/1' width='480' onload='alert(1)'></iframe>"}
            """, "application/json"));
    }

    private static async Task WriteEndlesslyAsync(Stream body, CancellationToken cancellationToken)
    {
        var zeros = new byte[64 * 1024];
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await body.WriteAsync(zeros, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The fetcher hung up, as it should.
        }
    }

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(40), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The fetcher hung up, as it should.
        }
    }

    private Task<SafeFetchResult> FetchAsync(string path) => new SafeHttpFetcher().FetchAsync(new Uri(_root, path), _options);

    private async Task<LinkPreview> PreviewAsync(string path)
    {
        var preview = await new LinkPreviewReader(new SafeHttpFetcher()).ReadAsync(new Uri(_root, path), _options);
        Assert.NotNull(preview);
        return preview;
    }
}
