// Puts load on one server on loopback and prints what it saw as one line of JSON.
//   load fanout --url http://127.0.0.1:4000 --room R [--tokens FILE] --subscribers 500 --in-flight 16 --seconds 3 --pid N
//   load fanout … --rate 24          at a steady rate instead of as fast as acknowledged
//   load fanout … --also http://127.0.0.1:4001 --pid N,M      over two nodes
//   load rest --url … --targets FILE --connections 64 --seconds 3 --pid N
//   load idle --url … [--tokens FILE] --connections 10000 [--rooms R,R,R]
using System.Globalization;
using System.Text.Json;
using Parley.Load;

var options = args.Index().Where(entry => entry.Item.StartsWith("--", StringComparison.Ordinal))
    .ToDictionary(entry => entry.Item[2..], entry => args[entry.Index + 1]);
var text = (string name) => options.GetValueOrDefault(name, "");
var number = (string name, int fallback) =>
    options.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;

var url = new Uri(text("url"));
Uri[] servers = options.TryGetValue("also", out var other) ? [url, new Uri(other)] : [url];
if (!Array.TrueForAll(servers, server => server.IsLoopback))
    throw new ArgumentException("Load goes to loopback only");
string[] tokens = options.TryGetValue("tokens", out var file) ? await File.ReadAllLinesAsync(file) : [];
int[] processes = [.. text("pid").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
var seconds = Math.Min(number("seconds", 3), 120);

object result = args[0] switch
{
    "fanout" => await new FanOut(servers, text("room"), tokens, number("subscribers", 500), number("in-flight", 16), number("rate", 0))
        .RunAsync(TimeSpan.FromSeconds(seconds), processes),
    "rest" => await new RestLoad(url, await RestTarget.ReadAsync(text("targets")), number("connections", 64))
        .RunAsync(TimeSpan.FromSeconds(seconds), number("pid", 0)),
    "idle" => await IdleLoad.RunAsync(url, text("rooms").Split(',', StringSplitOptions.RemoveEmptyEntries), tokens, Math.Min(number("connections", 1000), 20_000), number("pid", 0)),
    _ => throw new ArgumentException($"No load is called {args[0]}"),
};
Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
