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

    /// <summary>As they are stored: without spaces between, so that a field can be found in the text.</summary>
    public static string Pack(JsonElement fields) => JsonSerializer.Serialize(fields);

    private static WireError Refused(string name, string why) =>
        new("error-user-registration-custom-field", $"The field {name} {why}", details: new WireObject { { "method", "registerUser" } });
}
