using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary><c>autotranslate.*</c>.</summary>
internal sealed class TranslationsRest(TranslateText texts, TranslateMessage translate, ChooseTranslation choose, PermissionRegistry permissions, SettingsRegistry settings) : IRestDoor
{
    private const string Off = "AutoTranslate is disabled.";

    public void Map(RestRoutes routes)
    {
        routes.Get("autotranslate.getSupportedLanguages", LanguagesAsync).Strictly("targetLanguage!");
        routes.Post("autotranslate.saveSettings", SaveAsync).Takes("roomId!", "field!", "value!", "defaultLanguage");
        routes.Post("autotranslate.translateMessage", TranslateAsync).Strictly("messageId!", "targetLanguage");
    }

    private async Task<RestResult> LanguagesAsync(RestCall call)
    {
        if (!settings.Get(TranslationSettings.Enabled)) return RestResult.Failure(Off, null);
        TranslationRights.Check(permissions, call.Caller);
        return RestResult.Ok(new WireObject { { "languages", TranslationViews.Of(await texts.LanguagesAsync(call.Query("targetLanguage") ?? "en", call.Aborted)) } });
    }

    private async Task<RestResult> SaveAsync(RestCall call)
    {
        var field = call.Body.Text("field");
        if (call.Body.Text("roomId") is not { Length: > 0 } roomId) throw WireError.InvalidParams("must have required property 'roomId'");
        if (field is not ("autoTranslate" or "autoTranslateLanguage")) throw WireError.InvalidParams("must be equal to one of the allowed values");
        if (call.Body.Get("value") is not { } value) throw WireError.InvalidParams("must have required property 'value'");
        if (!settings.Get(TranslationSettings.Enabled)) return RestResult.Failure(Off, null);
        if (field == "autoTranslate" && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return RestResult.Failure("The bodyParam \"autoTranslate\" must be a boolean.", null);
        if (field == "autoTranslateLanguage" && value.ValueKind != JsonValueKind.String) return RestResult.Failure("The bodyParam \"autoTranslateLanguage\" must be a string.", null);
        var isOn = field == "autoTranslate" ? value.GetBoolean() : (bool?)null;
        await choose.ExecuteAsync(call.Caller, roomId, isOn, isOn is null ? value.GetString() : null, isOn is null ? null : call.Body.Text("defaultLanguage"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> TranslateAsync(RestCall call)
    {
        if (!settings.Get(TranslationSettings.Enabled)) return RestResult.Failure(Off, null);
        if (call.Body.Text("messageId") is not { Length: > 0 } messageId) return RestResult.Failure("The bodyParam \"messageId\" is required.", null);
        return RestResult.Ok(new WireObject { { "message", await TranslationViews.AskAsync(translate, call.Caller, messageId, call.Body.Text("targetLanguage"), call.Aborted) } });
    }
}

/// <summary><c>autoTranslate.*</c>.</summary>
internal sealed class TranslationsDdp(TranslateText texts, TranslateMessage translate, ChooseTranslation choose, PermissionRegistry permissions, SettingsRegistry settings) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("autoTranslate.getProviderUiMetadata", _ => Task.FromResult<object?>(Providers()));
        methods.Add("autoTranslate.getSupportedLanguages", LanguagesAsync, limit: new(5, 60_000));
        methods.Add("autoTranslate.saveSettings", SaveAsync);
        methods.Add("autoTranslate.translateMessage", TranslateAsync, limit: new(30, 60_000));
    }

    private WireObject Providers()
    {
        var all = new WireObject();
        foreach (var translator in texts.All) all.Add(translator.Name, new WireObject { { "name", translator.Name }, { "displayName", translator.DisplayName } });
        return all;
    }

    private async Task<object?> LanguagesAsync(MethodCall call)
    {
        if (!settings.Get(TranslationSettings.Enabled)) throw new WireError("error-autotranslate-disabled", "Auto-Translate is disabled");
        TranslationRights.Check(permissions, call.Caller);
        return TranslationViews.Of(await texts.LanguagesAsync(call.TextAt(0) ?? "en", call.Aborted));
    }

    /// <summary><c>(rid, field, value, {defaultLanguage})</c>; the switch is <c>'1'</c> or <c>'0'</c>.</summary>
    private async Task<object?> SaveAsync(MethodCall call)
    {
        var (roomId, field, value) = (call.RequiredText(0), call.RequiredText(1), call.RequiredText(2));
        if (field is not ("autoTranslate" or "autoTranslateLanguage"))
            throw new WireError("error-invalid-settings", "Invalid settings field", details: new WireObject { { "method", "saveAutoTranslateSettings" } });
        var isOn = field == "autoTranslate" ? value == "1" : (bool?)null;
        await choose.ExecuteAsync(call.Caller, roomId, isOn, isOn is null ? value : null, isOn is null ? null : call.At(3).Text("defaultLanguage"), call.Aborted);
        return true;
    }

    /// <summary><c>(message, targetLanguage)</c>; only the message's id counts.</summary>
    private async Task<object?> TranslateAsync(MethodCall call)
    {
        if (!settings.Get(TranslationSettings.Enabled)) return null;
        return await TranslationViews.AskAsync(translate, call.Caller, call.RequiredObject(0).Text("_id") ?? throw WireError.Match("Expected string in _id"), call.TextAt(1), call.Aborted);
    }
}

internal static class TranslationViews
{
    public static List<WireObject> Of(IReadOnlyList<TargetLanguage> languages) => languages.Select(l => new WireObject { { "language", l.Code }, { "name", l.Name } }).ToList();

    public static async Task<RawJson?> AskAsync(TranslateMessage translate, Caller caller, string messageId, string? language, CancellationToken ct)
    {
        try
        {
            return await translate.AskAsync(caller, messageId, language is { Length: > 0 } ? language : null, ct);
        }
        catch (TranslationFailedException failure)
        {
            throw new WireError("error-translation-failed", failure.Message);
        }
    }
}
