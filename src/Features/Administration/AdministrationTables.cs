using Microsoft.EntityFrameworkCore;
using Parley.Administration.Banners;
using Parley.Administration.Nodes;
using Parley.Administration.Statistics;

namespace Parley.Administration;

internal static class AdministrationTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<ReportRow>(e => { e.ToTable("statistics"); e.HasKey(r => r.Id); e.HasIndex(r => r.CreatedAt); });
        model.Entity<CounterRow>(e => { e.ToTable("usage_counters"); e.HasKey(c => c.Id); });
        model.Entity<BannerRow>(e =>
        {
            e.ToTable("banners");
            e.HasKey(b => b.Id);
            e.Ignore(b => b.PlatformList);
            e.Ignore(b => b.RoleList);
        });
        model.Entity<BannerDismissalRow>(e =>
        {
            e.ToTable("banner_dismissals");
            e.HasKey(d => new { d.BannerId, d.UserId });
            e.HasIndex(d => d.UserId);
        });
        model.Entity<Inboxes.InboxRow>(e => { e.ToTable("email_inboxes"); e.HasKey(i => i.Id); e.HasIndex(i => i.Email).IsUnique(); });
        model.Entity<NodeRow>(e => { e.ToTable("nodes"); e.HasKey(n => n.Id); });
    }
}
