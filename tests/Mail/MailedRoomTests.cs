using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Mail;

/// <summary>Messages and invitations that leave by mail: ROOM-048, ROOM-077.</summary>
public sealed class MailedRoomTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_077_chosen_messages_are_mailed_and_unknown_recipients_told(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        await using var cast = await Cast.OnAsync(server);
        var (roomId, other) = (await cast.RoomAsync(), await cast.RoomAsync());
        var first = await cast.SayAsync(roomId, "<b>first</b> & last");
        await cast.SayAsync(roomId, "not chosen");
        var foreign = await cast.SayAsync(other, "elsewhere");
        var bobs = (await cast.Bob.Rest.GetAsync("me")).OrThrow()["emails"][0].GetProperty("address").GetString()!;
        await cast.Admin.PostAsync("channels.join", new { roomId }).SucceedsAsync();

        var answer = (await cast.Admin.PostAsync("rooms.export", new
        {
            rid = roomId,
            type = "email",
            toUsers = new[] { cast.Bob.Username, "nobody-has-this-name" },
            toEmails = new[] { "guest@example.org", "no address", "two@example.org, three@example.org" },
            subject = "minutes\r\nBcc: everybody@example.org",
            messages = new[] { first, foreign },
        })).OrThrow();

        Assert.Equal(["nobody-has-this-name", "no address", "two@example.org, three@example.org"], answer["missing"].EnumerateArray().Select(m => m.GetString()));
        foreach (var address in new[] { bobs, "guest@example.org" })
        {
            var got = await mail.WaitAsync(address);
            Assert.StartsWith("minutes", got.Subject, StringComparison.Ordinal);
            Assert.Contains("&lt;b&gt;first&lt;/b&gt; &amp; last", got.HtmlBody, StringComparison.Ordinal);
            Assert.DoesNotContain("not chosen", got.HtmlBody, StringComparison.Ordinal);
            Assert.DoesNotContain("elsewhere", got.HtmlBody, StringComparison.Ordinal);
        }

        Assert.Equal(2, mail.All().Count);
        await cast.Ada.Rest.PostAsync("rooms.export", new { rid = roomId, type = "email", toEmails = new[] { "guest@example.org" }, messages = new[] { first } }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "email", messages = new[] { first } }).AssertRefusedAsync("error-invalid-recipient");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "email", toEmails = new[] { "guest@example.org" }, messages = new[] { foreign } }).AssertRefusedAsync("error-invalid-messages");

        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "file", format = "html" }).SucceedsAsync();
        var ready = await mail.WaitAsync("warden@example.org");
        Assert.Contains(server.Url + "data-export/", ready.HtmlBody, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_048_people_are_invited_to_the_workspace_by_mail(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        await using var cast = await Cast.OnAsync(server);

        await cast.Ada.Rest.PostAsync("sendInvitationEmail", new { emails = new[] { "guest@example.org" } }).AssertRefusedAsync("error-not-allowed");
        await cast.Admin.PostAsync("sendInvitationEmail", new { emails = new[] { "no address" } }).AssertRefusedAsync("error-email-send-failed");
        await cast.Admin.PostAsync("sendInvitationEmail", new { emails = new[] { "guest@example.org", "no address", "GUEST@example.org" } }).SucceedsAsync();

        var got = await mail.WaitAsync("guest@example.org");
        Assert.Contains("invited", got.Subject, StringComparison.Ordinal);
        Assert.Contains($":{server.Port}", got.HtmlBody, StringComparison.Ordinal);
        Assert.Single(mail.All());
    }
}
