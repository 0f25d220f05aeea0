namespace Parley.Platform.Images;

/// <summary>Runs work on pictures beside the requests, few at a time: one large picture may need hundreds of megabytes.</summary>
public sealed class ImageWork : IDisposable
{
    private readonly SemaphoreSlim _places = new(Math.Clamp(Environment.ProcessorCount / 2, 1, 4));

    /// <summary>Waits for a place, then works.</summary>
    /// <exception cref="OperationCanceledException">The wait was given up; work that began is finished.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
