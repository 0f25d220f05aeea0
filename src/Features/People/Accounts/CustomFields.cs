using System.Text.Json;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>Extra profile fields that administrators define as JSON (ACC-020), checked whatever the door.</summary>
internal sealed class CustomFields(SettingsRegistry settings)
{
    public static readonly Setting<string> Definition = new("Accounts_CustomFields", "code", "Accounts", "") { Section = "Registration", IsPublic = true };

    /// <param name="isComplete">Required fields must be given, as on registration.</param>
    /// <exception cref="WireError"><c>error-user-registration-custom-field</c>; <c>error-invalid-customfield-json</c> while the definition is none.</exception>
    public void Check(JsonElement given, bool isComplete)
    {
        var text = settings.Get(Definition).Trim();
        if (text.Length == 0) return;
        if (!WireRead.TryParse(text, out var defined) || defined.Value.ValueKind != JsonValueKind.Object) throw new WireError("error-invalid-customfield-json", "The custom fields of this workspace are not defined as JSON");
        foreach (var field in defined.Value.EnumerateObject())
        {
            var value = given.Text(field.Name);
            if (string.IsNullOrEmpty(value))
            {
                if (field.Value.Flag("required") == true && (isComplete || given.Has(field.Name))) throw Refused(field.Name, "is required");
                continue;
            }
            if (field.Value.Number("minLength") is { } min && value.Length < min) throw Refused(field.Name, $"is shorter than {min} characters");
            if (field.Value.Number("maxLength") is { } max && value.Length > max) throw Refused(field.Name, $"is longer than {max} characters");
            if (field.Value.Texts("options") is { Count: > 0 } options && !options.Contains(value)) throw Refused(field.Name, "is none of the offered choices");
        }
    }

    /// <summary>Obeyed by clients: which fields stand on the card of a person, as JSON <c>[{"Label":"field"}]</c>, in that order.</summary>
    public static readonly Setting<string> Shown = SettingOf.Text("Accounts_CustomFieldsToShowInUserInfo", "Accounts", "", "Registration", isPublic: true);

    /// <summary>Those that the definition opens to everybody (<c>"public": true</c>); the others are for the person and those who see all of an account.</summary>
    /// <returns>Null when there are none.</returns>
    public WireObject? PublicOf(UserRow user)
    {
        if (user.CustomFields is null || !WireRead.TryParse(user.CustomFields, out var fields) || fields.Value.ValueKind != JsonValueKind.Object) return null;
        if (!WireRead.TryParse(settings.Get(Definition), out var defined) || defined.Value.ValueKind != JsonValueKind.Object) return null;
        var open = new WireObject();
        foreach (var field in defined.Value.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object && field.Value.Flag("public") == true && field.Value.Flag("private") != true && fields.Value.Text(field.Name) is { Length: > 0 } value) open.Add(field.Name, value);
        }
        return open.Count == 0 ? null : open;
    }

    /// <summary>As they are stored: without spaces between, so that a field can be found in the text.</summary>
    public static string Pack(JsonElement fields) => JsonSerializer.Serialize(fields);

    private static WireError Refused(string name, string why) =>
        new("error-user-registration-custom-field", $"The field {name} {why}", details: new WireObject { { "method", "registerUser" } });
}
