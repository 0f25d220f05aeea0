using System.Globalization;

namespace Parley.Bench;

/// <summary>The counted runs of one side.</summary>
internal sealed record Samples(double Median, double Least, double Most)
{
    public static Samples Of(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return new Samples(sorted[sorted.Count / 2], sorted[0], sorted[^1]);
    }

    public override string ToString() => $"{Short(Median)} ({Short(Least)}..{Short(Most)})";

    private static string Short(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        >= 10_000 => (value / 1000).ToString("0", CultureInfo.InvariantCulture) + " k",
        >= 1000 => (value / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}

/// <summary>One comparison.</summary>
/// <param name="Target">The ratio of Parley to the reference that is asked for.</param>
/// <param name="MoreIsBetter">True for rates, false for costs.</param>
/// <param name="CpuParley">Processor seconds of the server for a unit of work; null when that is not the question.</param>
internal sealed record Row(
    string Id, string Variant, string Unit, Samples Reference, Samples Parley, double Target, bool MoreIsBetter, double? CpuReference, double? CpuParley, string Note)
{
    /// <summary>A further condition beside the ratio.</summary>
    public bool AlsoMet { get; init; } = true;

    public double Ratio => Reference.Median == 0 ? 0 : Parley.Median / Reference.Median;

    public bool IsMet => AlsoMet && Ratio > 0 && (MoreIsBetter ? Ratio >= Target : Ratio <= Target);

    public static string Heading =>
        $"  {"variant",-22} {"unit",-14} {"reference",-24} {"parley",-24} {"ratio",6}  {"target",-8} {"cpu s ref / parley",-20}";

    public static Row Broken(string id, string why) =>
        new(id, "", "", new Samples(0, 0, 0), new Samples(0, 0, 0), 0, true, null, null, "broken: " + why);

    public override string ToString()
    {
        var cpu = CpuParley is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{CpuReference:0.000} / {CpuParley:0.000}");
        var target = (MoreIsBetter ? ">= " : "<= ") + Target.ToString("0.0#", CultureInfo.InvariantCulture);
        var ratio = Ratio.ToString("0.00", CultureInfo.InvariantCulture);
        return $"  {Variant,-22} {Unit,-14} {Reference,-24} {Parley,-24} {ratio,6}  {target,-8} {cpu,-20} {(IsMet ? "met" : "NOT MET")}{(Note.Length > 0 ? "; " + Note : "")}";
    }
}
