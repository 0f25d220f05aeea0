using Parley.Customization;
using Parley.Platform.Bus;
using Parley.Platform.CommandLine;
using Parley.Platform.Events;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Server.Storage;
using Serilog;
using Serilog.Events;

namespace Parley.Server.Operators;

/// <summary>The composed program without doors and without background work, for one command.</summary>
internal sealed class OperatorWorkspace : IOperatorWorkspace, IAsyncDisposable
{
    private ServiceProvider? _services;
    private DataFolderUse? _use;
    private ServerConfiguration? _configuration;

    public async Task<IServiceProvider> OpenAsync(bool mayBegin, CancellationToken ct)
    {
        _configuration = Configuration();
        var isThere = _configuration.PostgresConnection is not null || File.Exists(_configuration.SqlitePath);
        if (!isThere && !mayBegin) throw new OperatorException($"There is no workspace at {_configuration.SqlitePath}. PARLEY_DATA or DATABASE_URL say where it is.");
        _use = DataFolderUse.Share(_configuration.DataFolder);
        var services = new ServiceCollection();
        services.AddLogging(log => log.AddSerilog(new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Warning).WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger(), dispose: true));
        services.AddSingleton(_configuration);
        Composition.AddServices(services, _configuration);
        services.AddSingleton<IIntegrityCheck, DatabaseIntegrity>();
        _services = services.BuildServiceProvider();
        switch (await StorageSetup.StateAsync(_services, ct))
        {
            case SchemaState.Empty when mayBegin:
                await Composition.StartAsync(_services, _configuration, ct);
                break;
            case SchemaState.Empty:
                throw new OperatorException("The database is empty. Start the server once, or make an administrator with \"parley admin create\".");
            case SchemaState.Older:
                throw new OperatorException("The database is of an older version. Start the server of this version once, which brings it up to date.");
            case SchemaState.Newer:
                throw new OperatorException("The database is of a newer version than this program.");
        }
        await _services.GetRequiredService<SettingsRegistry>().LoadAsync(ct);
        await _services.GetRequiredService<PermissionRegistry>().LoadAsync(ct);
        await CustomizationFeature.StartAsync(_services, ct);
        return _services;
    }

    /// <exception cref="OperatorException">A value of the environment cannot be used.</exception>
    public static ServerConfiguration Configuration()
    {
        try
        {
            return ServerConfiguration.Read(Environment.GetEnvironmentVariable);
        }
        catch (Exception problem) when (problem is InvalidOperationException or FormatException)
        {
            throw new OperatorException(problem.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            using var time = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _services.GetRequiredService<EventDispatcher>().DrainedAsync(time.Token);
            var isTold = _services.GetRequiredService<IBus>().IsShared;
            await _services.DisposeAsync();
            // With Redis the nodes have heard everything already.
            if (!isTold) OperatorNews.Tell(_configuration!.DataFolder);
        }
        _use?.Dispose();
    }
}
