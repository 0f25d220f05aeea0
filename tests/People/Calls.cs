using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;
using OtpNet;
using Parley.Harness;

namespace Parley.Tests.People;

/// <summary>Small acts of the tests about accounts.</summary>
internal static partial class Calls
{
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The answer of a DDP method through <c>method.call</c>: <c>result</c> or <c>error</c>.</summary>
    public static async Task<JsonElement> MethodAsync(this RestClient caller, string method, params object?[] parameters)
    {
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = parameters });
        var door = caller.Token is null ? "method.callAnon/" : "method.call/";
        return JsonElement.Parse((await caller.PostAsync(door + Uri.EscapeDataString(method), new { message }))["message"].GetString()!);
    }

    /// <summary>Its result; fails when it was refused.</summary>
    public static async Task<JsonElement> ResultAsync(this RestClient caller, string method, params object?[] parameters)
    {
        var answer = await caller.MethodAsync(method, parameters);
        return answer.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"{method} was refused: {error.GetRawText()}")
            : answer.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>The identifier it was refused with; empty when it was not.</summary>
    public static async Task<string> RefusalAsync(this RestClient caller, string method, params object?[] parameters) =>
        (await caller.MethodAsync(method, parameters)).TryGetProperty("error", out var error) ? error.GetProperty("error").ToString() : "";

    /// <summary>A POST with a second factor in its headers.</summary>
    public static async Task<RestReply> PostWithCodeAsync(this RestClient caller, string path, object body, string code, string method)
    {
        var content = JsonContent.Create(body);
        content.Headers.Add("x-2fa-code", code);
        content.Headers.Add("x-2fa-method", method);
        return await caller.SendAsync(HttpMethod.Post, path, content);
    }

    public static string TokenIn(this MimeMessage mail, string path)
    {
        var match = Regex.Match(mail.TextBody ?? "", Regex.Escape(path) + "([A-Za-z0-9_-]{43})");
        return match.Success ? match.Groups[1].Value : throw new InvalidOperationException("no link in " + mail.TextBody);
    }

    public static string CodeIn(this MimeMessage mail) => SixDigits().Match(mail.TextBody ?? "").Value;

    /// <param name="step">0 is now, 1 the next half minute.</param>
    public static string Totp(string secret, int step = 0) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * step));

    /// <summary>Sets up an authenticator.</summary>
    /// <returns>Its secret and the backup codes. The code of now is used up.</returns>
    public static async Task<(string Secret, List<string> Backups)> EnrolAsync(this RestClient caller)
    {
        var secret = (await caller.ResultAsync("2fa:enable")).GetProperty("secret").GetString()!;
        var codes = (await caller.ResultAsync("2fa:validateTempToken", Totp(secret))).GetProperty("codes");
        return (secret, [.. codes.EnumerateArray().Select(code => code.GetString()!)]);
    }

    public static Task<RestReply> TryLoginAsync(this ParleyServer server, string user, string password, string? code = null) =>
        server.Anonymous().PostAsync("login", code is null ? new { user, password } : new { user, password, code });

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
