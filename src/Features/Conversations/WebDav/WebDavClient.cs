using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;

namespace Parley.Conversations.WebDav;

/// <summary>Where an account's files begin, and what lets us in.</summary>
internal sealed record WebDavPlace(Uri Root, AuthenticationHeaderValue Authorization);

/// <summary>A file or folder, named by its path below the account's address.</summary>
internal sealed record WebDavNode(string Path, string Name, bool IsFolder, long SizeBytes, string? ContentType, string? ETag, DateTimeOffset? ChangedAt);

/// <summary>The server of an account did not do what was asked.</summary>
/// <param name="Status">Its answer; 0 when it could not be reached or must not be.</param>
internal sealed class WebDavException(int status) : Exception($"The WebDAV server answered {status}.")
{
    public int Status { get; } = status;
}

/// <summary>Lists, reads and writes files of WebDAV servers (RFC 4918) that people chose, so only guarded requests are made.</summary>
/// <remarks>Written here because no library for .NET takes a guarded transport. Safe to call in parallel.</remarks>
internal sealed class WebDavClient(SafeHttpFetcher fetcher, ISettings settings)
{
    private const int LongestList = 4 * 1024 * 1024;
    private const int MostNodes = 5000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly HttpMethod _find = new("PROPFIND");
    private static readonly HttpMethod _makeFolder = new("MKCOL");
    private static readonly XNamespace _dav = "DAV:";

    private static readonly string _wanted =
        """<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:getcontentlength/><d:getcontenttype/><d:getetag/><d:getlastmodified/></d:prop></d:propfind>""";

    /// <summary>Asks for the account's own folder, which shows whether we are let in.</summary>
    /// <exception cref="WebDavException">We are not.</exception>
    public async Task CheckAsync(WebDavPlace place, CancellationToken ct) => await FindAsync(place, "/", "0", ct);

    /// <returns>What lies in the folder, folders first, at most 5,000.</returns>
    /// <exception cref="WebDavException"/>
    public async Task<List<WebDavNode>> ListAsync(WebDavPlace place, string path, CancellationToken ct)
    {
        var own = Clean(path);
        var found = await FindAsync(place, path, "1", ct);
        return [.. found.Where(n => n.Path != own).OrderByDescending(n => n.IsFolder).ThenBy(n => n.Name, StringComparer.OrdinalIgnoreCase).Take(MostNodes)];
    }

    /// <returns>The answer with the content; the caller disposes it.</returns>
    /// <exception cref="WebDavException"/>
    public Task<SafeResponse> OpenAsync(WebDavPlace place, string path, CancellationToken ct) => SendAsync(place, HttpMethod.Get, AddressOf(place, path), null, ct);

    /// <summary>Writes a file that is not there yet, in a folder that is made when it is missing.</summary>
    /// <exception cref="WebDavException">With 412 when there is a file of that name.</exception>
    public async Task WriteAsync(WebDavPlace place, string folder, string name, Stream content, long length, CancellationToken ct)
    {
        var directory = Clean(folder);
        if (directory != "/")
        {
            // It may be there already, which servers say in different ways; a folder that cannot be made shows in the next answer.
            using var made = await TrySendAsync(place, _makeFolder, AddressOf(place, directory + "/"), null, ct);
        }
        using var body = new StreamContent(content) { Headers = { ContentLength = length } };
        using var answer = await SendAsync(place, HttpMethod.Put, AddressOf(place, directory.TrimEnd('/') + "/" + name), body, ct, static headers => headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
    }

    private async Task<List<WebDavNode>> FindAsync(WebDavPlace place, string path, string depth, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_patience);
        using var body = new StringContent(_wanted, System.Text.Encoding.UTF8, "application/xml");
        var folder = Clean(path);
        try
        {
            using var answer = await SendAsync(place, _find, AddressOf(place, folder == "/" ? "/" : folder + "/"), body, time.Token, headers => headers.Add("Depth", depth));
            await using var content = await answer.Response.Content.ReadAsStreamAsync(time.Token);
            var (bytes, isCut) = await BoundedBody.ReadAsync(content, LongestList, time.Token);
            if (isCut) throw new WebDavException(0);
            using var xml = new MemoryStream(bytes.ToArray(), writable: false);
            return Read(place, xml);
        }
        catch (Exception failure) when (failure is XmlException or HttpRequestException or IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new WebDavException(0);
        }
    }

    /// <summary>Foreign XML: no document type, no entities, bounded size.</summary>
    private static List<WebDavNode> Read(WebDavPlace place, Stream xml)
    {
        using var reader = XmlReader.Create(xml, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestList });
        var nodes = new List<WebDavNode>();
        foreach (var answer in XDocument.Load(reader).Descendants(_dav + "response"))
        {
            if (answer.Element(_dav + "href")?.Value is not { } href || !Uri.TryCreate(place.Root, href, out var address) || PathBelow(place, address) is not { } path) continue;
            var properties = answer.Elements(_dav + "propstat").Where(p => p.Element(_dav + "status")?.Value.Contains(" 200", StringComparison.Ordinal) ?? true).Elements(_dav + "prop").Elements().ToLookup(p => p.Name);
            string? Value(string name) => properties[_dav + name].FirstOrDefault()?.Value is { Length: > 0 } value ? value : null;
            nodes.Add(new(path, path[(path.LastIndexOf('/') + 1)..], properties[_dav + "resourcetype"].Elements(_dav + "collection").Any(),
                long.TryParse(Value("getcontentlength"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0, Value("getcontenttype"), Value("getetag")?.Trim('"'),
                DateTimeOffset.TryParse(Value("getlastmodified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null));
        }
        return nodes;
    }

    private static string? PathBelow(WebDavPlace place, Uri address)
    {
        var root = place.Root.AbsolutePath;
        var path = address.AbsolutePath;
        if (address.Authority != place.Root.Authority) return null;
        if (path.TrimEnd('/') == root.TrimEnd('/')) return "/";
        return path.StartsWith(root, StringComparison.Ordinal) ? Clean(Uri.UnescapeDataString(path[root.Length..])) : null;
    }

    /// <summary>An absolute path without steps up, doubled or final slashes.</summary>
    private static string Clean(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("." or "..")));

    private static Uri AddressOf(WebDavPlace place, string path)
    {
        var isFolder = path.EndsWith('/');
        var parts = string.Join('/', Clean(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
        return new Uri(place.Root, parts + (isFolder && parts.Length > 0 ? "/" : ""));
    }

    private async Task<SafeResponse> SendAsync(WebDavPlace place, HttpMethod method, Uri address, HttpContent? body, CancellationToken ct, Action<HttpRequestHeaders>? add = null)
    {
        var answer = await TrySendAsync(place, method, address, body, ct, add) ?? throw new WebDavException(0);
        if (answer.Response.IsSuccessStatusCode) return answer;
        var status = answer.Status;
        answer.Dispose();
        throw new WebDavException(status);
    }

    private async Task<SafeResponse?> TrySendAsync(WebDavPlace place, HttpMethod method, Uri address, HttpContent? body, CancellationToken ct, Action<HttpRequestHeaders>? add = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body, Headers = { Authorization = place.Authorization } };
        add?.Invoke(request.Headers);
        // A body that is sent takes its own time.
        var patience = body is StreamContent ? TimeSpan.FromMinutes(10) : _patience;
        return await fetcher.SendAsync(request, new SafeFetchOptions { Ports = null, TrustedHosts = OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)), Timeout = patience }, ct);
    }
}
