using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// Every door the server lists keeps the common promises, and every one is opened at least once with success. A door that
/// appears in the catalogue without an entry here fails by its name.
/// </summary>
public sealed class RouteCatalogueTests(Workspaces workspaces)
{
    /// <summary>What visitors get from methods that are open on purpose, asked without parameters; <c>error</c> is a refusal of the input.</summary>
    private static readonly Dictionary<string, string> _openMethods = new(StringComparer.Ordinal)
    {
        ["Mailer:unsubscribe"] = "error",
        ["checkRegistrationSecretURL"] = "error",
        ["forgotPassword"] = "error",
        ["resetPassword"] = "error",
        ["sendConfirmationEmail"] = "error",
        ["sendForgotPasswordEmail"] = "error",
        ["verifyEmail"] = "error",
        ["UserPresence:away"] = "nothing",
        ["UserPresence:online"] = "nothing",
        ["canAccessRoom"] = "false",
        ["getRoomByTypeAndName"] = "error",
        ["license:getModules"] = "list",
        ["license:getTags"] = "list",
        ["license:hasLicense"] = "error",
        ["license:isEnterprise"] = "something",
        ["listCustomSounds"] = "list",
        ["loadHistory"] = "error",
        ["login"] = "error",
        ["logout"] = "nothing",
        ["permissions/get"] = "list",
        ["public-settings/get"] = "list",
        ["registerUser"] = "error",
        ["rocketchatSearch.getProvider"] = "something",
        ["rooms/get"] = "list",
        ["spotlight"] = "error",
        ["subscriptions/get"] = "list",
    };

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Routes_that_need_sign_in_answer_401_to_visitors(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var routes = (await Catalogue.ReadAsync(server)).Routes.Where(route => route.NeedsSignIn).ToList();
        Assert.NotEmpty(routes);
        using var visitor = server.Anonymous();
        var complaints = new Complaints();
        foreach (var route in routes)
        {
            var reply = await route.KnockAsync(visitor);
            var isRefusal = reply.Status == HttpStatusCode.Unauthorized && reply.Body.ValueKind == JsonValueKind.Object
                && reply.Body.TryGetProperty("status", out var status) && status.ValueEquals("error");
            complaints.AddUnless(isRefusal, $"{route.Name}: {(int)reply.Status} {reply.Body.GetRawText()}");
        }

        complaints.AssertNone();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Routes_with_permissions_answer_403_to_members_without_them(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var routes = (await Catalogue.ReadAsync(server)).Routes.Where(route => route.Permissions.Count > 0).ToList();
        Assert.NotEmpty(routes);
        await using var cast = await Cast.OnAsync(server);
        var complaints = new Complaints();
        foreach (var route in routes)
        {
            var reply = await route.KnockAsync(cast.Ada.Rest);
            complaints.AddUnless(reply.Status == HttpStatusCode.Forbidden && !reply.Succeeded, $"{route.Name}: {(int)reply.Status} {reply.Body.GetRawText()}");
        }

        complaints.AssertNone();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Methods_answer_visitors_with_a_typed_error_unless_they_are_open_on_purpose(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var methods = (await Catalogue.ReadAsync(server)).Methods;
        Assert.Empty(_openMethods.Keys.Except(methods));
        using var visitor = server.Anonymous();
        var complaints = new Complaints();
        foreach (var method in methods)
        {
            var message = JsonSerializer.Serialize(new { msg = "method", id = "7", method, @params = Array.Empty<object>() });
            var reply = (await visitor.PostAsync("method.callAnon/" + Uri.EscapeDataString(method), new { message })).OrThrow();
            var answer = JsonElement.Parse(reply["message"].GetString()!);
            Assert.Equal("7", answer.GetProperty("id").GetString());
            var kind = KindOf(answer);
            var isExpected = _openMethods.TryGetValue(method, out var open)
                ? kind == open
                : kind == "error" && answer.GetProperty("error").GetProperty("error").ToString() == "error-invalid-user";
            complaints.AddUnless(isExpected, $"{method}: {kind}, {answer.GetRawText()}");
        }

        complaints.AssertNone();

        static string KindOf(JsonElement answer) => answer switch
        {
            _ when answer.TryGetProperty("error", out var error) =>
                error.GetProperty("errorType").ValueEquals("Meteor.Error") && error.GetProperty("isClientSafe").GetBoolean() ? "error" : "untyped error",
            _ when !answer.TryGetProperty("result", out var result) || result.ValueKind == JsonValueKind.Null => "nothing",
            _ => answer.GetProperty("result").ValueKind switch
            {
                JsonValueKind.Array => "list",
                JsonValueKind.False => "false",
                _ => "something",
            },
        };
    }

    /// <summary>SEC-080, SEC-084, SEC-086.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Streams_open_only_for_those_who_may_hear_them(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("closed").With("ada").Without("eve").OnAsync(server);
        using var open = await Scenario.Room("open").With("ada").OnAsync(server);
        await using var visitor = await server.ConnectAsync();
        await using var eve = await stage["eve"].ConnectAsync();
        await using var ada = await stage["ada"].ConnectAsync();
        using var warden = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        await using var admin = await server.ConnectAsync();
        await admin.ResumeAsync(warden.Token!);
        // One stream is only written, and one is there for all.
        var (opened, refused) = (new HashSet<string> { "notify-all", "notify-room-users" }, new HashSet<string> { "notify-all" });
        var (adaId, eveId, closed) = (stage["ada"].Id, stage["eve"].Id, stage.RoomId);
        var complaints = new Complaints();
        var hook = (await WebhookEntries.OutgoingAsync(warden, WebhookEntries.Outgoing() with { enabled = false })).Text("_id");

        await RefusesAsync(visitor, "visitor", ("room-messages", closed), ("room-messages", open.RoomId), ("room-messages", "__my_messages__"), ("notify-room", closed + "/deleteMessage"),
            ("notify-room", open.RoomId + "/user-activity"), ("notify-user", adaId + "/message"), ("notify-logged", "user-status"), ("roles", "roles"), ("user-presence", ""), ("stdout", "stdout"), ("importers", "progress"), ("integrationHistory", hook), ("nothing-like-this", "x"));
        await RefusesAsync(eve, "stranger", ("integrationHistory", hook), ("stdout", "stdout"), ("importers", "progress"), ("notify-logged", "private-settings-changed"), ("room-messages", closed), ("room-messages", "nothing-has-this-id"), ("notify-room", closed + "/deleteMessage"), ("notify-room", closed + "/user-activity"),
            ("notify-user", adaId + "/message"), ("notify-user", adaId + "/subscriptions-changed"), ("notify-user", "subscriptions-changed"), ("notify-room-users", closed + "/e2ekeyRequest"), ("nothing-like-this", "x"));
        await OpensAsync(visitor, "visitor", ("notify-all", "public-settings-changed"));
        await OpensAsync(eve, "stranger", ("room-messages", open.RoomId), ("notify-room", open.RoomId + "/deleteMessage"), ("notify-user", eveId + "/message"), ("notify-logged", "user-status"), ("roles", "roles"), ("user-presence", ""));
        await OpensAsync(ada, "member", ("room-messages", closed), ("room-messages", "__my_messages__"), ("notify-room", closed + "/user-activity"), ("notify-user", adaId + "/rooms-changed"), ("notify-all", "updateAvatar"));
        await OpensAsync(admin, "administrator", ("integrationHistory", hook), ("stdout", "stdout"), ("importers", "progress"), ("notify-logged", "private-settings-changed"));
        // Every stream that the server lists was refused to somebody and opened by somebody.
        foreach (var stream in (await Catalogue.ReadAsync(server)).Streams)
        {
            complaints.AddUnless(refused.Contains(stream["stream-".Length..]), $"nobody was refused {stream}");
            complaints.AddUnless(opened.Contains(stream["stream-".Length..]), $"nobody opened {stream}");
        }
        complaints.AssertNone();

        async Task RefusesAsync(DdpClient line, string who, params (string Stream, string Event)[] subscriptions)
        {
            foreach (var (stream, name) in subscriptions)
            {
                refused.Add(stream);
                complaints.AddUnless(!await TryAsync(line, stream, name), $"{who} hears stream-{stream} {name}");
            }
        }

        async Task OpensAsync(DdpClient line, string who, params (string Stream, string Event)[] subscriptions)
        {
            foreach (var (stream, name) in subscriptions)
            {
                opened.Add(stream);
                complaints.AddUnless(await TryAsync(line, stream, name), $"{who} may not hear stream-{stream} {name}");
            }
        }

        static async Task<bool> TryAsync(DdpClient line, string stream, string name)
        {
            try
            {
                await line.SubscribeAsync("stream-" + stream, name, new { useCollection = false, args = new[] { new { added = Array.Empty<string>() } } });
                return true;
            }
            catch (DdpException)
            {
                return false;
            }
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Each_route_succeeds_with_its_documented_keys(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await StartOpenServerAsync(engine, mail);
        var entries = RouteEntries.All();
        var names = (await Catalogue.ReadAsync(server)).Routes.Select(route => route.Name).ToList();
        var complaints = new Complaints();
        foreach (var name in names.Except(entries.Keys))
            complaints.Add($"{name}: no successful call is known");
        foreach (var name in entries.Keys.Except(names))
            complaints.Add($"{name}: not in the catalogue");

        await using var cast = await Cast.OnAsync(server);
        cast.Mail = mail;
        foreach (var (name, entry) in entries)
        {
            try
            {
                var reply = await entry.CallAsync(cast);
                complaints.AddUnless(entry.BareStatus is { } status ? reply.Status == status : reply.Succeeded, $"{name}: {(int)reply.Status} {Short(reply.Body)}");
                foreach (var key in entry.Keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    complaints.AddUnless(reply.Body.TryGetProperty(key, out _), $"{name}: no \"{key}\" in {Short(reply.Body)}");
            }
            catch (InvalidOperationException failure)
            {
                complaints.Add($"{name}: {failure.Message}");
            }
        }

        complaints.AssertNone();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Each_method_succeeds_with_its_documented_answer(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await StartOpenServerAsync(engine, mail);
        var entries = MethodEntries.All();
        var names = (await Catalogue.ReadAsync(server)).Methods;
        var complaints = new Complaints();
        foreach (var name in names.Except(entries.Keys))
            complaints.Add($"{name}: no successful call is known");
        foreach (var name in entries.Keys.Except(names))
            complaints.Add($"{name}: not in the catalogue");

        await using var cast = await Cast.OnAsync(server);
        cast.Mail = mail;
        foreach (var (name, entry) in entries)
        {
            try
            {
                var result = await entry.CallAsync(cast);
                complaints.AddUnless(IsLike(result, entry.Answer), $"{name}: not \"{entry.Answer}\" but {(result.ValueKind == JsonValueKind.Undefined ? "nothing" : Short(result))}");
            }
            catch (Exception failure) when (failure is DdpException or InvalidOperationException or TimeoutException)
            {
                complaints.Add($"{name}: {failure.Message}");
            }
        }

        complaints.AssertNone();

        static bool IsLike(JsonElement result, string answer) => answer switch
        {
            "" => true,
            "{}" => result.ValueKind == JsonValueKind.Object,
            "[]" => result.ValueKind == JsonValueKind.Array,
            "true" => result.ValueKind == JsonValueKind.True,
            "1" => result.ValueKind == JsonValueKind.Number && result.GetInt32() == 1,
            _ => result.ValueKind == JsonValueKind.Object && answer.Split(' ').All(key => result.TryGetProperty(key, out _)),
        };
    }

    /// <summary>Doors that settings keep shut by default are open.</summary>
    private Task<ParleyServer> StartOpenServerAsync(Engine engine, MailServer mail) =>
        workspaces.PrivateAsync(engine, new Dictionary<string, string?>(mail.Environment)
        {
            ["OVERWRITE_SETTING_Accounts_AllowAnonymousRead"] = "true",
            ["OVERWRITE_SETTING_Accounts_AllowDeleteOwnAccount"] = "true",
            ["OVERWRITE_SETTING_API_Enable_Direct_Message_History_EndPoint"] = "true",
        }, "catalogue");

    private static string Short(JsonElement body)
    {
        var text = body.GetRawText();
        return text.Length <= 300 ? text : text[..300] + "…";
    }
}
