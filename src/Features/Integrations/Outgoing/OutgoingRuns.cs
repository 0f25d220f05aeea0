using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Contracts;
using Parley.Integrations.Administering;
using Parley.Integrations.History;
using Parley.Integrations.Scripts;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Integrations.Outgoing;

/// <summary>Calls the receiver of one outgoing webhook, step by step into its history (INT-027, INT-028, INT-042 to INT-056).</summary>
internal sealed partial class OutgoingRuns(
    IStore store, IntegrationCatalogue catalogue, RunHistory history, ScriptRunner scripts, SaveIntegrations save, SafeHttpFetcher http, ISettings settings, IRoomFinder rooms, IRoomPosts posts, IUserDirectory users, ICallers callers,
    TimeProvider clock, ILogger<OutgoingRuns> log)
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly string[] _jsonTypes = ["application/json", "text/javascript", "application/javascript", "application/x-javascript"];

    public async Task StartAsync(Integration integration, string happening, JsonObject data, string? word, string url, CancellationToken ct)
    {
        var full = new JsonObject { ["bot"] = false };
        if (word is not null) full["trigger_word"] = word;
        foreach (var (name, value) in data) full[name] = value?.DeepClone();
        var entry = await history.StartAsync(integration, happening, full, word, url, ct);
        await RunAsync(integration, entry, url, 0, ct);
    }

    /// <summary>Goes on with a run that failed before.</summary>
    public async Task RetryAsync(AttemptRow attempt, CancellationToken ct)
    {
        if (await catalogue.FindAsync(attempt.IntegrationId, ct) is not { IsEnabled: true, IsIncoming: false } integration || await history.FindAsync(attempt.HistoryId, ct) is not { } entry) return;
        await RunAsync(integration, entry, attempt.Url, attempt.Tries, ct);
    }

    /// <summary>Repeats a run with what it was about, in an entry of its own.</summary>
    /// <exception cref="WireError"><c>error-invalid-integration-history</c>, <c>history-data-must-be-defined</c>, <c>integration-type-must-be-outgoing</c>.</exception>
    public async Task ReplayAsync(Integration integration, string historyId, CancellationToken ct)
    {
        if (integration.IsIncoming) throw new WireError("integration-type-must-be-outgoing", "The integration type to replay must be an outgoing webhook.");
        if (await history.FindAsync(historyId, ct) is not { } former || former.IntegrationId != integration.Id) throw new WireError("error-invalid-integration-history", "Invalid Integration History");
        if (former.Doc["data"] is not JsonObject data || (string?)former.Doc["event"] is not { } happening || (string?)former.Doc["url"] is not { } url) throw new WireError("history-data-must-be-defined", "The history data must be defined to replay an integration.");
        if (!integration.IsEnabled) return;
        _ = ReplayAsync(integration, happening, data, (string?)former.Doc["triggerWord"], url);
    }

    private async Task ReplayAsync(Integration integration, string happening, JsonObject data, string? word, string url)
    {
        try
        {
            // The one who asked does not wait for the receiver.
            await StartAsync(integration, happening, data, word, url, CancellationToken.None);
        }
        catch (Exception failure) // nobody waits for this task
        {
            LogFailed(log, integration.Name, integration.Id, failure);
        }
    }

    private async Task RunAsync(Integration integration, RunEntry entry, string url, int tries, CancellationToken ct)
    {
        try
        {
            if (await PrepareAsync(integration, entry, url, ct) is not { } call) return;
            await CallAsync(integration, entry, call, url, tries, ct);
        }
        catch (ScriptException failure)
        {
            await history.StepAsync(entry, "error-running-script", new JsonObject { ["error"] = true, ["errorStack"] = failure.Message, ["finished"] = true }, isStored: true, ct);
        }
        catch (WireError refused)
        {
            await history.StepAsync(entry, (string?)entry.Doc["step"] ?? "", new JsonObject { ["error"] = true, ["errorStack"] = refused.Message, ["finished"] = true }, isStored: true, ct);
        }
    }

    /// <returns>Null when the run has ended.</returns>
    private async Task<Call?> PrepareAsync(Integration integration, RunEntry entry, string url, CancellationToken ct)
    {
        var data = entry.Doc["data"]!.DeepClone().AsObject();
        data["token"] = integration.Token;
        if (!scripts.Runs(integration))
        {
            await history.StepAsync(entry, "after-maybe-ran-prepare", null, isStored: false, ct);
            return new(url, "POST", data, [], null);
        }
        var request = new JsonObject { ["params"] = new JsonObject(), ["method"] = "POST", ["url"] = url, ["data"] = data.DeepClone(), ["auth"] = null, ["headers"] = new JsonObject() };
        await history.StepAsync(entry, "execute-script-prepare_outgoing_request", null, isStored: false, ct);
        var (hasMethod, answer) = await scripts.RunAsync(integration, "prepare_outgoing_request", new JsonObject { ["request"] = request }, ct);
        await history.StepAsync(entry, "after-maybe-ran-prepare", new JsonObject { ["ranPrepareScript"] = hasMethod }, isStored: false, ct);
        if (!hasMethod) return new(url, "POST", data, [], null);
        if (answer is not JsonObject options)
        {
            await FinishAsync(entry, "after-prepare-no-opts", null, ct);
            return null;
        }
        if (options["message"] is { } message)
        {
            var sent = await PostAsync(integration, entry, message, ct);
            await history.StepAsync(entry, "after-prepare-send-message", new JsonObject { ["prepareSentMessage"] = sent }, isStored: false, ct);
        }
        if (TextOf(options["url"]) is not { Length: > 0 } target || TextOf(options["method"]) is not { Length: > 0 } method)
        {
            await FinishAsync(entry, "after-prepare-no-url_or_method", null, ct);
            return null;
        }
        var headers = options["headers"] is JsonObject given ? given.Where(h => h.Value is JsonValue).ToDictionary(h => h.Key, h => TextOf(h.Value) ?? "", StringComparer.OrdinalIgnoreCase) : [];
        if (TextOf(options["auth"]) is { Length: > 0 } auth)
        {
            if (!auth.Contains(':', StringComparison.Ordinal)) throw new ScriptException("auth must be of the form \"username:password\"");
            headers["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(auth));
        }
        if (options["params"] is JsonObject { Count: > 0 } query)
        {
            var text = string.Join('&', query.Select(p => Uri.EscapeDataString(p.Key) + "=" + Uri.EscapeDataString(TextOf(p.Value) ?? "")));
            target += (target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + text;
        }
        return new(target, method.ToUpperInvariant(), options["data"]?.DeepClone(), headers, options);
    }

    private async Task CallAsync(Integration integration, RunEntry entry, Call call, string url, int tries, CancellationToken ct)
    {
        var shown = call.Data is JsonObject sent ? RunHistory.WithoutToken(sent) : call.Data?.DeepClone();
        await history.StepAsync(entry, "pre-http-call", new JsonObject { ["url"] = url, ["httpCallData"] = shown, ["httpError"] = null, ["error"] = null }, isStored: true, ct);
        var reply = await SendAsync(call, ct);
        var told = new JsonObject { ["httpResult"] = reply.Status == 0 ? null : Shortened(reply.Content), ["httpError"] = reply.Failure };
        await history.StepAsync(entry, "after-http-call", told, isStored: false, ct);
        if (reply.Status == 0)
        {
            await AgainAsync(integration, entry, url, tries, ct);
            return;
        }
        if (await RunsAnswerScriptAsync(integration, entry, call, reply, ct)) return;
        if (reply.Status is 200 or 201 or 202)
        {
            await PostAnswerAsync(integration, entry, reply, ct);
            return;
        }
        if (reply.Content.Length > 0 && reply.Status is (410 or 500))
        {
            await history.StepAsync(entry, "after-process-http-status-" + reply.Status, new JsonObject { ["error"] = true, ["finished"] = true }, isStored: true, ct);
            if (reply.Status == 410) await save.DisableAsync(integration.Id, ct);
            return;
        }
        if (reply.Status is > 202 and < 300)
        {
            // Delivered, although with nothing to post.
            await FinishAsync(entry, "after-http-call", null, ct);
            return;
        }
        await AgainAsync(integration, entry, url, tries, ct);
    }

    /// <returns>Whether the script has decided what becomes of the answer.</returns>
    private async Task<bool> RunsAnswerScriptAsync(Integration integration, RunEntry entry, Call call, Reply reply, CancellationToken ct)
    {
        if (!scripts.Runs(integration)) return false;
        var request = call.Options?.DeepClone() ?? new JsonObject { ["method"] = call.Method, ["url"] = call.Url, ["data"] = call.Data?.DeepClone(), ["headers"] = new JsonObject() };
        var headers = new JsonObject();
        foreach (var (name, value) in reply.Headers) headers[name] = value;
        var response = new JsonObject { ["error"] = null, ["status_code"] = reply.Status, ["content"] = reply.Json?.DeepClone(), ["content_raw"] = reply.Content, ["headers"] = headers };
        var (hasMethod, answer) = await scripts.RunAsync(integration, "process_outgoing_response", new JsonObject { ["request"] = request, ["response"] = response }, ct);
        if (!hasMethod) return false;
        if (answer is JsonValue flag && flag.GetValueKind() == JsonValueKind.False)
        {
            await FinishAsync(entry, "after-process-false-result", null, ct);
            return true;
        }
        if (answer is not JsonObject { Count: > 0 } result || result["content"] is not { } content) return false;
        await FinishAsync(entry, "after-process-send-message", new JsonObject { ["processSentMessage"] = await PostAsync(integration, entry, content, ct) }, ct);
        return true;
    }

    private async Task PostAnswerAsync(Integration integration, RunEntry entry, Reply reply, CancellationToken ct)
    {
        if (reply.Json is JsonObject answer && (TextOf(answer["text"]) is { Length: > 0 } || answer["attachments"] is JsonArray { Count: > 0 }))
        {
            await FinishAsync(entry, "url-response-sent-message", new JsonObject { ["resultMessage"] = await PostAsync(integration, entry, answer, ct) }, ct);
            return;
        }
        await FinishAsync(entry, "after-http-call", null, ct);
    }

    private Task FinishAsync(RunEntry entry, string step, JsonObject? changes, CancellationToken ct)
    {
        changes ??= [];
        changes["finished"] = true;
        return history.StepAsync(entry, step, changes, isStored: true, ct);
    }

    private async Task AgainAsync(Integration integration, RunEntry entry, string url, int tries, CancellationToken ct)
    {
        var o = integration.Options;
        if (!o.RetryFailedCalls || tries >= o.RetryCount)
        {
            await history.StepAsync(entry, o.RetryFailedCalls ? "too-many-retries" : "failed-and-not-configured-to-retry", new JsonObject { ["error"] = true, ["finished"] = true }, isStored: true, ct);
            return;
        }
        TimeSpan? pause = o.RetryDelay switch
        {
            "powers-of-ten" => TimeSpan.FromMilliseconds(Math.Min(Math.Pow(10, tries + 2), TimeSpan.FromDays(30).TotalMilliseconds)),
            "powers-of-two" => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries + 1), TimeSpan.FromDays(30).TotalSeconds)),
            "increments-of-two" => TimeSpan.FromSeconds((tries + 1) * 2),
            _ => null,
        };
        if (pause is not { } wait)
        {
            await history.StepAsync(entry, "failed-and-retry-delay-is-invalid", new JsonObject { ["error"] = true, ["finished"] = true }, isStored: true, ct);
            return;
        }
        await history.StepAsync(entry, $"going-to-retry-{tries + 1}", new JsonObject { ["error"] = true }, isStored: true, ct);
        var due = clock.GetUtcNow() + wait;
        await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<AttemptRow>().Where(a => a.HistoryId == entry.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Tries, tries + 1).SetProperty(a => a.DueAt, due), ct) == 1) return 1;
            unit.Db.Add(new AttemptRow { HistoryId = entry.Id, IntegrationId = integration.Id, Url = url, Tries = tries + 1, DueAt = due });
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task<Reply> SendAsync(Call call, CancellationToken ct)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return Reply.Failed("This is no web address");
        if (call.Method is not ("GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS")) return Reply.Failed("There is no such method");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_patience);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), address);
        if (call.Data is { } data && call.Method is not ("GET" or "HEAD")) request.Content = new StringContent(data is JsonValue && data.GetValueKind() == JsonValueKind.String ? (string)data! : data.ToJsonString(WireJson.NodeOptions), Encoding.UTF8, "application/json");
        OutgoingHeaders.Add(request, "User-Agent", "Parley-Webhook");
        if (address.UserInfo.Length > 0) OutgoingHeaders.Add(request, "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        foreach (var (name, value) in call.Headers) OutgoingHeaders.Add(request, name, value);
        try
        {
            using var response = await http.SendAsync(request, OutgoingHeaders.Options(settings, _patience), time.Token);
            if (response is null) return Reply.Failed("The address is refused, or nobody answers there in time");
            await using var stream = await response.Response.Content.ReadAsStreamAsync(time.Token);
            var (bytes, _) = await BoundedBody.ReadAsync(stream, LongestAnswer, time.Token);
            var content = Encoding.UTF8.GetString(bytes.Span);
            var headers = response.Response.Headers.Concat(response.Response.Content.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(", ", h.Value));
            return new(response.Status, content, JsonIn(content, headers.GetValueOrDefault("content-type")), headers, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Reply.Failed("There was no answer in time");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Reply.Failed("The connection broke");
        }
    }

    private static JsonNode? JsonIn(string content, string? type)
    {
        if (!_jsonTypes.Contains((type ?? "").Split(';')[0].Trim().ToLowerInvariant())) return null;
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Posts into the room that the message names, else the one the webhook has, else where it happened.</summary>
    /// <returns>The stored message; null when there is no room for it.</returns>
    private async Task<JsonNode?> PostAsync(Integration integration, RunEntry entry, JsonNode message, CancellationToken ct)
    {
        if (message is not JsonObject payload) payload = new JsonObject { ["text"] = TextOf(message) };
        var data = entry.Doc["data"]!;
        var author = await AuthorAsync(integration, TextOf(data["user_id"]), ct) ?? throw new WireError("error-invalid-user", "Invalid user");
        RoomBrief? room;
        if (TextOf(payload["channel"]) is { Length: > 0 } named) room = await posts.FindTargetAsync(author, named, isChosen: false, ct);
        else if (integration.Options.TargetRoom is { Length: > 0 } chosen) room = await posts.FindTargetAsync(author, chosen, isChosen: true, ct);
        else room = TextOf(data["channel_id"]) is { } id ? await rooms.FindAsync(id, ct) : null;
        if (room is null)
        {
            LogNowhere(log, integration.Name, integration.Id);
            return null;
        }
        var sent = await posts.PostAsync(author, room.Id, WebhookMessage.Of(payload, integration.Options), integration.Id, ct);
        return JsonNode.Parse(sent.Utf8.Span);
    }

    private async Task<Caller?> AuthorAsync(Integration integration, string? userId, CancellationToken ct)
    {
        if (integration.Options.ImpersonateUser && userId is not null && await users.FindAsync(userId, ct) is { IsActive: true } && await callers.FindByIdAsync(userId, ct) is { } person) return WebhookMessage.Speaker(person);
        return await callers.FindByIdAsync(integration.UserId, ct);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value ? value.GetValueKind() == JsonValueKind.String ? (string)value! : value.GetValueKind() == JsonValueKind.Null ? null : value.ToJsonString() : null;

    private static string Shortened(string content) => content.Length > RunHistory.LongestResult ? content[..RunHistory.LongestResult] : content;

    [LoggerMessage(EventId = 5030, Level = LogLevel.Warning, Message = "Webhook {Name} ({Id}) has something to post and no room for it.")]
    private static partial void LogNowhere(ILogger log, string name, string id);

    [LoggerMessage(EventId = 5031, Level = LogLevel.Error, Message = "A run of webhook {Name} ({Id}) could not be repeated.")]
    private static partial void LogFailed(ILogger log, string name, string id, Exception failure);

    /// <param name="Options">As the script gave them; null without one.</param>
    private sealed record Call(string Url, string Method, JsonNode? Data, Dictionary<string, string> Headers, JsonObject? Options);

    /// <param name="Status">0 when there is no answer.</param>
    private sealed record Reply(int Status, string Content, JsonNode? Json, IReadOnlyDictionary<string, string> Headers, string? Failure)
    {
        public static Reply Failed(string reason) => new(0, "", null, new Dictionary<string, string>(), reason);
    }
}
