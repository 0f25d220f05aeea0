using Parley.Harness;
using Parley.Tests.Mail;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for read receipts, translations, audits, files in two steps and invitations by mail.</summary>
internal static class ReadingEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET chat.getMessageReadReceipts", new("receipts", async cast => await cast.Ada.Rest.GetAsync("chat.getMessageReadReceipts?messageId=" + await cast.SayAsync(await cast.RoomAsync()))));
        all.Add("GET autotranslate.getSupportedLanguages", new("languages", async cast => await (await TranslatingAsync(cast)).GetAsync("autotranslate.getSupportedLanguages?targetLanguage=en")));
        all.Add("POST autotranslate.saveSettings", new("success", async cast =>
        {
            var admin = await TranslatingAsync(cast);
            return await admin.PostAsync("autotranslate.saveSettings", new { roomId = await JoinedAsync(cast), field = "autoTranslateLanguage", value = "de" });
        }));
        all.Add("POST autotranslate.translateMessage", new("message", async cast =>
        {
            var admin = await TranslatingAsync(cast);
            return await admin.PostAsync("autotranslate.translateMessage", new { messageId = await cast.SayAsync(await cast.RoomAsync()), targetLanguage = "de" });
        }));
    }

    public static void AddFiles(Dictionary<string, RouteEntry> all)
    {
        all.Add("POST rooms.media/{rid}", new("file", async cast => await FileKindTests.KeepAsync(cast.Ada, await cast.RoomAsync())));
        all.Add("POST rooms.mediaConfirm/{rid}/{fileId}", new("message", async cast =>
        {
            var roomId = await cast.RoomAsync();
            var id = (await FileKindTests.KeepAsync(cast.Ada, roomId)).OrThrow()["file"].MessageId();
            return await cast.Ada.Rest.PostAsync($"rooms.mediaConfirm/{roomId}/{id}", new { msg = "see" });
        }));
    }

    public static void AddMails(Dictionary<string, RouteEntry> all) => all.Add("POST sendInvitationEmail", new("success", async _ =>
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await ParleyServer.StartAsync(new ServerOptions { Name = "invitation", Environment = mail.Environment });
        return await (await server.AdminAsync()).PostAsync("sendInvitationEmail", new { emails = new[] { "guest@example.org" } });
    }));

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("saveAudioNotificationValue", new("true", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("saveAudioNotificationValue", await cast.RoomAsync(), "beep")));
        all.Add("getReadReceipts", new("[]", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("getReadReceipts", new { messageId = await cast.SayAsync(await cast.RoomAsync()) })));
        all.Add("autoTranslate.getProviderUiMetadata", new("google-translate deepl-translate microsoft-translate", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("autoTranslate.getProviderUiMetadata")));
        all.Add("autoTranslate.getSupportedLanguages", new("[]", async cast => await (await AdminAsync(cast)).CallAsync("autoTranslate.getSupportedLanguages", "en")));
        all.Add("autoTranslate.saveSettings", new("true", async cast =>
            await (await AdminAsync(cast)).CallAsync("autoTranslate.saveSettings", await JoinedAsync(cast), "autoTranslate", "1", new { defaultLanguage = "de" })));
        all.Add("autoTranslate.translateMessage", new("_id", async cast => await (await AdminAsync(cast)).CallAsync("autoTranslate.translateMessage", new { _id = await cast.SayAsync(await cast.RoomAsync()) }, "de")));
        var day = new Dictionary<string, long> { ["$date"] = 0 };
        all.Add("auditGetMessages", new("[]", async cast => await (await cast.LineAsync(await AuditTests.AuditorAsync(cast, "auditor"))).CallAsync(
            "auditGetMessages", new { rid = await cast.RoomAsync(), startDate = day, endDate = day, users = Array.Empty<string>(), msg = "", type = "" })));
        all.Add("auditGetAuditions", new("[]", async cast => await (await cast.LineAsync(await AuditTests.AuditorAsync(cast, "auditor-log"))).CallAsync("auditGetAuditions", new { startDate = day, endDate = day })));
    }

    /// <summary>Without a key for a service the switch changes nothing for others on the server.</summary>
    private static async Task<RestClient> TranslatingAsync(Cast cast)
    {
        await cast.Admin.PostAsync("settings/AutoTranslate_Enabled", new { value = true }).SucceedsAsync();
        return cast.Admin;
    }

    private static async Task<DdpClient> AdminAsync(Cast cast)
    {
        await TranslatingAsync(cast);
        return await cast.LineOfAdminAsync();
    }

    private static async Task<string> JoinedAsync(Cast cast)
    {
        var roomId = await cast.RoomAsync();
        await cast.Admin.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        return roomId;
    }
}
