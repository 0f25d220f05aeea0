using Microsoft.EntityFrameworkCore;
using Parley.Administration.Nodes;
using Parley.Administration.Statistics;

namespace Parley.Administration;

internal static class AdministrationTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<ReportRow>(e => { e.ToTable("statistics"); e.HasKey(r => r.Id); e.HasIndex(r => r.CreatedAt); });
        model.Entity<NodeRow>(e => { e.ToTable("nodes"); e.HasKey(n => n.Id); });
    }
}
