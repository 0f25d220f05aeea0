using Parley.Platform.Ddp;
using Parley.Platform.Events;

namespace Parley.Server;

/// <summary>Before the listener stops: open sockets are told to go elsewhere, committed events are still delivered.</summary>
internal sealed class DrainSockets(DdpServer sockets, EventDispatcher dispatcher) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await dispatcher.DrainedAsync(cancellationToken);
        await sockets.DrainAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
