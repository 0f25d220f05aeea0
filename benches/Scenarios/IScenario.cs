namespace Parley.Bench.Scenarios;

/// <summary>One question of the performance page.</summary>
internal interface IScenario
{
    string Id { get; }

    string Title { get; }

    /// <summary>Measures and reports a row for each variant as it is done.</summary>
    IAsyncEnumerable<Row> RunAsync(Machine machine);
}
