using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Parley.Conversations.Contracts;
using Parley.Integrations.Scripts;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Integrations.Incoming;

/// <summary>What a program sent becomes a message, after the script had its say (INT-016 to INT-026).</summary>
internal sealed class RunIncoming(ScriptRunner scripts, IRoomPosts posts, ICallers callers)
{
    private const string Method = "process_incoming_request";

    /// <summary>Of the caller's headers a script gets what describes the body and the sender, and no way into sessions.</summary>
    private static readonly HashSet<string> _hidden = new(StringComparer.OrdinalIgnoreCase) { "Cookie", "X-Auth-Token", "X-User-Id" };

    /// <exception cref="WireError"><c>invalid-channel</c>, <c>error-running-script</c>, and those of posting.</exception>
    public async Task<RestResult> ExecuteAsync(HookCall call, CancellationToken ct)
    {
        var integration = call.Integration;
        var author = await callers.FindByIdAsync(integration.UserId, ct) ?? throw new WireError("error-invalid-user", "Invalid user");
        var body = call.Body;
        JsonNode? response = null;
        if (scripts.Runs(integration))
        {
            var (hasMethod, answer) = await RunScriptAsync(call, author, ct);
            if (hasMethod)
            {
                if (answer is not JsonObject result || result.Count == 0) return RestResult.Ok();
                if (result["error"] is { } error) return new(400, new WireObject { { "success", false }, { "error", RawJson.From(error.ToJsonString(WireJson.NodeOptions)) } });
                if (result["content"] is not { } content) return Answer(result["response"]);
                body = content;
                response = result["response"];
                if (result["user"] is JsonObject user && user["_id"] is JsonValue id && id.GetValueKind() == JsonValueKind.String && (string)id! != author.UserId)
                    author = WebhookMessage.Speaker(await callers.FindByIdAsync((string)id!, ct) ?? throw new WireError("error-invalid-user", "Invalid user"));
            }
        }
        if (body is not JsonObject payload || payload.Count == 0) return RestResult.Ok();
        var targets = WebhookMessage.Targets(payload);
        if (targets.Count > 0 && !integration.Options.OverridesDestination) return RestResult.Failure("overriding destination channel is disabled for this integration");
        var message = WebhookMessage.Of(payload, integration.Options);
        if (WebhookMessage.IsEmpty(message)) return RestResult.Failure("unknown-error");
        var isChosen = targets.Count == 0;
        foreach (var target in isChosen ? integration.Options.Channels : targets)
        {
            var room = await posts.FindTargetAsync(author, target, isChosen, ct);
            await posts.PostAsync(author, room.Id, message, integration.Id, ct);
        }
        return Answer(response);
    }

    private static RestResult Answer(JsonNode? response)
    {
        if (response is null) return RestResult.Ok();
        if (response is not JsonObject members) return RestResult.Bare(RawJson.From(response.ToJsonString(WireJson.NodeOptions)));
        members["success"] ??= true;
        return RestResult.Bare(RawJson.From(members.ToJsonString(WireJson.NodeOptions)));
    }

    private async Task<(bool, JsonNode?)> RunScriptAsync(HookCall call, Caller author, CancellationToken ct)
    {
        var request = call.Http.Request;
        var headers = new JsonObject();
        foreach (var (name, value) in request.Headers)
        {
            if (!_hidden.Contains(name)) headers[name.ToLowerInvariant()] = value.ToString();
        }
        var query = new JsonObject();
        foreach (var (name, value) in request.Query) query[name] = value.ToString();
        var search = request.QueryString.Value ?? "";
        var path = request.Path.Value ?? "";
        var parameters = new JsonObject { ["integrationId"] = call.Integration.Id, ["token"] = call.Integration.Token };
        if (request.RouteValues["userId"] is string userId) parameters["userId"] = userId;
        var argument = new JsonObject
        {
            ["request"] = new JsonObject
            {
                ["url"] = new JsonObject { ["hash"] = null, ["search"] = search, ["query"] = query, ["pathname"] = path, ["path"] = path + search },
                ["url_raw"] = path + search,
                ["url_params"] = parameters,
                ["content"] = HttpMethods.IsGet(request.Method) ? new JsonObject() : call.Body.DeepClone(),
                ["content_raw"] = call.Raw,
                ["headers"] = headers,
                ["body"] = call.Body.DeepClone(),
                ["user"] = new JsonObject { ["_id"] = author.UserId, ["name"] = author.Name, ["username"] = author.Username },
            },
        };
        try
        {
            return await scripts.RunAsync(call.Integration, Method, argument, ct);
        }
        catch (ScriptException)
        {
            throw new WireError("error-running-script", "The script failed");
        }
    }
}
