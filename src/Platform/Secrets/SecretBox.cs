using System.Security.Cryptography;
using System.Text;

namespace Parley.Platform.Secrets;

/// <summary>A sealed text was sealed with another key, for another purpose, or was changed.</summary>
public sealed class SecretUnreadableException(Exception? inner = null) : Exception("A stored secret cannot be read with the key of this node.", inner);

/// <summary>Seals what the database must keep but its reader must not learn: credentials for other services (SEC-072).</summary>
/// <remarks>
/// AES-256-GCM. The key is <c>PARLEY_SECRETS_KEY</c> (32 bytes, base64), which nodes that share a database must share too, or the file
/// <c>secrets.key</c> of the data folder, made when it is first needed. ASP.NET Core's Data Protection is not used because its key ring wants a store
/// that all nodes share outside the database. Safe to call in parallel.
/// </remarks>
public sealed class SecretBox
{
    private const string Mark = "sealed1:";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lazy<byte[]> _key;

    /// <param name="folder">Where the file with the key is, or will be.</param>
    /// <param name="given">The key from the environment; null or empty uses the file.</param>
    /// <exception cref="InvalidOperationException"><paramref name="given"/> is no key.</exception>
    public SecretBox(string folder, string? given)
    {
        var key = given is { Length: > 0 } ? Parse(given, "PARLEY_SECRETS_KEY") : null;
        _key = new(() => key ?? FromFile(Path.Combine(folder, "secrets.key")));
    }

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
        using var aes = new AesGcm(_key.Value, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return Mark + Convert.ToBase64String(box);
    }

    /// <exception cref="SecretUnreadableException">It was not sealed here for this purpose.</exception>
    public string Open(string text, string purpose)
    {
        if (!IsSealed(text)) throw new SecretUnreadableException();
        try
        {
            var box = Convert.FromBase64String(text[Mark.Length..]);
            if (box.Length < NonceBytes + TagBytes) throw new SecretUnreadableException();
            var plain = new byte[box.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(_key.Value, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            throw new SecretUnreadableException(failure);
        }
    }

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var draft = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllText(draft, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
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

    private static byte[] Parse(string text, string source)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, key, out var written) && written == KeyBytes ? key : throw new InvalidOperationException($"{source} does not hold 32 bytes as base64.");
    }
}
