using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Refusals by the identifiers that clients know.</summary>
internal static class Refusals
{
    public static void AssertRefused(this RestReply reply, string code)
    {
        Assert.False(reply.Succeeded, $"{reply.Request} succeeded: {reply.Body.GetRawText()}");
        var said = new[] { "errorType", "error" }.Select(name => reply.Body.TryGetProperty(name, out var value) ? value.ToString() : "").ToList();
        Assert.True(said.Contains(code) || said[1].EndsWith($"[{code}]", StringComparison.Ordinal), $"{reply.Request} was refused, but not with {code}: {(int)reply.Status} {reply.Body.GetRawText()}");
    }

    public static async Task AssertRefusedAsync(this Task<RestReply> reply, string code) => (await reply).AssertRefused(code);

    public static async Task AssertRefusedAsync(this Task<JsonElement> call, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<DdpException>(() => call)).Code);

    public static async Task<RestReply> SucceedsAsync(this Task<RestReply> reply) => (await reply).OrThrow();

    /// <summary>Texts of a member that is a list of texts; empty when it is absent.</summary>
    public static List<string> Texts(this JsonElement value, string name) =>
        value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.ToString())] : [];

    public static int Number(this JsonElement value, string name) => value.TryGetProperty(name, out var number) ? number.GetInt32() : 0;

    public static bool Flag(this JsonElement value, string name) => value.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>Ids of a list of objects.</summary>
    public static List<string> Ids(this JsonElement list) => [.. list.EnumerateArray().Select(RoomReading.MessageId)];

    /// <summary>The arguments of a live event, waited for.</summary>
    public static async Task<JsonElement> WaitEventAsync(this DdpClient line, string stream, string eventName, Func<JsonElement, bool> arguments, int from = 0)
    {
        var frame = await line.WaitAsync(candidate => IsEvent(candidate, stream, eventName) && arguments(candidate.GetProperty("fields").GetProperty("args")), $"{stream} {eventName}", from);
        return frame.GetProperty("fields").GetProperty("args");
    }

    public static bool IsEvent(JsonElement frame, string stream, string eventName) =>
        frame.TryGetProperty("collection", out var collection) && collection.ValueEquals("stream-" + stream)
        && frame.TryGetProperty("fields", out var fields) && fields.GetProperty("eventName").ValueEquals(eventName);
}
