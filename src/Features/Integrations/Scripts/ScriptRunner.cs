using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Parley.Platform.Operations;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Integrations.Scripts;

/// <summary>Runs the scripts of webhooks, each in a sandbox that is kept until the script changes (INT-023 to INT-031).</summary>
internal sealed partial class ScriptRunner(ScriptSwitches switches, SafeHttpFetcher http, ISettings settings, ILogger<ScriptRunner> log)
{
    private const int MostKept = 64;
    private const int StackBytes = 128 * 1024 * 1024;

    /// <summary>A sandbox that has allocated so much is made anew, so that nothing piles up in it.</summary>
    private const long MostAllocated = 64 * 1024 * 1024;

    private static readonly TimeSpan _longestCompiling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, Kept> _kept = new();

    private readonly SemaphoreSlim _compiler = new(1);

    /// <summary>Scripts run on a share of the processors, so that the rest of the server goes on.</summary>
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>With what the compiler says about the script.</summary>
    /// <exception cref="WireError"><c>integration-scripts-busy</c>.</exception>
    public async Task<IntegrationOptions> CompiledAsync(IntegrationOptions options)
    {
        var complaint = options is { IsScriptEnabled: true, Script: { Length: > 0 } script } && !switches.IsFrozen(options.ScriptEngine) ? await ComplaintAsync(script) : null;
        return options with { ScriptErrorName = complaint?.Name, ScriptErrorMessage = complaint?.Message };
    }

    public bool Runs(Integration integration) => integration.RunsScript && !switches.IsDisabled(integration.Options.ScriptEngine);

    /// <returns>False for a script without the method; otherwise what it gave, null for nothing.</returns>
    /// <exception cref="ScriptException">It failed, or broke a limit; that is in the log already.</exception>
    public async Task<(bool HasMethod, JsonNode? Value)> RunAsync(Integration integration, string method, JsonObject argument, CancellationToken ct)
    {
        if (_kept.Count > MostKept) _kept.Clear();
        var kept = _kept.AddOrUpdate(integration.Id, _ => new(integration, this), (_, old) => old.Fits(integration) ? old : new(integration, this, old.Values));
        var json = argument.ToJsonString(WireJson.NodeOptions);
        if (!await kept.Turn.WaitAsync(_patience, ct)) throw Failed(integration, new("The script is busy"));
        try
        {
            if (!await _places.WaitAsync(_patience, ct)) throw Failed(integration, new("Scripts are busy"));
            try
            {
                return await OnOwnThreadAsync(() => Run(kept, integration, method, json));
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            kept.Turn.Release();
        }
    }

    /// <summary>The compiler cannot be stopped, and some texts take it long: one at a time, and nobody waits for ever.</summary>
    private async Task<(string Name, string Message)?> ComplaintAsync(string script)
    {
        if (!await _compiler.WaitAsync(_longestCompiling)) throw new WireError("integration-scripts-busy", "Other scripts are being read; try again in a moment");
        var compiling = OnOwnThreadAsync(() =>
        {
            try
            {
                return ScriptSandbox.Complaint(script);
            }
            finally
            {
                _compiler.Release();
            }
        });
        try
        {
            return await compiling.WaitAsync(_longestCompiling);
        }
        catch (TimeoutException)
        {
            return ("SyntaxError", "The script takes too long to read");
        }
    }

    /// <summary>A deep stack, because what the interpreter and the compiler do by recursion would else end the whole process.</summary>
    private static Task<T> OnOwnThreadAsync<T>(Func<T> act)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(act());
            }
            catch (Exception failure) // whoever waits gets it
            {
                done.SetException(failure);
            }
        }, StackBytes)
        { IsBackground = true, Name = "webhook script" };
        thread.Start();
        return done.Task;
    }

    private (bool, JsonNode?) Run(Kept kept, Integration integration, string method, string json)
    {
        try
        {
            kept.Begin();
            kept.Sandbox ??= new(integration.Options.Script!, integration.Options.ScriptEngine == ScriptSwitches.Vm2, kept);
            if (!kept.Sandbox.Has(method)) return (false, null);
            return (true, kept.Sandbox.Run(method, json) is { } answer ? JsonNode.Parse(answer)?["value"] : null);
        }
        catch (ScriptException failure)
        {
            // Half-done work may have left it in any state.
            kept.Sandbox = null;
            throw Failed(integration, failure);
        }
        finally
        {
            if (kept.Sandbox is { Allocated: > MostAllocated }) kept.Sandbox = null;
        }
    }

    private ScriptException Failed(Integration integration, ScriptException failure)
    {
        LogFailed(log, integration.Name, integration.Id, failure.Message);
        return failure;
    }

    [LoggerMessage(EventId = 5010, Level = LogLevel.Warning, Message = "The script of webhook {Name} ({Id}) failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string name, string id, string reason);

    [LoggerMessage(EventId = 5011, Message = "The script of webhook {Name} says: {Text}")]
    private static partial void LogSaid(ILogger log, LogLevel level, string name, string text);

    /// <summary>A script's sandbox and the values it keeps between runs.</summary>
    private sealed class Kept(Integration integration, ScriptRunner runner, ConcurrentDictionary<string, string>? values = null) : IScriptHost
    {
        private const int MostLines = 50;
        private const int LongestLine = 1000;
        private const int MostCalls = 5;
        private const int MostValues = 100;
        private const int LongestValue = 10_000;
        private const int LongestBody = 250 * 1024;
        private int _lines;
        private int _calls;

        public SemaphoreSlim Turn { get; } = new(1);

        public ScriptSandbox? Sandbox { get; set; }

        public ConcurrentDictionary<string, string> Values { get; } = values ?? new();

        public bool Fits(Integration other) => other.Options.Script == integration.Options.Script && other.Options.ScriptEngine == integration.Options.ScriptEngine && other.Name == integration.Name;

        public void Begin() => (_lines, _calls) = (0, 0);

        public void Log(string level, string text)
        {
            if (++_lines > MostLines) return;
            var weight = level switch { "error" => LogLevel.Error, "warn" => LogLevel.Warning, "debug" or "trace" => LogLevel.Debug, _ => LogLevel.Information };
            LogSaid(runner.Logger, weight, integration.Name, text.Length > LongestLine ? text[..LongestLine] : text);
        }

        public string? Stored(string key) => Values.GetValueOrDefault(key);

        public void Store(string key, string json)
        {
            if (key.Length > 200 || json.Length > LongestValue || (Values.Count >= MostValues && !Values.ContainsKey(key))) throw new ScriptException("The store is full");
            Values[key] = json;
        }

        public string Http(string method, string address, string optionsJson)
        {
            if (++_calls > MostCalls) return Failure("Too many calls in one run");
            // The interpreter knows no waiting, so this thread waits for the other.
            using var done = new SemaphoreSlim(0);
            var answer = Failure("There was no answer");
            _ = Task.Run(async () =>
            {
                try
                {
                    answer = await CallAsync(method, address, optionsJson);
                }
                finally
                {
                    done.Release();
                }
            });
            done.Wait();
            return answer;
        }

        private static string Failure(string reason) => new JsonObject { ["failure"] = reason }.ToJsonString();

        private async Task<string> CallAsync(string method, string address, string optionsJson)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || method is not ("GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD")) return Failure("This address cannot be called");
            using var options = JsonDocument.Parse(optionsJson);
            using var request = new HttpRequestMessage(new HttpMethod(method), uri);
            if (options.RootElement.Text("body") is { } body) request.Content = new StringContent(body);
            if (options.RootElement.Get("headers") is { ValueKind: JsonValueKind.Object } headers)
            {
                foreach (var header in headers.EnumerateObject()) OutgoingHeaders.Add(request, header.Name, header.Value.ToString());
            }
            if (options.RootElement.Text("auth") is { } auth && auth.Contains(':', StringComparison.Ordinal)) OutgoingHeaders.Add(request, "Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(auth)));
            using var response = await runner.Fetcher.SendAsync(request, OutgoingHeaders.Options(runner.Settings, TimeSpan.FromSeconds(2)), CancellationToken.None);
            if (response is null) return Failure("The address is refused or nobody answers there");
            using var time = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await using var stream = await response.Response.Content.ReadAsStreamAsync(time.Token);
                var (bytes, _) = await BoundedBody.ReadAsync(stream, LongestBody, time.Token);
                var named = new JsonObject();
                foreach (var (name, value) in response.Response.Headers.Concat(response.Response.Content.Headers)) named[name.ToLowerInvariant()] = string.Join(", ", value);
                return new JsonObject { ["status"] = response.Status, ["headers"] = named, ["content"] = System.Text.Encoding.UTF8.GetString(bytes.Span) }.ToJsonString();
            }
            catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException or IOException)
            {
                return Failure("The answer broke off");
            }
        }
    }

    private ILogger Logger => log;

    private SafeHttpFetcher Fetcher => http;

    private ISettings Settings => settings;
}
