namespace Parley.Floors;

/// <summary>Holds upgraded connections and does nothing with them: what a connection costs in Kestrel alone.</summary>
internal static class UpgradedFloor
{
    public static async Task RunAsync(FloorOptions options)
    {
        var app = options.Build();
        app.Map("/websocket", async context =>
        {
            await using var stream = await FanOutByBatch.UpgradeAsync(context);
            var buffer = new byte[256];
            try
            {
                while (true)
                {
                    // Reading nothing waits for data without holding a buffer.
                    _ = await stream.ReadAsync(Memory<byte>.Empty);
                    if (await stream.ReadAsync(buffer) == 0)
                        return;
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                // It left.
            }
        });
        await app.RunAsync();
    }
}

/// <summary>An application that only says it is there: the least a cold start can cost.</summary>
internal static class EmptyFloor
{
    public static Task RunAsync(FloorOptions options) => options.Build().RunAsync();
}
