using System.Security.Cryptography;
using System.Text;

namespace Parley.Platform.Secrets;

/// <summary>A sealed text was sealed with another key, for another purpose, or was changed.</summary>
public sealed class SecretUnreadableException(Exception? inner = null) : Exception("A stored secret cannot be read with the key of this node.", inner);

/// <summary>Seals what the database must keep but its reader must not learn: credentials and secrets (SEC-072).</summary>
/// <remarks>
/// AES-256-GCM. The key is <c>PARLEY_SECRETS_KEY</c> (32 bytes, base64), which nodes that share a database must share too, or the file
/// <c>secrets.key</c> of the data folder, made when it is first needed. What a former key sealed is still opened while that key is in
/// <c>PARLEY_SECRETS_KEY_OLD</c> or in the file. ASP.NET Core's Data Protection is not used because its key ring wants a store
/// that all nodes share outside the database. Safe to call in parallel.
/// </remarks>
public sealed class SecretBox
{
    private const string Mark = "sealed1:";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lazy<NamedKey> _present;
    private readonly Lazy<IReadOnlyList<NamedKey>> _former;

    /// <param name="folder">Where the file with the key is, or will be.</param>
    /// <param name="given">The key from the environment; null or empty uses the file.</param>
    /// <param name="former">Keys of before, with commas between; null or empty for none.</param>
    /// <param name="hasOtherNodes">Several nodes work on the database.</param>
    /// <exception cref="InvalidOperationException">What is given is no key.</exception>
    public SecretBox(string folder, string? given, string? former = null, bool hasOtherNodes = false)
    {
        var file = Path.Combine(folder, "secrets.key");
        var key = given is { Length: > 0 } ? Parse(given, "PARLEY_SECRETS_KEY") : null;
        var old = (former ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => Parse(text, "PARLEY_SECRETS_KEY_OLD")).ToList();
        IsCommon = key is not null || !hasOtherNodes;
        _present = new(() => key ?? FromFile(file));
        _former = new(() => key is not null && File.Exists(file) ? [.. old, FromFile(file)] : old);
    }

    /// <summary>Every node that works on the database has this key. Where it is false, what all nodes must read stays in the clear.</summary>
    public bool IsCommon { get; }

    public static bool IsSealed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Mark, StringComparison.Ordinal);
    }

    /// <param name="purpose">What it is for; it opens for the same purpose only.</param>
    public string Seal(string text, string purpose)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_present.Value.Bytes, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return $"{Mark}{_present.Value.Name}:{Convert.ToBase64String(box)}";
    }

    /// <summary>As <see cref="Seal"/>, for what every node must read.</summary>
    public string SealForAll(string text, string purpose) => IsCommon ? Seal(text, purpose) : text;

    /// <exception cref="SecretUnreadableException">It was not sealed here for this purpose.</exception>
    public string Open(string text, string purpose)
    {
        if (!IsSealed(text)) throw new SecretUnreadableException();
        try
        {
            var parts = text[Mark.Length..].Split(':');
            if (parts.Length != 2 || KeyOf(parts[0]) is not { } key) throw new SecretUnreadableException();
            var box = Convert.FromBase64String(parts[1]);
            if (box.Length < NonceBytes + TagBytes) throw new SecretUnreadableException();
            var plain = new byte[box.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            throw new SecretUnreadableException(failure);
        }
    }

    /// <summary>As <see cref="Open"/>; what was stored before anything was sealed is itself.</summary>
    /// <returns>Null when the key is not here.</returns>
    public string? TryOpen(string stored, string purpose)
    {
        if (!IsSealed(stored)) return stored;
        try
        {
            return Open(stored, purpose);
        }
        catch (SecretUnreadableException)
        {
            return null;
        }
    }

    /// <summary>Whether nothing needs to be done about a stored text: it is sealed with the present key, or must not be sealed.</summary>
    public bool IsCurrent(string stored) => !IsCommon || stored.StartsWith($"{Mark}{_present.Value.Name}:", StringComparison.Ordinal);

    private byte[]? KeyOf(string name) => _present.Value.Name == name ? _present.Value.Bytes : _former.Value.FirstOrDefault(k => k.Name == name)?.Bytes;

    private static NamedKey FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var draft = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options))
            {
                file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
                file.Flush(flushToDisk: true);
            }
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process made it first.
                File.Delete(draft);
            }
        }
        return Parse(File.ReadAllText(path).Trim(), path);
    }

    private static NamedKey Parse(string text, string source)
    {
        var key = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(text, key, out var written) && written == KeyBytes ? new(key[..KeyBytes]) : throw new InvalidOperationException($"{source} does not hold 32 bytes as base64.");
    }

    /// <summary>The name tells keys apart and says nothing about them.</summary>
    private sealed record NamedKey(byte[] Bytes)
    {
        public string Name { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(Bytes, "name of this key"u8))[..12];
    }
}
