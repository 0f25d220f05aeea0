using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Mailings;

/// <summary><c>mailer</c>, <c>mailer.unsubscribe</c>.</summary>
internal sealed class MailingsRest(SendMailing send, Unsubscribe unsubscribe) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("mailer", SendAsync).Takes("from!", "subject!", "body!", "dryrun:boolean", "query");
        routes.Post("mailer.unsubscribe", UnsubscribeAsync).Open().Takes("_id!", "createdAt!");
    }

    /// <exception cref="WireError"><c>error-invalid-query</c>.</exception>
    internal static JsonElement FilterIn(string? query)
    {
        if (string.IsNullOrWhiteSpace(query)) return default;
        return WireRead.TryParse(query, out var filter) && filter.Value.ValueKind == JsonValueKind.Object ? filter.Value : throw new WireError("error-invalid-query", "The query is not a JSON object");
    }

    private async Task<RestResult> SendAsync(RestCall call)
    {
        var body = call.Body;
        var request = new SendMailing.Request(body.Text("from") ?? "", body.Text("subject") ?? "", body.Text("body") ?? "", body.Flag("dryrun") ?? false, FilterIn(body.Text("query")));
        await send.ExecuteAsync(call.Caller, request, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> UnsubscribeAsync(RestCall call) =>
        await unsubscribe.ExecuteAsync(call.RequiredBody("_id", "invalid-params"), call.RequiredBody("createdAt", "invalid-params"), call.Aborted)
            ? RestResult.Ok()
            : RestResult.Failure("Failed to unsubscribe", "error-invalid-link");
}

/// <summary><c>Mailer.sendMail</c>, <c>Mailer:unsubscribe</c>.</summary>
internal sealed class MailingsDdp(SendMailing send, Unsubscribe unsubscribe) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("Mailer.sendMail", async call =>
        {
            await send.ExecuteAsync(call.Caller, new(call.RequiredText(0), call.RequiredText(1), call.RequiredText(2), call.At(3).AsFlag() ?? false, MailingsRest.FilterIn(call.TextAt(4))), call.Aborted);
            return null;
        });
        methods.Add("Mailer:unsubscribe", async call => await unsubscribe.ExecuteAsync(call.RequiredText(0), call.RequiredText(1), call.Aborted), needsLogin: false, new(5, 60_000));
    }
}

internal static class MailingsPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<SendMailing>();
        services.AddSingleton<Unsubscribe>();
        services.AddSingleton<IRestDoor, MailingsRest>();
        services.AddSingleton<IDdpDoor, MailingsDdp>();
    }
}
