using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Events;
using Parley.Platform.Hosting;

namespace Parley.Platform.Mail;

public static class MailPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<MailTemplates>();
        services.AddSingleton<SmtpDelivery>();
        services.AddSingleton<MailBell>();
        services.AddSingleton<IEventHandler<MailQueued>>(s => s.GetRequiredService<MailBell>());
        services.AddSingleton<IMailer, MailQueue>();
        services.AddWorker<MailWorker>(roles);
    }

    internal static void AddTables(ModelBuilder model) => model.Entity<MailRow>(e =>
    {
        e.ToTable("mails");
        e.HasKey(m => m.Id);
        e.HasIndex(m => m.NextAt);
    });
}
