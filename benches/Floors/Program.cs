// Reference programs: each does one thing with as little as possible around it, so that a ratio against it says what
// Parley's own work costs.
//   floor KIND [STORE] [--port N] [--database X] [--frame BYTES] [--rows N]
using Parley.Floors;

var options = FloorOptions.Parse(args);
await (options.Kind switch
{
    "send" => FanOutBySend.RunAsync(options),
    "batch" => FanOutByBatch.RunAsync(options),
    "direct" => DirectFloor.RunAsync(options),
    "post" => PostFloor.RunAsync(options),
    "history" => HistoryFloor.RunAsync(options),
    "upgraded" => UpgradedFloor.RunAsync(options),
    "empty" => EmptyFloor.RunAsync(options),
    _ => throw new ArgumentException($"No floor is called {options.Kind}"),
});
