using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Reading a whole room through the public doors.</summary>
internal static class RoomReading
{
    private const int PageSize = 100;

    /// <summary>What people wrote, by id; system messages are left out.</summary>
    /// <exception cref="InvalidOperationException">One id is listed twice.</exception>
    public static async Task<Dictionary<string, JsonElement>> ReadAllAsync(this Stage stage, RestClient reader)
    {
        var found = new Dictionary<string, JsonElement>();
        for (var offset = 0; ; offset += PageSize)
        {
            var page = (await reader.GetAsync($"{stage.Route("messages")}?roomId={stage.RoomId}&count={PageSize}&offset={offset}")).OrThrow()["messages"];
            foreach (var message in page.EnumerateArray().Where(IsWritten))
            {
                if (!found.TryAdd(message.GetProperty("_id").GetString()!, message))
                    throw new InvalidOperationException("Listed twice: " + message.GetRawText());
            }

            if (page.GetArrayLength() < PageSize)
                return found;
        }
    }

    public static bool IsWritten(JsonElement message) => !message.TryGetProperty("t", out _);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string Text(this JsonElement message) => message.GetProperty("msg").GetString()!;

    public static string MessageId(this JsonElement message) => message.GetProperty("_id").GetString()!;
}
