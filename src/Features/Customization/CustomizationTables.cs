using Microsoft.EntityFrameworkCore;
using Parley.Customization.Emoji;
using Parley.Customization.Sounds;
using Parley.Customization.Statuses;

namespace Parley.Customization;

internal static class CustomizationTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<EmojiRow>(e => { e.ToTable("custom_emoji"); e.HasKey(r => r.Id); });
        model.Entity<SoundRow>(e => { e.ToTable("custom_sounds"); e.HasKey(r => r.Id); });
        model.Entity<StatusRow>(e => { e.ToTable("custom_user_statuses"); e.HasKey(r => r.Id); });
    }
}
