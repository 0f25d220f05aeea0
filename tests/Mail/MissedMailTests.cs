using MimeKit;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Mail;

/// <summary>Mails about what somebody has not seen, and answers to them: NOT-018 to NOT-025, SEC-016.</summary>
/// <remarks>Rows: E2E-033, NOT-019, NOT-020, NOT-022, NOT-024, SET-085.</remarks>
public sealed class MissedMailTests(Workspaces workspaces)
{
    private const string Mailbox = "replies";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_018_NOT_019_NOT_022_NOT_024_who_is_away_gets_one_mail_for_each_room_and_who_is_here_none(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        var environment = mail.Environment;
        (environment["NOTIFICATIONS_SCHEDULE_DELAY_ONLINE"], environment["NOTIFICATIONS_SCHEDULE_DELAY_OFFLINE"]) = ("-1", "3");
        environment["E2E_Enable"] = "true";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var (roomId, direct) = (await cast.RoomAsync(furtherMembers: cleo.Username), await cast.RoomAsync("im"));
        // Cleo wants none, only to be told on her phone; the administrator is at the desk.
        await cleo.Rest.PostAsync("push.token", new { type = "gcm", value = Scratch.Name("token"), appName = "chat" }).SucceedsAsync();
        await cleo.Rest.PostAsync("users.setPreferences", new { userId = cleo.Id, data = new { emailNotificationMode = "nothing" } }).SucceedsAsync();

        await cast.SayAsync(roomId, "nobody in particular");
        await cast.SayAsync(roomId, $"<b>first</b> for @{cast.Bob.Username} and @{cleo.Username}");
        await cast.SayAsync(roomId, $"second for @{cast.Bob.Username}\r\nBcc: x@example.org");
        await cast.SayAsync(direct, "for you alone");

        var got = await mail.WaitAsync(AddressOf(cast.Bob), "first");
        Assert.Contains("&lt;b&gt;first&lt;/b&gt;", got.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("second for", got.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody in particular", got.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("?msg=", got.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("/account/preferences", got.HtmlBody, StringComparison.Ordinal);
        var alone = await mail.WaitAsync(AddressOf(cast.Bob), "for you alone");
        Assert.Contains("wrote to you", alone.Subject, StringComparison.Ordinal);
        Assert.Empty(got.ReplyTo);

        // Whoever reads before the mail leaves gets none; text can be kept out of mails; every message where the member asks for it.
        await cast.SayAsync(direct, "read at once");
        await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Email_notification_show_message", new { value = false }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications = new { emailNotifications = "all" } }).SucceedsAsync();
        await cast.SayAsync(roomId, "every message is wanted now");
        await Eventually.Async(() => Task.FromResult(mail.To(AddressOf(cast.Bob)).Count == 3), "the third mail");
        var hidden = mail.To(AddressOf(cast.Bob))[2];
        Assert.DoesNotContain("every message", hidden.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.All(), sent => sent.HtmlBody?.Contains("read at once", StringComparison.Ordinal) == true);
        Assert.Empty(mail.To(AddressOf(cleo)));
        Assert.DoesNotContain(mail.All(), sent => sent.Bcc.Count > 0);

        // Of an encrypted message a mail says only that there is one (E2E-033).
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = direct, encrypted = true }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = direct, msg = "eyJhbGciOiJBc2VhbGVk", t = "e2e" } }).SucceedsAsync();
        var neutral = await mail.WaitAsync(AddressOf(cast.Bob), "sent an encrypted message");
        Assert.DoesNotContain("eyJhbGciOiJB", neutral.ToString(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_020_answer_by_mail_becomes_a_message_and_a_forged_one_does_not(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var imap = await ImapServer.StartAsync();
        var environment = mail.Environment;
        environment["Direct_Reply_Enable"] = "true";
        (environment["Direct_Reply_Host"], environment["Direct_Reply_Port"], environment["Direct_Reply_IgnoreTLS"]) = ("127.0.0.1", $"{imap.Port}", "true");
        (environment["Direct_Reply_Username"], environment["Direct_Reply_Password"], environment["Direct_Reply_ReplyTo"]) = (Mailbox, ImapServer.Password, "replies@chat.example.org");
        await using var server = await workspaces.PrivateAsync(engine, environment);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("groups");
        var root = await cast.SayAsync(roomId, "the root");
        await cast.SayAsync(roomId, $"what do you say, @{cast.Bob.Username}?", root);
        var asked = await mail.WaitAsync(AddressOf(cast.Bob), "what do you say");
        var address = asked.ReplyTo.Mailboxes.Single().Address;
        Assert.Matches("^replies\\+[a-z0-9]{26}@chat\\.example\\.org$", address);
        Assert.Contains("You can answer this mail", asked.TextBody, StringComparison.Ordinal);

        // From somebody else, to a guessed address, by a machine: none of them becomes a message.
        await imap.DeliverAsync(Mailbox, Answer(AddressOf(cast.Ada), address, "forged by ada"));
        await imap.DeliverAsync(Mailbox, Answer(AddressOf(cast.Bob), "replies+aaaaaaaaaaaaaaaaaaaaaaaaaa@chat.example.org", "forged address"));
        var machine = Answer(AddressOf(cast.Bob), address, "I am on holiday");
        machine.Headers.Add("Auto-Submitted", "auto-replied");
        await imap.DeliverAsync(Mailbox, machine);
        var genuine = Answer(AddressOf(cast.Bob).ToUpperInvariant(), address.ToUpperInvariant(), "I say yes\n\nOn Monday Ada wrote:\n> what do you say\n");
        await imap.DeliverAsync(Mailbox, genuine);
        await imap.DeliverAsync(Mailbox, genuine);

        List<System.Text.Json.JsonElement> replies = [];
        await Eventually.Async(
            async () => (replies = [.. (await cast.Ada.Rest.GetAsync($"chat.getThreadMessages?tmid={root}")).OrThrow()["messages"].EnumerateArray()]).Count >= 2, "the answer is in the thread", TimeSpan.FromSeconds(60));
        await Eventually.Async(async () => await imap.CountAsync(Mailbox) == 0, "the mailbox is empty");
        replies = [.. (await cast.Ada.Rest.GetAsync($"chat.getThreadMessages?tmid={root}")).OrThrow()["messages"].EnumerateArray()];
        var answer = Assert.Single(replies, reply => reply.GetProperty("u").GetProperty("username").GetString() == cast.Bob.Username);
        Assert.Equal("I say yes", answer.Text());
        var all = (await cast.Ada.Rest.GetAsync($"groups.messages?roomId={roomId}")).Body.GetRawText();
        foreach (var words in new[] { "forged", "holiday" }) Assert.DoesNotContain(words, all, StringComparison.Ordinal);
    }

    private static MimeMessage Answer(string from, string to, string text)
    {
        var mail = new MimeMessage { Subject = "Re: something", Body = new TextPart("plain") { Text = text } };
        mail.From.Add(MailboxAddress.Parse(from));
        mail.To.Add(MailboxAddress.Parse(to));
        return mail;
    }

    private static string AddressOf(Person person) => person.Username + "@example.org";
}
