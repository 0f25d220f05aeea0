using System.Security.Cryptography;
using Parley.Platform.Settings;

namespace Parley.People.Passwords;

/// <summary>What passwords must hold (ACC-022).</summary>
internal static class PasswordPolicy
{
    private const string Group = "Accounts";
    private const string Section = "Password Policy";
    private const string Prefix = "Accounts_Password_Policy_";

    public static readonly Setting<bool> Enabled = SettingOf.Bool(Prefix + "Enabled", Group, false, Section, isPublic: true);
    public static readonly Setting<long> MinLength = SettingOf.Int(Prefix + "MinLength", Group, 7, Section, isPublic: true);
    public static readonly Setting<long> MaxLength = SettingOf.Int(Prefix + "MaxLength", Group, -1, Section, isPublic: true);
    public static readonly Setting<bool> ForbidRepeating = SettingOf.Bool(Prefix + "ForbidRepeatingCharacters", Group, true, Section, isPublic: true);
    public static readonly Setting<long> RepeatingCount = SettingOf.Int(Prefix + "ForbidRepeatingCharactersCount", Group, 3, Section, isPublic: true);
    public static readonly Setting<bool> Lowercase = SettingOf.Bool(Prefix + "AtLeastOneLowercase", Group, true, Section, isPublic: true);
    public static readonly Setting<bool> Uppercase = SettingOf.Bool(Prefix + "AtLeastOneUppercase", Group, true, Section, isPublic: true);
    public static readonly Setting<bool> Number = SettingOf.Bool(Prefix + "AtLeastOneNumber", Group, true, Section, isPublic: true);
    public static readonly Setting<bool> Special = SettingOf.Bool(Prefix + "AtLeastOneSpecialCharacter", Group, true, Section, isPublic: true);

    /// <summary>Ours: passwords that many people use are refused (SEC-045).</summary>
    public static readonly Setting<bool> ForbidCommon = SettingOf.Bool(Prefix + "ForbidCommonPasswords", Group, true, Section, isPublic: true);

    public static IReadOnlyList<Setting> Settings => [Enabled, MinLength, MaxLength, ForbidRepeating, RepeatingCount, Lowercase, Uppercase, Number, Special, ForbidCommon];

    /// <summary>The rules that a password breaks: the end of its identifier, and the sentence that clients know for it.</summary>
    public static List<(string Rule, string Message)> FailedRules(string password, SettingsRegistry settings)
    {
        var failed = new List<(string, string)>();
        if (!settings.Get(Enabled)) return failed;
        if (settings.Get(MinLength) is > 0 and var min && password.Length < min) failed.Add(("minLength", "The password does not meet the minimum length password policy."));
        if (settings.Get(MaxLength) is > 0 and var max && password.Length > max) failed.Add(("maxLength", "The password does not meet the maximum length password policy."));
        if (settings.Get(ForbidRepeating) && LongestRun(password) > settings.Get(RepeatingCount))
            failed.Add(("repeatingCharacters", "The password contains repeating characters which is against the password policy."));
        if (settings.Get(Lowercase) && !password.Any(char.IsLower)) failed.Add(("oneLowercase", Without("lowercase")));
        if (settings.Get(Uppercase) && !password.Any(char.IsUpper)) failed.Add(("oneUppercase", Without("uppercase")));
        if (settings.Get(Number) && !password.Any(char.IsDigit)) failed.Add(("oneNumber", Without("numerical")));
        if (settings.Get(Special) && password.All(char.IsLetterOrDigit)) failed.Add(("oneSpecial", Without("special")));
        return failed;
    }

    /// <summary>Asked once all other rules are met: no client shows this one while somebody types.</summary>
    public static bool IsTooCommon(string password, SettingsRegistry settings) => settings.Get(Enabled) && settings.Get(ForbidCommon) && CommonPasswords.Has(password);

    private static string Without(string kind) => $"The password does not contain at least one {kind} character which is against the password policy.";

    /// <summary>A password that the rules allow, whatever they are.</summary>
    public static string Generate(SettingsRegistry settings)
    {
        const string letters = "abcdefghijkmnopqrstuvwxyz", capitals = "ABCDEFGHJKLMNPQRSTUVWXYZ", digits = "23456789", marks = "!#$%*+-=?@_";
        var length = (int)Math.Clamp(Math.Max(12, settings.Get(MinLength)), 12, 128);
        if (settings.Get(MaxLength) is > 0 and var max) length = (int)Math.Min(length, Math.Max(4, max));
        while (true)
        {
            var password = RandomNumberGenerator.GetString(letters + capitals + digits + marks, length);
            if (LongestRun(password) == 1 && password.Any(letters.Contains) && password.Any(capitals.Contains) && password.Any(digits.Contains) && password.Any(marks.Contains)) return password;
        }
    }

    /// <summary>The rules in force as <c>pw.getPolicy</c> lists them: key and parameters.</summary>
    public static List<object?[]> Describe(SettingsRegistry settings)
    {
        var rules = new List<object?[]>();
        if (settings.Get(MinLength) is > 0 and var min) rules.Add(["get-password-policy-minLength", new Platform.Wire.WireObject { { "minLength", min } }]);
        if (settings.Get(MaxLength) is > 0 and var max) rules.Add(["get-password-policy-maxLength", new Platform.Wire.WireObject { { "maxLength", max } }]);
        if (settings.Get(ForbidRepeating)) rules.Add(["get-password-policy-forbidRepeatingCharacters"]);
        if (settings.Get(ForbidRepeating)) rules.Add(["get-password-policy-forbidRepeatingCharactersCount", new Platform.Wire.WireObject { { "forbidRepeatingCharactersCount", settings.Get(RepeatingCount) } }]);
        if (settings.Get(Lowercase)) rules.Add(["get-password-policy-mustContainAtLeastOneLowercase"]);
        if (settings.Get(Uppercase)) rules.Add(["get-password-policy-mustContainAtLeastOneUppercase"]);
        if (settings.Get(Number)) rules.Add(["get-password-policy-mustContainAtLeastOneNumber"]);
        if (settings.Get(Special)) rules.Add(["get-password-policy-mustContainAtLeastOneSpecialCharacter"]);
        return rules;
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            run = i > 0 && text[i] == text[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
