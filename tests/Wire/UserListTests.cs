using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Looking accounts up (ADM-049).</summary>
public sealed class UserListTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_049_part_of_a_name_username_or_address_finds_an_account(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var mark = Scratch.Name("mark").ToUpperInvariant();
        await cast.Admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { name = $"Bob (of {mark}) + Co." } }).SucceedsAsync();

        Assert.Equal([cast.Bob.Id], await FindAsync(cast.Admin, $"(of {mark.ToLowerInvariant()})"));
        Assert.Equal([cast.Bob.Id], await FindAsync(cast.Admin, cast.Bob.Username.ToUpperInvariant() + "@example"));
        Assert.Equal([cast.Bob.Id], await FindAsync(cast.Ada.Rest, cast.Bob.Username));
        Assert.Equal([], await FindAsync(cast.Admin, mark + ".*"));
        // Addresses are told to those alone who may see them.
        Assert.Equal([], await FindAsync(cast.Ada.Rest, cast.Bob.Username + "@example"));
        Assert.Equal([], await FindAsync(cast.Admin, @"\"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_049_deactivated_accounts_are_listed_apart(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = cast.Bob.Id, activeStatus = false, confirmRelinquish = true }).SucceedsAsync();

        Assert.Equal([cast.Bob.Id], await FindAsync(cast.Admin, cast.Bob.Username, "false"));
        Assert.Equal([], await FindAsync(cast.Admin, cast.Bob.Username, "true"));
    }

    /// <summary>As administration asks: the text is escaped, so that it is meant literally.</summary>
    private static async Task<List<string>> FindAsync(RestClient client, string text, string? active = null)
    {
        var pattern = System.Text.RegularExpressions.Regex.Replace(text, @"[\\^$.*+?()\[\]{}|]", @"\$&").Replace(@"\", @"\\", StringComparison.Ordinal);
        var part = $$"""{"$regex":"{{pattern}}","$options":"i"}""";
        var state = active is null ? "" : $",\"active\":{active}";
        var query = $$"""{"$or":[{"name":{{part}}},{"username":{{part}}},{"emails.address":{{part}}}]{{state}}}""";
        var reply = (await client.GetAsync("users.list?query=" + Uri.EscapeDataString(query))).OrThrow();
        return [.. reply["users"].EnumerateArray().Select(user => user.GetProperty("_id").GetString()!)];
    }
}
