using Microsoft.Extensions.DependencyInjection;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.OffTheRecord;

internal static class OtrPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<OtrPair>();
        services.AddSingleton<StreamOffTheRecord>();
        services.AddSingleton<OtrNotes>();
        services.AddSingleton<IUserRelay, OtrRelay>();
        services.AddSingleton<IRestDoor, OtrRest>();
        services.AddSingleton<IDdpDoor, OtrDdp>();
    }
}

/// <summary><c>chat.otr</c>.</summary>
internal sealed class OtrRest(OtrNotes notes) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Post("chat.otr", NoteAsync).Takes("roomId!", "type!");

    private async Task<RestResult> NoteAsync(RestCall call)
    {
        await notes.WriteAsync(call.Caller, Need(call, "roomId"), Need(call, "type"), call.Aborted);
        return RestResult.Ok();
    }

    private static string Need(RestCall call, string name) =>
        call.Body.Text(name) is { Length: > 0 } value ? value : throw new WireError("error-invalid-params", $"The required \"{name}\" param is missing.");
}

/// <summary>Receipts of messages off the record, and the end of what earlier conversations left.</summary>
internal sealed class OtrDdp(StreamOffTheRecord stream, OtrNotes notes) : IDdpDoor
{
    private static readonly RateLimit _some = new(30, 60_000);
    private static readonly RateLimit _asMessages = new(300, 60_000);

    public void Map(DdpMethods methods)
    {
        methods.Add("updateOTRAck", AcknowledgeAsync, limit: _asMessages);
        methods.Add("deleteOldOTRMessages", RemoveAsync, limit: _some);
        // Old clients still call it; what it did is the work of chat.otr.
        methods.Add("sendSystemMessages", _ => Task.FromResult<object?>(null));
    }

    private async Task<object?> AcknowledgeAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        if (given.Get("message") is not { ValueKind: System.Text.Json.JsonValueKind.Object } message) throw WireError.Match("Expected object in message");
        await stream.AcknowledgeAsync(call.Caller, message, given.Text("ack") ?? throw WireError.Match("Expected string in ack"), call.Aborted);
        return null;
    }

    private async Task<object?> RemoveAsync(MethodCall call)
    {
        await notes.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return null;
    }
}
