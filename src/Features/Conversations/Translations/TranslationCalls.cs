using System.Text;
using System.Text.Json;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>Requests to translation services, with what can go wrong told in one way.</summary>
internal sealed class TranslationCalls(ServiceClient http)
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public Task<JsonElement> GetAsync(Uri address, (string Name, string Value)? header, CancellationToken ct) => SendAsync(HttpMethod.Get, address, header, null, ct);

    public Task<JsonElement> PostAsync(Uri address, (string Name, string Value)? header, object body, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, address, header, new StringContent(WireJson.ToText(body), Encoding.UTF8, "application/json"), ct);

    private async Task<JsonElement> SendAsync(HttpMethod method, Uri address, (string Name, string Value)? header, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (header is { } given) request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        ServiceReply reply;
        try
        {
            reply = await http.SendAsync(request, _patience, LongestAnswer, ct);
        }
        catch (ServiceUnreachableException failure)
        {
            throw new TranslationFailedException("The service did not answer.", failure);
        }
        if (!reply.IsSuccess) throw new TranslationFailedException($"The service answered {reply.Status}.");
        return WireRead.TryParse(Encoding.UTF8.GetString(reply.Body.Span), out var json) ? json.Value : throw new TranslationFailedException("The service answered something that is not JSON.");
    }
}
