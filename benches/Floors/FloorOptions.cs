using System.Globalization;
using System.Net;

namespace Parley.Floors;

/// <summary>Command line of a floor.</summary>
/// <param name="Store"><c>none</c>, <c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Database">File name for SQLite, connection string for PostgreSQL.</param>
/// <param name="FrameBytes">Length of one delivered message.</param>
/// <param name="Rows">Messages to put in before serving.</param>
internal sealed record FloorOptions(string Kind, string Store, int Port, string Database, int FrameBytes, int Rows)
{
    public static FloorOptions Parse(string[] args)
    {
        var named = args.Index().Where(entry => entry.Item.StartsWith("--", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Item, entry => args[entry.Index + 1]);
        var number = (string name, int fallback) => named.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
        var store = args.Length > 1 && !args[1].StartsWith("--", StringComparison.Ordinal) ? args[1] : "none";
        return new FloorOptions(args[0], store, number("--port", 4000), named.GetValueOrDefault("--database", ""), number("--frame", 600), number("--rows", 0));
    }

    /// <summary>A Kestrel with nothing in it, on loopback.</summary>
    public WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Port);
            kestrel.AddServerHeader = false;
        });
        builder.WebHost.UseSockets(sockets => sockets.Backlog = 8192);
        var app = builder.Build();
        app.MapGet("/readyz", () => "ok");
        return app;
    }

    public async Task<IMessageStore> OpenStoreAsync()
    {
        IMessageStore store = Store switch
        {
            "sqlite" => new SqliteStore(Database),
            "postgres" => await PostgresStore.OpenAsync(Database),
            _ => new NoStore(),
        };
        foreach (var part in Enumerable.Range(0, Rows).Chunk(1000))
            await store.InsertAsync([.. part.Select(_ => Message.New("GENERAL", new string('x', 200)))]);
        return store;
    }
}
