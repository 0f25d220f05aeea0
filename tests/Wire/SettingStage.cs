using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>One server with a mail server behind it, for the tests of a class that turn settings one after the other.</summary>
public sealed class SettingServer(Workspaces workspaces) : IAsyncLifetime
{
    public ParleyServer Server { get; private set; } = null!;

    public MailServer Mail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Mail = await MailServer.StartAsync();
        var environment = Mail.Environment;
        environment["NOTIFICATIONS_SCHEDULE_DELAY_OFFLINE"] = "0";
        Server = await workspaces.PrivateAsync(Engine.Sqlite, environment, "settings");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Mail.DisposeAsync();
    }
}

/// <summary>People on a <see cref="SettingServer"/>. What a test set is as it was when it ends.</summary>
internal sealed class SettingStage : IAsyncDisposable
{
    private readonly SettingServer _rows;
    private readonly Dictionary<string, JsonElement> _before = [];

    private SettingStage(SettingServer rows, Cast cast) => (_rows, Cast) = (rows, cast);

    public Cast Cast { get; }

    public ParleyServer Server => _rows.Server;

    public MailServer Mail => _rows.Mail;

    public RestClient Admin => Cast.Admin;

    public static async Task<SettingStage> OnAsync(SettingServer rows) => new(rows, await Cast.OnAsync(rows.Server));

    public async Task SetAsync(string setting, object value)
    {
        if (!_before.ContainsKey(setting)) _before[setting] = (await Admin.GetAsync("settings/" + setting)).OrThrow()["value"].Clone();
        await Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
    }

    /// <summary>Sets several, in order: name, value, name, value.</summary>
    public async Task SetManyAsync(params (string Setting, object Value)[] values)
    {
        foreach (var (setting, value) in values) await SetAsync(setting, value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (setting, value) in _before) await Admin.PostAsync("settings/" + setting, new { value });
        await Cast.DisposeAsync();
    }
}
