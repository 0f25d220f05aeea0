using Microsoft.EntityFrameworkCore;
using Parley.Platform.Storage;

namespace Parley.Platform.Jobs;

/// <summary>How far a job has come.</summary>
public sealed class JobMarkRow
{
    public required string Id { get; init; }
    public required string Mark { get; set; }
}

/// <summary>Where jobs go on after a restart, on whichever node. Nobody but the job hears of it.</summary>
public sealed class JobMarks(IStore store)
{
    /// <returns>Null before the first.</returns>
    public Task<string?> FindAsync(string job, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<JobMarkRow>().AsNoTracking().Where(m => m.Id == job).Select(m => (string?)m.Mark).FirstOrDefaultAsync(ct), ct);

    public Task SetAsync(string job, string mark, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<JobMarkRow>().Where(m => m.Id == job).ExecuteUpdateAsync(s => s.SetProperty(m => m.Mark, mark), ct) == 1) return true;
        unit.Db.Add(new JobMarkRow { Id = job, Mark = mark });
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);
}
