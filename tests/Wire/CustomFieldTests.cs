using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Fields that bots put on messages.</summary>
/// <remarks>Rows: MSG-015.</remarks>
public sealed class CustomFieldTests(Workspaces workspaces)
{
    private const string Schema = """{"properties":{"priority":{"enum":["low","high"]},"code":{"type":"string","pattern":"^(a+)+$"}},"required":["priority"],"additionalProperties":false}""";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_015_custom_fields_need_the_switch_and_must_fit_the_schema(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("channels");
        await SendAsync(new { priority = "low" }).AssertRefusedAsync("error-custom-fields-not-enabled");
        await SetAsync("Message_CustomFields_Enabled", true);
        var free = (await SendAsync(new { anything = 1 })).OrThrow()["message"];
        Assert.Equal(1, free.GetProperty("customFields").GetProperty("anything").GetInt32());

        await SetAsync("Message_CustomFields", Schema);

        var kept = (await SendAsync(new { priority = "high" })).OrThrow()["message"];
        Assert.Equal("high", kept.GetProperty("customFields").GetProperty("priority").GetString());
        await SendAsync(new { priority = "sky" }).AssertRefusedAsync("error-invalid-custom-fields");
        await SendAsync(new { priority = "low", more = true }).AssertRefusedAsync("error-invalid-custom-fields");
        await SendAsync("low").AssertRefusedAsync("error-invalid-custom-fields");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = kept.MessageId(), text = "again", customFields = new { priority = "sky" } }).AssertRefusedAsync("error-invalid-custom-fields");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = kept.MessageId(), text = "again", customFields = new { priority = "low" } }).SucceedsAsync();
        Assert.Equal("low", (await Cast.MessageAsync(cast.Ada, kept.MessageId())).GetProperty("customFields").GetProperty("priority").GetString());
        // A pattern that would try for hours is given up (SEC-012).
        await SendAsync(new { priority = "low", code = new string('a', 60) + "!" }).AssertRefusedAsync("error-invalid-custom-fields");
        await SetAsync("Message_CustomFields", "{ not json");
        await SendAsync(new { priority = "low" }).AssertRefusedAsync("error-invalid-custom-fields");

        Task<RestReply> SendAsync(object fields) => cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "hello", customFields = fields } });
        Task SetAsync(string id, object value) => cast.Admin.PostAsync("settings/" + id, new { value }).SucceedsAsync();
    }
}
