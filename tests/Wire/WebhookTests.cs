using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Storage;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Programs that post into rooms, and programs that are told what happens there.</summary>
/// <remarks>Rows: INT-002 to INT-058, SEC-055.</remarks>
public sealed class WebhookTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task INT_002_005_009_010_Who_may_make_and_see_which_webhook(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await cast.Ada.Rest.PostAsync("integrations.create", WebhookEntries.Incoming()).AssertRefusedAsync("not_authorized");
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Ada.Rest.GetAsync("integrations.list")).Status);
        var hidden = (await cast.Admin.PostAsync("groups.create", new { name = Scratch.Name("hidden") })).OrThrow()["group"];
        foreach (var right in new[] { "manage-own-incoming-integrations", "manage-own-outgoing-integrations" })
            await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = right, roles = new[] { "admin", "user" } } } }).SucceedsAsync();

        await cast.Ada.Rest.PostAsync("channels.join", new { roomId = "GENERAL" }).SucceedsAsync();
        foreach (var (draft, code) in new[]
        {
            (WebhookEntries.Incoming("#" + hidden.Text("name")), "error-invalid-room"), (WebhookEntries.Incoming("general"), "error-invalid-channel-start-with-chars"), (WebhookEntries.Incoming("#no-such-room"), "error-invalid-room"),
            (WebhookEntries.Incoming() with { username = "nobody.at.all" }, "error-invalid-user"), (WebhookEntries.Incoming(" "), "error-invalid-channel"), (WebhookEntries.Incoming() with { avatar = "javascript:alert(1)" }, "error-invalid-avatar"),
        })
            await cast.Ada.Rest.PostAsync("integrations.create", draft).AssertRefusedAsync(code);
        foreach (var (draft, code) in new[]
        {
            (WebhookEntries.Outgoing() with { channel = "all_private_groups" }, "error-invalid-permissions"), (WebhookEntries.Outgoing() with { @event = "userCreated", targetRoom = "#general" }, "error-invalid-permissions"),
            (WebhookEntries.Outgoing() with { urls = [" "] }, "error-invalid-urls"), (WebhookEntries.Outgoing() with { @event = "somethingElse" }, "error-invalid-event-type"), (WebhookEntries.Outgoing(channel: "#" + hidden.Text("name")), "error-invalid-room"), (WebhookEntries.Outgoing(channel: "@nobody.at.all"), "error-invalid-user"),
        })
            await cast.Ada.Rest.PostAsync("integrations.create", draft).AssertRefusedAsync(code);
        await cast.Admin.PostAsync("integrations.create", WebhookEntries.Outgoing() with { @event = "userCreated" }).AssertRefusedAsync("error-invalid-targetRoom");

        var others = await WebhookEntries.IncomingAsync(cast.Admin);
        var own = await WebhookEntries.IncomingAsync(cast.Ada.Rest);
        Assert.Equal(48, own.Text("token")!.Length);
        Assert.Equal(2, (await cast.Admin.GetAsync("statistics?refresh=true")).OrThrow()["integrations"].Number("totalIncomingActive"));
        Assert.DoesNotContain(own.Text("token")!, await RawTokenAsync(server, engine, own.Text("_id")!), StringComparison.Ordinal);
        Assert.Equal([own.Text("_id")], (await cast.Ada.Rest.GetAsync("integrations.list")).OrThrow()["integrations"].EnumerateArray().Select(i => i.Text("_id")));
        Assert.False((await cast.Ada.Rest.GetAsync("integrations.get?integrationId=" + others.Text("_id"))).Succeeded);
        Assert.False((await WebhookEntries.UpdateAsync(cast.Ada.Rest, others.Text("_id")!, WebhookEntries.Incoming())).Succeeded);
        Assert.False((await cast.Ada.Rest.PostAsync("integrations.remove", new { type = "webhook-incoming", integrationId = others.Text("_id") })).Succeeded);
        await using var line = await cast.Ada.ConnectAsync();
        await line.CallAsync("deleteIncomingIntegration", others.Text("_id")).AssertRefusedAsync("error-invalid-integration");
        Assert.Equal(2, (await cast.Admin.GetAsync("channels.getIntegrations?roomId=GENERAL")).OrThrow()["total"].GetInt32());
        // INT-011: whoever a program speaks for has the role of programs.
        Assert.Contains("bot", (await cast.Admin.GetAsync("users.info?username=rocket.cat")).OrThrow()["user"].Texts("roles"));

        // INT-006: names are followed, and a webhook ends with the account it posts as.
        var (room, cleo) = ((await cast.Admin.PostAsync("channels.create", new { name = Scratch.Name("before") })).OrThrow()["channel"], await cast.PersonAsync());
        var followed = await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming("#" + room.Text("name")) with { username = cleo.Username });
        var renamed = Scratch.Name("after");
        await cast.Admin.PostAsync("channels.rename", new { roomId = room.Text("_id"), name = renamed }).SucceedsAsync();
        await Eventually.Async(async () => (await OneAsync()).Texts("channel").SequenceEqual(["#" + renamed]), "the new name");
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = cleo.Id, activeStatus = false }).SucceedsAsync();
        await Eventually.Async(async () => !(await OneAsync()).Flag("enabled"), "it is switched off");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await cast.Admin.PostAsync(WebhookEntries.Address(followed), new { text = "x" })).Status);

        async Task<JsonElement> OneAsync() => (await cast.Admin.GetAsync("integrations.get?integrationId=" + followed.Text("_id"))).OrThrow()["integration"];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task INT_013_to_022_What_a_program_sends_becomes_a_message(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        using var program = server.Anonymous();
        var roomId = await cast.RoomAsync();
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        var hook = await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming("#" + name) with { alias = "Build", emoji = ":robot:" });
        var address = WebhookEntries.Address(hook);

        await program.PostAsync(address, new { text = "plain" }).SucceedsAsync();
        var plain = await FindAsync("plain");
        Assert.Equal(("Build", ":robot:", "rocket.cat", hook.Text("_id")), (plain.Text("alias"), plain.Text("emoji"), plain.GetProperty("u").Text("username"), plain.GetProperty("bot").Text("i")));
        await program.PostAsync(address, new { text = "dressed", alias = "Other", icon_url = "https://pictures.example/x.png", icon_emoji = ":smile:" }).SucceedsAsync();
        var dressed = await FindAsync("dressed");
        Assert.Equal(("Other", "https://pictures.example/x.png", false), (dressed.Text("alias"), dressed.Text("avatar"), dressed.TryGetProperty("emoji", out _)));

        await program.SendAsync(HttpMethod.Post, address, new FormUrlEncodedContent(new Dictionary<string, string> { ["payload"] = """{"text":"by form"}""" })).SucceedsAsync();
        await FindAsync("by form");
        await program.GetAsync(address + "?text=by%20address").SucceedsAsync();
        await FindAsync("by address");
        await program.PostAsync($"/hooks/{hook.Text("_id")}/anybody/{hook.Text("token")}", new { msg = "longer address" }).SucceedsAsync();
        await FindAsync("longer address");

        Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsync($"/hooks/{hook.Text("_id")}/wrong", new { text = "x" })).Status);
        Assert.Equal("Invalid integration id or token provided.", (await program.PostAsync($"/hooks/nothing/{hook.Text("token")}", new { text = "x" }))["error"].GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await program.SendAsync(HttpMethod.Post, address, new StringContent("{broken", null, "application/json"))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await program.SendAsync(HttpMethod.Post, address, JsonContent.Create(new { text = new string('x', 1_100_000) }))).Status);
        await program.PostAsync(address, new { }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsync(address, new { unrelated = true })).Status);
        Assert.Equal("overriding destination channel is disabled for this integration", (await program.PostAsync(address, new { text = "x", channel = "#general" }))["error"].GetString());

        // INT-020, INT-021: cards, whose values are checked.
        await program.PostAsync(address, new { attachments = new[] { new { title = "Card", color = "#764FA5", fields = new object[] { new { title = "Count", value = 7, @short = true }, new { title = "Fine", value = true } } } } }).SucceedsAsync();
        var card = (await MessagesAsync()).Select(m => m.TryGetProperty("attachments", out var list) && list.GetArrayLength() > 0 ? list[0] : default).First(a => a.ValueKind == JsonValueKind.Object && a.Text("title") == "Card");
        Assert.Equal(["7", "true"], card.GetProperty("fields").EnumerateArray().Select(f => f.Text("value")));
        foreach (var bad in new object[] { new { title_link = "javascript:alert(1)" }, new { image_url = "JavaScript:x" }, new { author_icon = "vbscript:x" }, new { actions = new[] { new { type = "button", url = "javascript:x" } } } })
            Assert.Equal("error-invalid-attachment", (await program.PostAsync(address, new { text = "x", attachments = new[] { bad } }))["error"].GetString());

        // INT-018: other destinations, where the webhook lets programs choose them; rooms its account cannot see are not there.
        var free = WebhookEntries.Address(await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming() with { overrideDestinationChannelEnabled = true }));
        await program.PostAsync(free, new { text = "elsewhere", channel = "#" + name }).SucceedsAsync();
        await FindAsync("elsewhere");
        await program.PostAsync(free, new { text = "to Ada", channel = "@" + cast.Ada.Username }).SucceedsAsync();
        await Eventually.Async(async () => (await cast.Ada.Rest.GetAsync("im.list")).OrThrow()["ims"].GetRawText().Contains("to Ada", StringComparison.Ordinal), "the direct message");
        var hidden = (await cast.Admin.PostAsync("groups.create", new { name = Scratch.Name("hidden") })).OrThrow()["group"];
        foreach (var target in new[] { "#" + hidden.Text("name"), "#no-such-room", hidden.Text("_id")! })
            Assert.Equal("invalid-channel", (await program.PostAsync(free, new { text = "x", channel = target }))["error"].GetString());
        // INT-019: what its account may not do, it may not do.
        await cast.Ada.Rest.PostAsync("channels.setReadOnly", new { roomId, readOnly = true }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsync(address, new { text = "x" })).Status);

        // INT-012, INT-004: another token, and off.
        var renewed = (await WebhookEntries.UpdateAsync(cast.Admin, hook.Text("_id")!, WebhookEntries.Incoming("#" + name) with { renewToken = true, enabled = false })).OrThrow()["integration"];
        Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsync(address, new { text = "x" })).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.PostAsync(WebhookEntries.Address(renewed), new { text = "x" })).Status);

        async Task<IEnumerable<JsonElement>> MessagesAsync() => (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}&count=50")).OrThrow()["messages"].EnumerateArray();
        async Task<JsonElement> FindAsync(string text) => (await MessagesAsync()).First(m => m.Text("msg") == text);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task INT_023_to_031_SEC_055_Scripts_decide_and_stay_in_their_sandbox(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var service = StandIn.Start(request => (200, new { seen = request.Path }));
        await cast.Admin.PostAsync("settings/SSRF_Allowlist", new { value = "127.0.0.1" }).SucceedsAsync();
        using var program = server.Anonymous();
        var roomId = await cast.RoomAsync();
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");

        var counted = await AddAsync("""
            class Script {
              process_incoming_request({ request }) {
                console.log('seen', request.content.what)
                const times = (Store.get('times') || 0) + 1
                Store.set('times', times)
                if (request.content.what === 'nothing') return
                if (request.content.what === 'error') return { error: { success: false, message: 'no' } }
                if (request.content.what === 'throw') throw new Error('broken')
                return { content: { text: s.capitalize(request.content.what) + ' ' + times + ' ' + _.uniq([1, 1, 2]).join() + ' ' + moment(0).format('YYYY') + ' ' + request.user.username }, response: { answer: 42 } }
              }
            }
            """);
        await program.PostAsync(counted, new { what = "nothing" }).SucceedsAsync();
        Assert.Equal("no", (await program.PostAsync(counted, new { what = "error" }))["error"].Text("message"));
        Assert.Equal("error-running-script", (await program.PostAsync(counted, new { what = "throw" }))["error"].GetString());
        Assert.Equal(42, (await program.PostAsync(counted, new { what = "hello" })).OrThrow()["answer"].GetInt32());
        Assert.Contains("Hello 4 1,2 1970 rocket.cat", await TextsAsync());

        var asked = await AddAsync($$"""class Script { async process_incoming_request() { const r = await fetch('{{service.Url}}from-script'); const j = await r.json(); return { content: { text: 'fetched ' + j.seen } } } }""");
        await program.PostAsync(asked, new { x = 1 }).SucceedsAsync();
        var called = await AddAsync($$"""class Script { process_incoming_request() { const r = HTTP('GET', '{{service.Url}}by-http'); return { content: { text: 'called ' + r.result.data.seen } } } }""", "vm2");
        await program.PostAsync(called, new { x = 1 }).SucceedsAsync();
        var texts = await TextsAsync();
        Assert.Contains("fetched /from-script", texts);
        Assert.Contains("called /by-http", texts);

        // Whatever a script tries, it fails alone and soon.
        foreach (var attempt in new[]
        {
            "while (true) {}", "const a = []; while (true) a.push('x'.repeat(1000))", "let t = 'x'; while (true) t += t", "(function f() { f() })()", "return { content: { text: String(System) } }", "return { content: { text: importNamespace('System') } }",
            "return { content: { text: eval('1+1') } }", "return { content: { text: (() => {}).constructor('return 1')() } }", "new Array(200000).join('x'.repeat(100000))", "'x'.repeat(1e9)", "return { content: { text: JSON.stringify(new Array(100000).fill('x'.repeat(100000))) } }",
            "/^(a+)+$/.test('a'.repeat(5000) + '!'); while (true) {}", "new Uint8Array(1e9)", "[1].concat(Array.from({ length: 1e9 }))", "let a = []; for (let i = 0; i < 100000; i++) a = [a]; a.flat(Infinity); while (true) {}", "let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); p.x",
        })
        {
            var trap = await AddAsync($"class Script {{ process_incoming_request() {{ {attempt} ; return {{ content: {{ text: 'ESCAPED' }} }} }} }}");
            var reply = await program.PostAsync(trap, new { x = 1 });
            Assert.True(reply.Status == HttpStatusCode.BadRequest && reply["error"].GetString() == "error-running-script", $"{attempt}: {reply.Body}");
        }
        Assert.DoesNotContain("ESCAPED", await TextsAsync());

        // INT-024: what the compiler says is kept, and the script does not run.
        var broken = await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming("#" + name) with { scriptEnabled = true, script = "class Script { process_incoming_request( {" });
        Assert.Equal("SyntaxError", broken.GetProperty("scriptError").Text("name"));
        await program.PostAsync(WebhookEntries.Address(broken), new { text = "without script" }).SucceedsAsync();
        Assert.Contains("without script", await TextsAsync());
        Assert.True((await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming() with { scriptEnabled = true, script = "const big = 2n; class Script {}" })).TryGetProperty("scriptError", out _));

        async Task<string> AddAsync(string script, string scriptEngine = "isolated-vm") =>
            WebhookEntries.Address(await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming("#" + name) with { scriptEnabled = true, script = script, scriptEngine = scriptEngine }));
        async Task<List<string?>> TextsAsync() => [.. (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}&count=50")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text("msg"))];
    }

    [Fact]
    public async Task INT_015_031_The_operator_freezes_scripts_and_callers_are_counted()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["FREEZE_INTEGRATION_SCRIPTS"] = "ivm", ["TEST_MODE"] = null });
        var admin = await server.AdminAsync();
        const string script = "class Script { process_incoming_request() { return { content: { text: 'ran' } } } }";
        await admin.PostAsync("integrations.create", WebhookEntries.Incoming() with { scriptEnabled = true, script = script }).AssertRefusedAsync("integration-scripts-isolated-vm-disabled");
        var other = await WebhookEntries.IncomingAsync(admin, WebhookEntries.Incoming() with { scriptEnabled = true, script = script, scriptEngine = "vm2" });
        await WebhookEntries.UpdateAsync(admin, other.Text("_id"), WebhookEntries.Incoming() with { script = script, scriptEngine = "isolated-vm" }).AssertRefusedAsync("integration-scripts-isolated-vm-disabled");
        using var program = server.Anonymous();
        for (var call = 0; call < 10; call++) await program.PostAsync(WebhookEntries.Address(other), new { x = 1 }).SucceedsAsync();
        var refused = await program.PostAsync(WebhookEntries.Address(other), new { x = 1 });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task INT_032_to_057_Receivers_are_told_answered_retried_and_recorded(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var failures = 2;
        await using var service = StandIn.Start(request => request.Path switch
        {
            "/answer" => (200, new { text = "answered " + request.Body.Text("text") }),
            "/shaky" when Interlocked.Decrement(ref failures) >= 0 => (503, new { }),
            "/gone" => (410, new { gone = true }),
            "/fatal" => (500, new { failed = true }),
            _ => (200, new { }),
        });
        // SEC-050: without leave of the administrator nothing on the server's own network is called.
        var roomId = await cast.RoomAsync();
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        var refused = await AddAsync("/answer");
        await Cast.SayAsync(cast.Ada, roomId, "too early");
        var failed = await WebhookEntries.RunAsync(cast.Admin, refused, r => r.Flag("finished"));
        Assert.Equal(("failed-and-not-configured-to-retry", true), (failed.Text("step"), failed.Flag("error")));
        Assert.Empty(service.Requests);
        await cast.Admin.PostAsync("settings/SSRF_Allowlist", new { value = "127.0.0.1" }).SucceedsAsync();

        // INT-043, INT-049: told, and its answer posted, which does not come back to it.
        var line = await cast.LineOfAdminAsync();
        await line.SubscribeAsync("stream-integrationHistory", refused, false);
        var messageId = await Cast.SayAsync(cast.Ada, roomId, "hello");
        var run = await WebhookEntries.RunAsync(cast.Admin, refused, r => r.Text("step") == "url-response-sent-message");
        var told = Assert.Single(service.Requests, r => r.Path == "/answer");
        Assert.Equal("application/json", told.Headers["Content-Type"]!.Split(';')[0]);
        Assert.Equal((roomId, name, messageId, cast.Ada.Id, cast.Ada.Username, "hello"),
            (told.Body.Text("channel_id"), told.Body.Text("channel_name"), told.Body.Text("message_id"), told.Body.Text("user_id"), told.Body.Text("user_name"), told.Body.Text("text")));
        Assert.False(told.Body.GetProperty("bot").GetBoolean());
        var token = (await cast.Admin.GetAsync("integrations.get?integrationId=" + refused)).OrThrow()["integration"].Text("token")!;
        Assert.Equal(token, told.Body.Text("token"));
        Assert.DoesNotContain(token, run.GetRawText(), StringComparison.Ordinal);
        await line.WaitAsync(frame => frame.GetRawText().Contains("url-response-sent-message", StringComparison.Ordinal), "the step on the stream");
        Assert.Contains("answered hello", await TextsAsync());
        // INT-056, INT-057.
        await line.CallAsync("replayOutgoingIntegration", new { integrationId = refused, historyId = run.Text("_id") });
        await Eventually.Async(() => Task.FromResult(service.Requests.Count(r => r.Body.Text("text") == "hello") == 2), "the run again");
        await line.CallAsync("replayOutgoingIntegration", new { integrationId = refused, historyId = "nothing" }).AssertRefusedAsync("error-invalid-integration-history");
        await using var stranger = await cast.Ada.ConnectAsync();
        await stranger.CallAsync("clearIntegrationHistory", refused).AssertRefusedAsync("not_authorized");
        await Eventually.Async(async () => (await WebhookEntries.RunsAsync(cast.Admin, refused)).Count(r => r.Flag("finished")) == 3, "all runs are over");
        await line.CallAsync("clearIntegrationHistory", refused);
        Assert.Empty(await WebhookEntries.RunsAsync(cast.Admin, refused));
        await RemoveAsync(refused);

        // INT-036, INT-037: words at the beginning or anywhere, edits where wanted, nothing from other rooms.
        var words = await AddAsync("/words", d => d with { triggerWords = ["deploy", " "], runOnEdits = true });
        var anywhere = await AddAsync("/anywhere", d => d with { triggerWords = ["deploy"], triggerWordAnywhere = true });
        await Cast.SayAsync(cast.Ada, roomId, "please deploy");
        var first = await Cast.SayAsync(cast.Ada, roomId, "deploy now");
        await Cast.SayAsync(cast.Ada, await cast.RoomAsync(), "deploy there");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = first, text = "deploy later" }).SucceedsAsync();
        await Eventually.Async(() => Task.FromResult(TextsAt("/words").Count == 2 && TextsAt("/anywhere").Count == 2), "what was called for");
        Assert.Equal(["deploy later", "deploy now"], TextsAt("/words").Order(StringComparer.Ordinal));
        Assert.Equal(["deploy now", "please deploy"], TextsAt("/anywhere").Order(StringComparer.Ordinal));
        Assert.True(service.Requests.Single(r => r.Body.Text("text") == "deploy later").Body.Flag("isEdited"));
        Assert.All(service.Requests.Where(r => r.Path == "/words"), r => Assert.Equal("deploy", r.Body.Text("trigger_word")));
        await RemoveAsync(words);
        await RemoveAsync(anywhere);

        // INT-051 to INT-053: tried again in the same entry, also after a restart; 410 and 500 are final.
        var shaky = await AddAsync("/shaky", d => d with { retryFailedCalls = true, retryCount = 3, retryDelay = "powers-of-ten" });
        await Cast.SayAsync(cast.Ada, roomId, "insist");
        await WebhookEntries.RunAsync(cast.Admin, shaky, r => r.Text("step")!.StartsWith("going-to-retry", StringComparison.Ordinal) || r.Flag("finished"));
        await server.RestartAsync();
        // A try that the restart cut off is held for half a minute.
        var insisted = await WebhookEntries.RunAsync(cast.Admin, shaky, r => r.Flag("finished"), TimeSpan.FromSeconds(120));
        Assert.Equal("after-http-call", insisted.Text("step"));
        Assert.Single(await WebhookEntries.RunsAsync(cast.Admin, shaky));
        Assert.Equal(3, service.Requests.Count(r => r.Path == "/shaky"));
        await RemoveAsync(shaky);
        var (gone, fatal) = (await AddAsync("/gone", d => d with { retryFailedCalls = true }), await AddAsync("/fatal", d => d with { retryFailedCalls = true }));
        await Cast.SayAsync(cast.Ada, roomId, "last");
        await WebhookEntries.RunAsync(cast.Admin, gone, r => r.Text("step") == "after-process-http-status-410");
        await WebhookEntries.RunAsync(cast.Admin, fatal, r => r.Text("step") == "after-process-http-status-500");
        await Eventually.Async(async () => !(await cast.Admin.GetAsync("integrations.get?integrationId=" + gone)).OrThrow()["integration"].Flag("enabled"), "410 switches it off");
        await RemoveAsync(fatal);

        // INT-027, INT-028, INT-039: the script changes the call and answers itself.
        await AddAsync("/unused", d => d with
        {
            impersonateUser = true,
            alias = "Helper",
            script = $$"""
                class Script {
                  prepare_outgoing_request({ request }) { return { url: '{{service.Url}}changed', method: 'PUT', headers: { 'X-Mine': 'yes' }, auth: 'me:secret', data: { only: request.data.text } } }
                  process_outgoing_response({ request, response }) { return { content: { text: 'status ' + response.status_code + ' of ' + request.method } } }
                }
                """,
            scriptEnabled = true,
        });
        await Cast.SayAsync(cast.Ada, roomId, "script please");
        await Eventually.Async(async () => (await TextsAsync()).Contains("status 200 of PUT"), "the script's message");
        var changed = service.Requests.Single(r => r.Path == "/changed");
        Assert.Equal(("PUT", "yes", "Basic bWU6c2VjcmV0", "script please"), (changed.Method, changed.Headers["X-Mine"], changed.Headers["Authorization"], changed.Body.Text("only")));
        var spoken = (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"].EnumerateArray().First(m => m.Text("msg") == "status 200 of PUT");
        Assert.Equal((cast.Ada.Username, "Helper"), (spoken.GetProperty("u").Text("username"), spoken.Text("alias")));

        async Task<string> AddAsync(string path, Func<WebhookEntries.OutgoingDraft, WebhookEntries.OutgoingDraft>? change = null)
        {
            var draft = WebhookEntries.Outgoing(service.Url.ToString().TrimEnd('/') + path, "#" + name);
            return (await WebhookEntries.OutgoingAsync(cast.Admin, change?.Invoke(draft) ?? draft)).Text("_id")!;
        }

        Task<RestReply> RemoveAsync(string id) => cast.Admin.PostAsync("integrations.remove", new { type = "webhook-outgoing", integrationId = id }).SucceedsAsync();
        List<string?> TextsAt(string path) => [.. service.Requests.Where(r => r.Path == path).Select(r => r.Body.Text("text"))];
        async Task<List<string?>> TextsAsync() => [.. (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}&count=50")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text("msg"))];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task INT_033_to_048_058_Every_event_tells_its_facts_and_no_secrets(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var service = StandIn.Start(_ => (200, (object)new { }));
        await cast.Admin.PostAsync("settings/SSRF_Allowlist", new { value = "127.0.0.1" }).SucceedsAsync();
        foreach (var happening in new[] { "fileUploaded", "roomArchived", "roomCreated", "userCreated", "roomJoined", "roomLeft" })
            await WebhookEntries.OutgoingAsync(cast.Admin, WebhookEntries.Outgoing($"{service.Url}{happening}", happening is "fileUploaded" or "roomJoined" or "roomLeft" ? "all_public_channels,all_private_groups" : "") with { @event = happening, targetRoom = "#general" });
        await WebhookEntries.OutgoingAsync(cast.Admin, WebhookEntries.Outgoing($"{service.Url}person", "@" + cast.Bob.Username));

        var roomId = await cast.RoomAsync();
        await Cast.UploadAsync(cast.Ada, roomId).SucceedsAsync();
        var cleo = await cast.PersonAsync("dora");
        await cast.Ada.Rest.PostAsync("channels.invite", new { roomId, userId = cleo.Id }).SucceedsAsync();
        await cleo.Rest.PostAsync("channels.leave", new { roomId }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.archive", new { roomId }).SucceedsAsync();
        var direct = await cast.RoomAsync("im");
        await Cast.SayAsync(cast.Bob, direct, "my own");
        await Cast.SayAsync(cast.Ada, direct, "to Bob");

        Assert.Equal("words.txt", (await AtAsync("/fileUploaded", r => r.Text("channel_id") == roomId)).GetProperty("message").GetProperty("file").Text("name"));
        Assert.Equal(cast.Ada.Id, (await AtAsync("/roomCreated", r => r.Text("channel_id") == roomId)).GetProperty("owner").Text("_id"));
        Assert.Equal(cleo.Id, (await AtAsync("/userCreated", r => r.Text("user_id") == cleo.Id)).GetProperty("user").Text("_id"));
        Assert.Equal(roomId, (await AtAsync("/roomJoined", r => r.Text("user_id") == cleo.Id && r.Text("channel_id") == roomId)).GetProperty("room").Text("_id"));
        await AtAsync("/roomLeft", r => r.Text("user_id") == cleo.Id && r.Text("channel_id") == roomId);
        Assert.Equal(cast.Ada.Username, (await AtAsync("/roomArchived", r => r.Text("channel_id") == roomId)).Text("user_name"));
        await AtAsync("/person", r => r.Text("text") == "to Bob");
        Assert.DoesNotContain(service.Requests, r => r.Path == "/person" && r.Body.Text("text") == "my own");
        // Those a room was made with did not enter it.
        Assert.DoesNotContain(service.Requests, r => r.Path == "/roomJoined" && r.Body.Text("user_id") == cast.Bob.Id && r.Body.Text("channel_id") == roomId);
        foreach (var request in service.Requests)
            foreach (var secret in new[] { "services", "password", "bcrypt", "emails", "loginTokens" })
                Assert.DoesNotContain($"\"{secret}\"", request.Body.GetRawText(), StringComparison.Ordinal);

        // INT-058: an automation service looks around, subscribes and leaves, with the rights of the account the webhook posts as.
        using var program = server.Anonymous();
        var plain = await WebhookEntries.IncomingAsync(cast.Admin);
        string Helper(JsonElement hook, string act) => WebhookEntries.Address(hook).Replace("/hooks/", $"/hooks/{act}/", StringComparison.Ordinal);
        Assert.Equal(3, (await program.GetAsync(Helper(plain, "sample"))).Body.GetArrayLength());
        await program.GetAsync(Helper(plain, "info")).SucceedsAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync(Helper(plain, "info") + "x")).Status);
        var subscription = new { @event = "newMessageOnChannel", target_url = $"{service.Url}zap", name = "zap", data = new { channel_name = "general" } };
        Assert.Equal("not_authorized", (await program.PostAsync(Helper(plain, "add"), subscription))["error"].GetString());
        var mighty = await WebhookEntries.IncomingAsync(cast.Admin, WebhookEntries.Incoming() with { username = ParleyServer.AdminUsername });
        Assert.Equal("webhook-outgoing", (await program.PostAsync(Helper(mighty, "add"), subscription))["type"].GetString());
        await cast.Admin.PostAsync("chat.postMessage", new { channel = "#general", text = "zapped" }).SucceedsAsync();
        await AtAsync("/zap", r => r.Text("text") == "zapped");
        await program.PostAsync(Helper(mighty, "remove"), new { subscription.target_url }).SucceedsAsync();
        Assert.Equal("integration-not-found", (await program.PostAsync(Helper(mighty, "remove"), new { subscription.target_url }))["error"].GetString());

        async Task<JsonElement> AtAsync(string path, Func<JsonElement, bool> fits)
        {
            JsonElement? found = null;
            await Eventually.Async(() => Task.FromResult((found = service.Requests.Where(r => r.Path == path).Select(r => (JsonElement?)r.Body).FirstOrDefault(b => fits(b!.Value))) is not null), path);
            return found!.Value;
        }
    }

    private static async Task<string> RawTokenAsync(ParleyServer server, Engine engine, string id)
    {
        await using var connection = await RawDatabase.OpenAsync(engine, server.DatabaseUrl);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT token FROM integrations WHERE id=" + $"'{id}'";
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
