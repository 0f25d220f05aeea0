using Parley.Harness;

namespace Parley.Bench;

/// <summary>People and rooms of a bench, made through the public doors before anything is counted.</summary>
internal sealed class Populace(ParleyServer server, IReadOnlyList<Person> people) : IDisposable
{
    private readonly string _tokens = Repository.Output("bench", $"tokens-{server.Port}");

    public IReadOnlyList<Person> People { get; } = people;

    /// <summary>A file with one login token a line.</summary>
    public string TokenFile => _tokens;

    public static async Task<Populace> CreateAsync(ParleyServer server, int count)
    {
        var admin = await server.AdminAsync();
        var people = new Person[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (index, _) => people[index] = await Scenario.RegisterAsync(server, admin, "person"));
        var populace = new Populace(server, people);
        await File.WriteAllLinesAsync(populace.TokenFile, people.Select(person => person.Rest.Token!));
        return populace;
    }

    /// <summary>A public room whose first member made it.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateRoomAsync(IEnumerable<Person>? members = null)
    {
        List<Person> all = [.. members ?? People];
        var reply = await all[0].Rest.PostAsync(
            "channels.create", new { name = Scratch.Name("bench"), members = all.Skip(1).Select(person => person.Username).ToArray() });
        return reply.OrThrow()["channel"].GetProperty("_id").GetString()!;
    }

    public void Dispose()
    {
        foreach (var person in People)
            person.Dispose();
        File.Delete(_tokens);
    }
}
