using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary>Sends the report of the day to whoever the operator named, and to nobody else: there is no address of ours (SET-134, ADM-123).</summary>
internal sealed partial class SendReport(ServiceClient http, ISettings settings, ILogger<SendReport> log)
{
    private const string Section = "Reporting";
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Figures leave the server once a day; off as it comes.</summary>
    public static readonly Setting<bool> Enabled = SettingOf.Bool("Statistics_reporting", "General", false, Section);

    /// <summary>Where they go, by POST as JSON. Parley's own.</summary>
    public static readonly Setting<string> Target = new("Statistics_Report_Url", "string", "General", "") { Section = Section, EnabledWhen = [new("Statistics_reporting", true)] };

    public async Task ExecuteAsync(WireObject report, CancellationToken ct)
    {
        if (!settings.Get(Enabled) || !Uri.TryCreate(settings.Get(Target), UriKind.Absolute, out var target) || target.Scheme is not ("https" or "http")) return;
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(WireJson.ToUtf8(report, WireDialect.Rest).ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            var reply = await http.SendAsync(request, _patience, LongestAnswer, ct);
            if (!reply.IsSuccess) LogRefused(log, reply.Status);
        }
        catch (ServiceUnreachableException failure)
        {
            LogUnreachable(log, failure.Message);
        }
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "The report of the day was refused with {Status}. Check Statistics_Report_Url.")]
    private static partial void LogRefused(ILogger log, int status);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "The report of the day could not be sent. {Reason}")]
    private static partial void LogUnreachable(ILogger log, string reason);
}
