using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parley.Platform.Hosting;

/// <summary>Background work of the role <c>worker</c>. It begins a little after the start, whose first answers matter more.</summary>
internal sealed class LateWorker<T>(IServiceProvider services, TimeProvider clock) : BackgroundService where T : class, IHostedService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private T? _work;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_work is not null) await _work.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(_patience, clock, stoppingToken);
        _work = ActivatorUtilities.CreateInstance<T>(services);
        await _work.StartAsync(stoppingToken);
    }

    public override void Dispose()
    {
        (_work as IDisposable)?.Dispose();
        base.Dispose();
    }
}
