namespace Parley.Conversations.Translations;

/// <summary>A service that translates. Each takes HTML and leaves alone what is marked <c>translate="no"</c>.</summary>
internal interface ITranslator
{
    /// <summary>As in the setting <c>AutoTranslate_ServiceProvider</c>.</summary>
    string Name { get; }

    string DisplayName { get; }

    /// <summary>The administrator gave a key.</summary>
    bool IsReady { get; }

    /// <param name="lines">At most <see cref="TranslateText.MostLines"/> pieces of HTML.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="TranslationFailedException">The service refused, failed or did not answer in time.</exception>
    Task<IReadOnlyList<string>> TranslateAsync(IReadOnlyList<string> lines, string language, CancellationToken ct);

    /// <param name="shownIn">The language in which the names are wanted, where the service can.</param>
    /// <exception cref="TranslationFailedException">The service refused, failed or did not answer in time.</exception>
    Task<IReadOnlyList<TargetLanguage>> LanguagesAsync(string shownIn, CancellationToken ct);
}

/// <param name="Code">As the service spells it.</param>
internal sealed record TargetLanguage(string Code, string Name);

/// <summary>A translation service could not be used.</summary>
internal sealed class TranslationFailedException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>Where the services are. An installation may send its calls through a gateway of its own.</summary>
internal sealed record TranslationEndpoints(Uri? Google, Uri? DeepL, Uri? Microsoft)
{
    public static TranslationEndpoints Read(Func<string, string?> environment)
    {
        return new(Address("PARLEY_GOOGLE_TRANSLATE_URL"), Address("PARLEY_DEEPL_URL"), Address("PARLEY_MICROSOFT_TRANSLATE_URL"));

        Uri? Address(string name) => environment(name) is not { Length: > 0 } text ? null
            : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new InvalidOperationException($"{name} is not an http or https address: {text}");
    }
}
