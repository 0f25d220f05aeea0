using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Server.Information;

/// <summary>DDP methods over REST: <c>method.call</c> and <c>method.callAnon</c>. Request and result are DDP messages as JSON text.</summary>
internal sealed partial class MethodCallRest(IServiceProvider services, ILogger<MethodCallRest> log) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("method.call/{method}", call => RunAsync(call, call.Caller)).BeforeDuties().Limited(600, 60_000).Strictly("message!");
        routes.Post("method.callAnon/{method}", call => RunAsync(call, call.MaybeCaller)).Open().Limited(600, 60_000).Strictly("message!");
    }

    private async Task<RestResult> RunAsync(RestCall call, Caller? caller)
    {
        if (!WireRead.TryParse(call.Body.Text("message") ?? "", out var message) || message.Value.ValueKind != JsonValueKind.Object)
            return RestResult.Failure("The message is not a JSON object", "error-invalid-params");
        var name = message.Value.Text("method") ?? call.RouteValue("method");
        var answer = new WireObject { { "msg", "result" }, { "id", message.Value.Get("id") is { } id ? id : null } };
        try
        {
            var parameters = message.Value.Get("params") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
            services.GetRequiredService<CallTrace>().Called(name, caller?.UserId, "-");
            await services.GetRequiredService<MethodLimits>().TakeAsync(name, caller, call.Http.Connection.RemoteIpAddress?.ToString(), connection: null);
            var result = await services.GetRequiredService<DdpMethods>().CallAsync(new MethodCall(name, caller, parameters, null, call.Aborted));
            answer.Add("result", result);
        }
        catch (WireError error)
        {
            answer.Add("error", DdpMethods.ErrorObject(error));
            return Answer(answer, isSuccess: error.Code != "too-many-requests");
        }
        catch (Exception failure) when (!call.Aborted.IsCancellationRequested)
        {
            LogFailure(log, name, call.Http.TraceIdentifier, failure);
            answer.Add("error", DdpMethods.ErrorObject(new WireError("500", "Internal server error")));
            return Answer(answer, isSuccess: false);
        }
        return Answer(answer, isSuccess: true);
    }

    private static RestResult Answer(WireObject answer, bool isSuccess) =>
        new(isSuccess ? 200 : 400, new WireObject { { "message", WireJson.ToText(answer, WireDialect.Ddp) }, { "success", isSuccess } });

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Method {Method} failed, request {RequestId}.")]
    private static partial void LogFailure(ILogger log, string method, string requestId, Exception failure);
}
