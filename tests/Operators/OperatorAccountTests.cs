using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Operators;

/// <summary>Accounts looked after from the machine itself: DEP-080.</summary>
public sealed class OperatorAccountTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task DEP_080_operator_makes_and_restores_administrators_and_resets_passwords(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var command = new OperatorCommand(server);
        var name = Scratch.Name("root");

        var made = (await command.RunWithAsync("a long enough secret\n", "admin", "create", name, "--email", name + "@example.org", "--password-stdin")).OrThrow();
        Assert.Equal("", made.Output);
        using (var root = await server.LoginAsync(name, "a long enough secret"))
        {
            await root.GetAsync("statistics").SucceedsAsync();
            Assert.Contains("admin", (await root.GetAsync("me")).OrThrow().Body.Texts("roles"));
        }
        var taken = await command.RunAsync("admin", "create", name, "--email", "other-" + name + "@example.org");
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("already in use", taken.Notes, StringComparison.Ordinal);
        Assert.Equal(1, (await command.RunAsync("admin", "create", Scratch.Name("root"), "--email", "no address")).ExitCode);

        // Bob is switched off; the operator lets him in again, as administrator, by a link.
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = cast.Bob.Id, activeStatus = false }).SucceedsAsync();
        var link = (await command.RunAsync("admin", "restore", cast.Bob.Username)).OrThrow().Output.Trim();
        Assert.StartsWith(server.Url + "reset-password/", link, StringComparison.Ordinal);
        using (var bob = server.Anonymous())
        {
            var answer = await bob.PostAsync("method.callAnon/resetPassword", new
            {
                message = System.Text.Json.JsonSerializer.Serialize(new { msg = "method", id = "1", method = "resetPassword", @params = new[] { link.Split('/')[^1], "quite another password" } }),
            });
            answer.OrThrow();
        }
        using (var bob = await server.LoginAsync(cast.Bob.Username, "quite another password")) await bob.GetAsync("statistics").SucceedsAsync();

        // Ada's password is reset while she is signed in: her session ends, at REST and on the socket.
        await using var line = await cast.Ada.ConnectAsync();
        var password = (await command.RunAsync("password", "reset", cast.Ada.Username)).OrThrow().Output.Trim();
        await line.WaitClosedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await cast.Ada.Rest.GetAsync("me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous().PostAsync("login", new { user = cast.Ada.Username, password = cast.Ada.Password })).Status);
        using (var ada = await server.LoginAsync(cast.Ada.Username, password)) Assert.True((await ada.GetAsync("me")).OrThrow().Body.Flag("requirePasswordChange"));
        var unknown = await command.RunAsync("password", "reset", "nobody-has-this-name");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("no account", unknown.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_line_that_nobody_understands_ends_with_two_and_help_with_none()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        var command = new OperatorCommand(server);
        foreach (var arguments in new string[][] { ["nonsense"], ["admin", "create"], ["admin"], ["restore"], ["password", "reset", "x", "--link", "--password-stdin"], ["stats", "--no-such-option"] })
        {
            var reply = await command.RunAsync(arguments);
            Assert.True(reply.ExitCode == 2, $"{string.Join(' ', arguments)} ended with {reply.ExitCode}");
            Assert.NotEqual("", reply.Notes);
        }
        var help = (await command.RunAsync("--help")).OrThrow().Output;
        foreach (var name in new[] { "admin", "password", "settings", "backup", "restore", "check", "reindex", "stats" }) Assert.Contains(name, help, StringComparison.Ordinal);
    }
}
