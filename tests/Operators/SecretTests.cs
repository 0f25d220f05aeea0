using System.Security.Cryptography;
using Parley.Harness;
using Parley.Tests.People;
using Parley.Tests.Storage;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Operators;

/// <summary>What lies in the database, seen by somebody who has a copy of it.</summary>
/// <remarks>Rows: SEC-072.</remarks>
public sealed class SecretTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_072_secrets_are_sealed_in_the_database_older_ones_too_and_a_key_can_be_changed(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_TwoFactorAuthentication_RememberFor"] = "0" }, name: "sealed");
        await using var cast = await Cast.OnAsync(server);
        var (admin, ada) = (cast.Admin, cast.Ada);
        await admin.PostAsync("settings/SMTP_Password", new { value = "hush hush" }).SucceedsAsync();
        await admin.PostAsync("settings/Site_Name", new { value = "in the clear" }).SucceedsAsync();
        var app = await LoginAppEntries.AddAsync(admin);
        var (secret, _) = await ada.Rest.EnrolAsync();
        await server.StopAsync();

        Assert.StartsWith("sealed1:", await ReadAsync("SELECT value FROM settings WHERE id='SMTP_Password'"), StringComparison.Ordinal);
        Assert.Equal("\"in the clear\"", await ReadAsync("SELECT value FROM settings WHERE id='Site_Name'"));
        Assert.StartsWith("sealed1:", await ReadAsync($"SELECT client_secret FROM oauth_apps WHERE id='{app.Text("_id")}'"), StringComparison.Ordinal);
        Assert.StartsWith("sealed1:", await ReadAsync($"SELECT totp_secret FROM users WHERE id='{ada.Id}'"), StringComparison.Ordinal);

        // What an older version left, and a value that was taken from another place.
        await WriteAsync($"UPDATE settings SET value='\"old and plain\"' WHERE id='SMTP_Password'");
        await WriteAsync($"UPDATE users SET totp_secret='{secret}' WHERE id='{ada.Id}'");
        await WriteAsync("INSERT INTO settings(id,value,updated_at) SELECT 'FileUpload_Webdav_Password',client_secret,1 FROM oauth_apps WHERE id='zapier'");
        await server.RestartAsync();
        var sealedValue = await ReadAsync("SELECT value FROM settings WHERE id='SMTP_Password'");
        Assert.StartsWith("sealed1:", sealedValue, StringComparison.Ordinal);
        Assert.Contains("old and plain", await ExportAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("FileUpload_Webdav_Password\": \"sealed", await ExportAsync(), StringComparison.Ordinal);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, Calls.Totp(secret, 1))).Succeeded);
        Assert.StartsWith("sealed1:", await ReadAsync($"SELECT totp_secret FROM users WHERE id='{ada.Id}'"), StringComparison.Ordinal);
        Assert.Equal(app.Text("clientSecret"), (await admin.GetAsync($"oauth-apps.get?appId={app.Text("_id")}")).OrThrow()["oauthApp"].Text("clientSecret"));

        // A new key takes over from the file's; without either nothing is read.
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var export = await ExportAsync(key);
        Assert.Contains("old and plain", export, StringComparison.Ordinal);
        var resealed = await ReadAsync("SELECT value FROM settings WHERE id='SMTP_Password'");
        Assert.NotEqual(sealedValue, resealed);
        File.Delete(Path.Combine(server.DataFolder, "secrets.key"));
        Assert.Contains("old and plain", await ExportAsync(key), StringComparison.Ordinal);
        Assert.DoesNotContain("old and plain", await ExportAsync(), StringComparison.Ordinal);
        var wrong = new OperatorCommand(server) { Environment = { ["PARLEY_SECRETS_KEY"] = "too short" } };
        Assert.Contains("32 bytes", (await wrong.RunAsync("settings", "export")).Notes, StringComparison.Ordinal);

        async Task<string> ExportAsync(string? given = null) =>
            (await new OperatorCommand(server) { Environment = { ["PARLEY_SECRETS_KEY"] = given } }.RunAsync("settings", "export", "--secrets")).OrThrow().Output;

        async Task<string?> ReadAsync(string sql)
        {
            await using var connection = await RawDatabase.OpenAsync(engine, server.DatabaseUrl);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (string?)await command.ExecuteScalarAsync();
        }

        async Task WriteAsync(string sql)
        {
            await using var connection = await RawDatabase.OpenAsync(engine, server.DatabaseUrl);
            await connection.ExecuteAsync(sql);
        }
    }
}
