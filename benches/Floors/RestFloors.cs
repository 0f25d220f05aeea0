using System.Text.Json;

namespace Parley.Floors;

/// <summary>Parses a message posted over REST, commits it in a group, answers it.</summary>
internal static class PostFloor
{
    private sealed record Posting(Message Message, TaskCompletionSource Done);

    public static async Task RunAsync(FloorOptions options)
    {
        await using var store = await options.OpenStoreAsync();
        var commits = new GroupCommit<Posting>(store, posting => posting.Message, postings =>
        {
            foreach (var posting in postings)
                posting.Done.SetResult();
            return ValueTask.CompletedTask;
        });

        var app = options.Build();
        app.MapPost("/api/v1/chat.postMessage", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            var message = Message.New(body.RootElement.GetProperty("roomId").GetString()!, body.RootElement.GetProperty("text").GetString()!);
            var posting = new Posting(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await commits.AddAsync(posting);
            await posting.Done.Task;
            await RestAnswer.WriteAsync(context, [message], "message");
        });
        await await Task.WhenAny(app.RunAsync(), commits.RunAsync());
    }
}

/// <summary>Reads the newest messages of a room and answers them as JSON: the query and nothing else.</summary>
internal static class HistoryFloor
{
    public static async Task RunAsync(FloorOptions options)
    {
        await using var store = await options.OpenStoreAsync();
        var app = options.Build();
        app.MapGet("/api/v1/channels.history", async context =>
            await RestAnswer.WriteAsync(context, await store.LatestAsync("GENERAL", 50), "messages"));
        await app.RunAsync();
    }
}

internal static class RestAnswer
{
    public static async Task WriteAsync(HttpContext context, List<Message> messages, string name)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var message in messages)
            message.Write(json);
        json.WriteEndArray();
        json.WriteBoolean("success", true);
        json.WriteEndObject();
        await json.FlushAsync();
    }
}
