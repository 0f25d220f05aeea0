using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.CommandLine;

namespace Parley.People.Operators;

/// <summary><c>parley admin</c>, <c>parley password</c>, <c>parley settings</c>.</summary>
internal static class PeopleCommands
{
    public static IEnumerable<Command> All(OperatorConsole console) => [Admin(console), Password(console), Settings(console)];

    private static Command Admin(OperatorConsole console)
    {
        var username = new Argument<string>("USERNAME") { Description = "name to sign in with" };
        var email = new Option<string>("--email") { Description = "address, taken as confirmed", Required = true };
        var name = new Option<string>("--name") { Description = "full name" };
        var stdin = FromStandardInput();
        var create = new Command("create", "Make an account with the role admin. Without --password-stdin a password is made up and told.") { username, email, name, stdin };
        create.SetAction(console.Action(async (services, given, ct) =>
        {
            var password = given.GetValue(stdin) ? await console.ReadSecretAsync(ct) : null;
            var generated = await services.GetRequiredService<OperatorAccounts>()
                .CreateAdministratorAsync(new(given.GetRequiredValue(username), given.GetRequiredValue(email), given.GetValue(name), password), ct);
            console.Note($"{given.GetRequiredValue(username)} is an administrator now.");
            if (generated is not null) console.Result(generated);
        }, mayBegin: true));

        var existing = new Argument<string>("USERNAME") { Description = "name or address of the account" };
        var factors = DropFactors();
        var restore = new Command("restore", "Let an existing account in again as administrator, and tell a link under which a new password is chosen.") { existing, factors };
        restore.SetAction(console.Action(async (services, given, ct) =>
        {
            var accounts = services.GetRequiredService<OperatorAccounts>();
            await accounts.RestoreAdministratorAsync(given.GetRequiredValue(existing), ct);
            console.Note($"{given.GetRequiredValue(existing)} is an administrator. A new password can be chosen once, within three days, at");
            console.Result(await accounts.IssueLinkAsync(given.GetRequiredValue(existing), given.GetValue(factors), ct));
        }));
        return new Command("admin", "Administrators, without one at hand.") { create, restore };
    }

    private static Command Password(OperatorConsole console)
    {
        var username = new Argument<string>("USERNAME") { Description = "name or address of the account" };
        var stdin = FromStandardInput();
        var link = new Option<bool>("--link") { Description = "change nothing yet: tell a link under which the person chooses one" };
        var factors = DropFactors();
        var reset = new Command("reset", "Give an account another password, which must be changed when it is first used. All its sessions end.") { username, stdin, link, factors };
        reset.Validators.Add(given =>
        {
            if (given.GetValue(link) && given.GetValue(stdin)) given.AddError("--link and --password-stdin exclude each other.");
        });
        reset.SetAction(console.Action(async (services, given, ct) =>
        {
            var accounts = services.GetRequiredService<OperatorAccounts>();
            if (given.GetValue(link))
            {
                console.Result(await accounts.IssueLinkAsync(given.GetRequiredValue(username), given.GetValue(factors), ct));
                return;
            }
            var password = given.GetValue(stdin) ? await console.ReadSecretAsync(ct) : null;
            var generated = await accounts.ResetPasswordAsync(given.GetRequiredValue(username), password, given.GetValue(factors), ct);
            console.Note("The password was changed and every session ended.");
            if (generated is not null) console.Result(generated);
        }));
        return new Command("password", "Passwords of accounts.") { reset };
    }

    private static Command Settings(OperatorConsole console)
    {
        var target = new Argument<FileInfo?>("FILE") { Description = "where to write; standard output without", Arity = ArgumentArity.ZeroOrOne };
        var secrets = new Option<bool>("--secrets") { Description = "passwords and keys too" };
        var export = new Command("export", "Write what is set, as JSON. What has its default is left out.") { target, secrets };
        export.SetAction(console.Action(async (services, given, ct) =>
        {
            var text = services.GetRequiredService<SettingsFile>().Write(given.GetValue(secrets));
            if (given.GetValue(target) is not { } file) console.Result(text);
            else await WriteAsync(file, text, ct);
        }));

        var source = new Argument<FileInfo?>("FILE") { Description = "where to read; standard input without", Arity = ArgumentArity.ZeroOrOne };
        var unknown = new Option<bool>("--skip-unknown") { Description = "pass over settings that this version does not have" };
        var rehearsal = new Option<bool>("--dry-run") { Description = "only tell what would be changed" };
        var import = new Command("import", "Set what a file of \"settings export\" says, all or nothing.") { source, unknown, rehearsal };
        import.SetAction(console.Action(async (services, given, ct) =>
        {
            await using Stream file = given.GetValue(source) is { } path ? path.OpenRead() : Console.OpenStandardInput();
            var done = await services.GetRequiredService<SettingsFile>().ReadAsync(file, given.GetValue(unknown), given.GetValue(rehearsal), ct);
            foreach (var id in done.Locked) console.Note($"{id} is fixed by the environment and stays as it is.");
            console.Note($"{done.Changed} settings {(given.GetValue(rehearsal) ? "would be" : "were")} changed.");
        }));
        return new Command("settings", "Settings of the workspace.") { export, import };
    }

    /// <summary>Secrets may be in it: nobody else reads it, and no half of it takes the place of an older one.</summary>
    private static async Task WriteAsync(FileInfo file, string text, CancellationToken ct)
    {
        var part = file.FullName + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(part, options)) await writer.WriteLineAsync(text.AsMemory(), ct);
        File.Move(part, file.FullName, overwrite: true);
    }

    private static Option<bool> FromStandardInput() => new("--password-stdin") { Description = "read the password from standard input" };

    private static Option<bool> DropFactors() => new("--drop-second-factor") { Description = "forget the authenticator app and codes by mail" };
}
