using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// Every door of the running server, given what it does not expect, refuses in the form clients understand. The doors are
/// those that the server itself lists, so a new one is covered on the day it appears.
/// </summary>
public sealed class FuzzTests(Workspaces workspaces)
{
    private const int LargestReport = 40;

    private static readonly string[] Names =
    [
        "roomId", "roomName", "userId", "username", "user", "msgId", "messageId", "text", "name", "id", "_id", "query", "count", "offset", "sort",
        "fields", "message", "emoji", "type", "members", "users", "tmid", "lastUpdate", "value", "data", "email", "password", "status", "filter",
    ];

    private static readonly object?[] OddValues =
    [
        null, true, -1, 1e308, "", " ", "nothing-has-this-id", "\u0000", "'; DROP TABLE rooms; --", "../../etc/passwd", "{\"$gt\":\"\"}", "\ud83d\ude00",
        new string('x', 20_000), Array.Empty<object>(), new object?[] { null, 1, "x" }, new Dictionary<string, object?> { ["$ne"] = null }, "2026-13-45T99:99:99Z",
    ];

    [Fact]
    public async Task Routes_answer_nonsense_with_a_refusal_in_json()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "fuzz-rest");
        var routes = await ListRoutesAsync(server);
        Assert.NotEmpty(routes);
        var complaints = new ConcurrentBag<string>();
        var sessions = new Sessions(server);

        await Parallel.ForEachAsync(routes, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (route, _) =>
        {
            var random = new Random(route.Path.Length);
            foreach (var caller in new[] { Caller.Nobody, Caller.Member, Caller.Admin })
            {
                var client = await sessions.TakeAsync(caller);
                foreach (var attempt in Attempts(route, random))
                    await TryAsync(client, caller, route, attempt, complaints);
                sessions.Return(caller, client);
            }
        });

        AssertNone(complaints, server);
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous().GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task Methods_answer_nonsense_with_an_error_of_theirs()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "fuzz-ddp");
        var methods = await ListMethodsAsync(server);
        Assert.NotEmpty(methods);
        var complaints = new ConcurrentBag<string>();
        var sessions = new Sessions(server);

        await Parallel.ForEachAsync(methods, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (method, _) =>
        {
            foreach (var caller in new[] { Caller.Nobody, Caller.Member, Caller.Admin })
            {
                // It takes no arguments, so nothing is nonsense to it, and the server would end.
                if (caller == Caller.Admin && method == "restart_server") continue;
                var client = await sessions.TakeAsync(caller);
                var door = caller == Caller.Nobody ? "method.callAnon/" : "method.call/";
                foreach (var parameters in Parameters())
                {
                    var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = parameters });
                    var reply = await client.PostAsync(door + Uri.EscapeDataString(method), new { message });
                    var inner = reply.Body.ValueKind == JsonValueKind.Object && reply.Body.TryGetProperty("message", out var text) ? text.ToString() : "";
                    if ((int)reply.Status >= 500 || reply.Body.ValueKind != JsonValueKind.Object || IsInternalError(inner))
                        complaints.Add($"{method} as {caller} with {Short(message)}: {(int)reply.Status} {Short(reply.Body.GetRawText())}");
                }

                sessions.Return(caller, client);
            }
        });

        AssertNone(complaints, server);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Socket_survives_frames_that_are_not_ddp(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        string[] frames =
        [
            "", "{", "[]", "null", "\"text\"", "{}", """{"msg":null}""", """{"msg":"method"}""", """{"msg":"method","id":7,"method":{}}""",
            """{"msg":"method","id":"1","method":"nothing","params":"x"}""", """{"msg":"sub"}""", """{"msg":"sub","id":"1","name":[]}""",
            """{"msg":"sub","id":"1","name":"stream-room-messages","params":[{"$ne":1}]}""", """{"msg":"unsub","id":{}}""", """{"msg":"nonsense"}""",
            new string('[', 50_000),
        ];
        foreach (var frame in frames)
        {
            await using var client = await server.ConnectAsync();
            await client.SendRawAsync(Encoding.UTF8.GetBytes(frame));
            if (!client.IsClosed)
            {
                try
                {
                    await client.DrainAsync();
                }
                catch (Exception failure) when (failure is TimeoutException or System.Net.WebSockets.WebSocketException)
                {
                    Assert.True(client.IsClosed, $"Neither answered nor closed after {Short(frame)}");
                }
            }
        }

        Assert.True((await server.Anonymous().GetAsync("info")).Succeeded);
    }

    private enum Caller
    {
        Nobody,
        Member,
        Admin,
    }

    private sealed record Route(HttpMethod Method, string Path);

    /// <summary>Sessions are used again as long as they are good: signing in costs more than all the knocks at a door.</summary>
    private sealed class Sessions(ParleyServer server)
    {
        private readonly ConcurrentDictionary<Caller, ConcurrentBag<RestClient>> _free = new();

        public async Task<RestClient> TakeAsync(Caller caller)
        {
            var free = _free.GetOrAdd(caller, _ => []);
            while (free.TryTake(out var client))
            {
                if (caller == Caller.Nobody || (await client.GetAsync("me")).Succeeded)
                    return client;
                client.Dispose();
            }

            return await EnterAsync(server, caller);
        }

        public void Return(Caller caller, RestClient client) => _free[caller].Add(client);
    }

    private sealed record Attempt(string Query, HttpContent? Body, string Description);

    private static IEnumerable<Attempt> Attempts(Route route, Random random)
    {
        if (route.Method == HttpMethod.Get || route.Method == HttpMethod.Delete)
        {
            yield return new Attempt("", null, "no query");
            yield return new Attempt("?" + new string('a', 4000), null, "long query");
            // The web server itself refuses a longer address before any door sees it.
            foreach (var value in OddValues.Where(value => AsText(value).Length < 100))
                yield return new Attempt("?" + string.Join('&', Names.Select(name => name + "=" + Uri.EscapeDataString(AsText(value)))), null, $"every name = {Short(AsText(value))}");
            yield break;
        }

        foreach (var text in new[] { "", "{", "[]", "null", "7", "\"x\"", "{\"a\":", new string('[', 5000) })
            yield return new Attempt("", new StringContent(text, Encoding.UTF8, "application/json"), $"body {Short(text)}");
        yield return new Attempt("", new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"), "form");
        yield return new Attempt("", new StringContent("--x", Encoding.UTF8, "multipart/form-data"), "multipart without boundary");
        yield return new Attempt("", new MultipartFormDataContent { { new StringContent("x"), "nothing" } }, "multipart");
        foreach (var value in OddValues)
            yield return Of(Names.ToDictionary(name => name, _ => value), $"every name = {Short(AsText(value))}");
        for (var round = 0; round < 5; round++)
            yield return Of(Names.ToDictionary(name => name, _ => OddValues[random.Next(OddValues.Length)]), $"mixture {round}");

        static Attempt Of(Dictionary<string, object?> body, string description) =>
            new("", new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), description);
    }

    private static IEnumerable<object?> Parameters()
    {
        yield return Array.Empty<object>();
        yield return "not a list";
        yield return null;
        foreach (var value in OddValues)
            yield return new[] { value, value, value, value };
        yield return new object[] { Names.ToDictionary(name => name, _ => (object)7) };
        yield return new object[] { new Dictionary<string, object?> { ["rid"] = "GENERAL", ["msg"] = 7, ["_id"] = new object() } };
    }

    private static async Task TryAsync(RestClient client, Caller caller, Route route, Attempt attempt, ConcurrentBag<string> complaints)
    {
        RestReply reply;
        try
        {
            reply = await client.SendAsync(route.Method, route.Path + attempt.Query, attempt.Body);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            complaints.Add($"{route.Method} {route.Path} as {caller}, {attempt.Description}: {failure.Message}");
            return;
        }

        var isRefusal = (int)reply.Status >= 400;
        var isJsonObject = reply.Body.ValueKind == JsonValueKind.Object;
        var saysNo = isJsonObject
            && ((reply.Body.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.False)
                || (reply.Body.TryGetProperty("status", out var status) && status.ValueEquals("error")));
        if ((int)reply.Status >= 500 || (isRefusal && !saysNo))
            complaints.Add($"{route.Method} {route.Path} as {caller}, {attempt.Description}: {(int)reply.Status} {Short(reply.Body.GetRawText())}");
    }

    private static async Task<RestClient> EnterAsync(ParleyServer server, Caller caller)
    {
        if (caller == Caller.Nobody)
            return server.Anonymous();

        // A door may well end the sessions of whoever knocks, the administrator's included: sign in anew, and once more if need be.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
                if (caller == Caller.Admin)
                    return admin;
                using (admin)
                    return (await Scenario.RegisterAsync(server, admin, "fuzzer")).Rest;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Another knock ended the session in between.
            }
        }
    }

    private static async Task<List<Route>> ListRoutesAsync(ParleyServer server)
    {
        var document = await ReadDescriptionAsync(server);
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Name is "get" or "post" or "put" or "delete"
            let address = System.Text.RegularExpressions.Regex.Replace(path.Name, @"\{[^}]*\}", "nothing-has-this-id")
            select new Route(HttpMethod.Parse(operation.Name), address.StartsWith("/api", StringComparison.Ordinal) ? address : "/api/v1" + address),
        ];
    }

    private static async Task<List<string>> ListMethodsAsync(ParleyServer server) =>
        [.. (await ReadDescriptionAsync(server)).GetProperty("x-ddp-methods").EnumerateArray()
            .Select(method => method.ValueKind == JsonValueKind.String ? method.GetString()! : method.GetProperty("name").GetString()!)];

    private static async Task<JsonElement> ReadDescriptionAsync(ParleyServer server)
    {
        var reply = await (await server.AdminAsync()).GetAsync("openapi.json");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Body;
    }

    /// <summary>What a method answers when something broke that its author did not foresee.</summary>
    private static bool IsInternalError(string inner) =>
        inner.Contains("internal-error", StringComparison.OrdinalIgnoreCase) || inner.Contains("Internal server error", StringComparison.OrdinalIgnoreCase);

    private static void AssertNone(ConcurrentBag<string> complaints, ParleyServer server)
    {
        var all = complaints.Order(StringComparer.Ordinal).ToList();
        File.WriteAllLines(Repository.Output($"fuzz-{server.Port}.txt"), all);
        Assert.True(all.Count == 0, $"{all.Count} complaints:\n{string.Join('\n', all.Take(LargestReport))}");
    }

    private static string AsText(object? value) => value as string ?? JsonSerializer.Serialize(value);

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
