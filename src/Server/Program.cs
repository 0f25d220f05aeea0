using System.Reflection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parley.Administration.Contracts;
using Parley.Conversations;
using Parley.People;
using Parley.Platform.Bus;
using Parley.Platform.CommandLine;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Permissions;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;
using Parley.Server;
using Parley.Server.Operators;
using Parley.Server.Operators.Backups;
using Parley.Server.Storage;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using StackExchange.Redis;

// No pattern, ours or a library's, may hold a thread for long, whatever text it meets (SEC-012).
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(2));
if (!OperatorProgram.IsServer(args)) return await OperatorProgram.RunAsync(args);

ServerConfiguration configuration;
DataFolderUse use;
try
{
    configuration = ServerConfiguration.Read(Environment.GetEnvironmentVariable);
    PendingRestore.Finish(configuration.DataFolder, configuration.SqlitePath);
    use = DataFolderUse.Share(configuration.DataFolder);
    configuration.Secrets();
}
catch (Exception problem) when (problem is InvalidOperationException or FormatException or OperatorException)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

// Listeners to every counter and meter of the runtime cost each request and each start; the process and runtime metrics do without.
Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressEventCounters = true, SuppressMeters = true });
using var inUse = use;
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [.. args.SkipWhile(a => a == "serve")], ContentRootPath = AppContext.BaseDirectory });
var format = new RenderedCompactJsonFormatter();
var tail = new LogTail(format);
var exceptions = new ExceptionTail();
var verbosity = new LogVerbosity(Environment.GetEnvironmentVariable("LOG_LEVEL"));
builder.Host.UseSerilog((_, log) => log
    .MinimumLevel.ControlledBy(verbosity.Switch)
    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
    // It would only make an activity and a scope for each request, which sockets hold as long as they live; Kestrel reports what fails.
    .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
    .Enrich.FromLogContext()
    .WriteTo.Console(format)
    .WriteTo.Sink(tail)
    .WriteTo.Sink(exceptions));
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = null; // each route bounds its own body
    kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(20));
    kestrel.Listen(configuration.BindAddress, configuration.Port);
});
builder.WebHost.UseSockets(sockets =>
{
    sockets.Backlog = 4096;
    // A flush ends when the system has the bytes, so that a WebSocket can go on writing to the socket itself (Outbox). One would never be resumed.
    sockets.MaxWriteBufferSize = 2;
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
Composition.AddServices(builder.Services, configuration);

var app = builder.Build();
var version = typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
try
{
    await Composition.StartAsync(app.Services, configuration, app.Lifetime.ApplicationStopping);
    verbosity.Follow(app.Services.GetRequiredService<SettingsRegistry>());
    exceptions.Attach(app.Services.GetRequiredService<EventDispatcher>());
    tail.Attach(app.Services.GetRequiredService<ILogTail>());
}
catch (Exception problem)
{
    Log.Fatal(problem, "Parley {Version} cannot start.", version);
    return 1;
}
Pipeline.Configure(app, configuration);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Parley {version} is ready at {configuration.RootUrl.GetLeftPart(UriPartial.Authority)}"));
await app.RunAsync();
return Environment.ExitCode;
