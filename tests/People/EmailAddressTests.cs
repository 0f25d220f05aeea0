using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Addresses and who owns them: ACC-004, ACC-017, ACC-041.</summary>
public sealed class EmailAddressTests(Workspaces workspaces)
{
    private const string LinkPath = "/verify-email/";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_004_ACC_017_address_is_confirmed_by_its_link_before_anybody_signs_in(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        var environment = mail.Environment;
        environment["Accounts_EmailVerification"] = "true";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        using var visitor = server.Anonymous();
        await visitor.PostAsync("users.register", new { username = "ada", name = "Ada", email = "ada@example.org", pass = "open sesame" }).SucceedsAsync();
        (await server.TryLoginAsync("ada", "open sesame")).AssertRefused("error-invalid-email");
        Assert.True((await server.TryLoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword)).Succeeded);
        var token = (await mail.WaitAsync("ada@example.org")).TokenIn(LinkPath);

        var session = await visitor.ResultAsync("verifyEmail", token);

        using var ada = server.Anonymous();
        ada.UseToken(session.GetProperty("id").GetString()!, session.GetProperty("token").GetString()!);
        Assert.True((await ada.GetAsync("me")).OrThrow()["emails"][0].Flag("verified"));
        Assert.True((await server.TryLoginAsync("ada", "open sesame")).Succeeded);
        Assert.Equal("403", await visitor.RefusalAsync("verifyEmail", token));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_017_confirmation_is_mailed_again_on_request_and_tells_nobody_who_exists(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", password = "open sesame" }).SucceedsAsync();
        using var visitor = server.Anonymous();
        var known = await visitor.MethodAsync("sendConfirmationEmail", "ada@example.org");
        Assert.Equal(known.GetRawText(), (await visitor.MethodAsync("sendConfirmationEmail", "nobody@example.org")).GetRawText());
        await mail.WaitAsync("ada@example.org");
        Assert.Empty(mail.To("nobody@example.org"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_017_link_of_an_address_that_was_changed_since_confirms_nothing(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await ChangeAsync(ada, "first@example.org").SucceedsAsync();
        var token = (await mail.WaitAsync("first@example.org")).TokenIn(LinkPath);
        await ChangeAsync(ada, "second@example.org").SucceedsAsync();
        using var visitor = server.Anonymous();
        Assert.Equal("403", await visitor.RefusalAsync("verifyEmail", token));
        Assert.False((await ada.Rest.GetAsync("me")).OrThrow()["emails"][0].Flag("verified"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_041_new_address_needs_a_factor_is_unconfirmed_and_the_old_one_is_told(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        using var bob = await Scenario.RegisterAsync(server, await server.AdminAsync(), "bob");
        await ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { email = "new@example.org" } }).AssertRefusedAsync("totp-required");
        await ChangeAsync(ada, bob.Username + "@example.org").AssertRefusedAsync("error-field-unavailable");
        await ChangeAsync(ada, "no address").AssertRefusedAsync("error-invalid-email");

        await ChangeAsync(ada, "new@example.org").SucceedsAsync();

        var mine = (await ada.Rest.GetAsync("me")).OrThrow()["emails"][0];
        Assert.Equal("new@example.org", mine.GetProperty("address").GetString());
        Assert.False(mine.Flag("verified"));
        (await mail.WaitAsync("new@example.org")).TokenIn(LinkPath);
        Assert.Contains("new@example.org", (await mail.WaitAsync(ada.Username + "@example.org")).TextBody, StringComparison.Ordinal);
    }

    private static Task<RestReply> ChangeAsync(Person person, string email) =>
        person.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { email, currentPassword = Calls.Sha256(person.Password) } });
}
