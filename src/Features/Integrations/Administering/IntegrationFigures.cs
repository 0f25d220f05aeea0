using Parley.Platform.Statistics;
using Parley.Platform.Wire;

namespace Parley.Integrations.Administering;

/// <summary>How many webhooks there are (ADM-007).</summary>
internal sealed class IntegrationFigures(IntegrationCatalogue catalogue) : IStatisticsSource
{
    public async Task AddAsync(WireObject report, CancellationToken ct)
    {
        var all = await catalogue.AllAsync(ct);
        report.Add("integrations", new WireObject
        {
            { "totalIntegrations", all.Count }, { "totalIncoming", all.Count(i => i.IsIncoming) }, { "totalIncomingActive", all.Count(i => i is { IsIncoming: true, IsEnabled: true }) },
            { "totalOutgoing", all.Count(i => !i.IsIncoming) }, { "totalOutgoingActive", all.Count(i => i is { IsIncoming: false, IsEnabled: true }) }, { "totalWithScriptEnabled", all.Count(i => i.Options.IsScriptEnabled) },
        });
    }
}
