using System.Security.Cryptography;
using System.Text;

namespace Parley.Platform.Secrets;

/// <summary>
/// Seals what must not be read in the database or in a copy of it (SEC-072): AES-256-GCM under a key that lies elsewhere, bound to the place the
/// value belongs to, so that one sealed value cannot stand in for another. What was stored before there was a key is read as it is.
/// </summary>
public sealed class SecretBox
{
    private const string Prefix = "sealed:1:";
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16;
    private readonly List<(string Id, byte[] Key)> _keys;

    private SecretBox(IEnumerable<byte[]> keys) => _keys = [.. keys.Select(key => (IdOf(key), key))];

    /// <summary>False where several nodes run without a common key: values stay in the clear.</summary>
    public bool CanSeal => _keys.Count > 0;

    /// <param name="present">Base64 of 32 bytes, the same on every node; null for a key of this data folder.</param>
    /// <param name="former">Keys that were used before, with commas between; what they sealed is still read.</param>
    /// <param name="isShared">Several nodes work on the database, so that a key of one folder would not do.</param>
    /// <exception cref="InvalidOperationException">A key that is none.</exception>
    public static SecretBox Open(string dataFolder, string? present, string? former, bool isShared)
    {
        var keys = new List<byte[]>();
        if (!string.IsNullOrEmpty(present)) keys.Add(Read("PARLEY_SECRET_KEY", present));
        else if (!isShared) keys.Add(OfFolder(dataFolder));
        foreach (var old in (former ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) keys.Add(Read("PARLEY_SECRET_KEY_OLD", old));
        // The folder's key still opens what it sealed before a key was given.
        if (!string.IsNullOrEmpty(present) && File.Exists(PathIn(dataFolder))) keys.Add(OfFolder(dataFolder));
        return new(keys);
    }

    /// <summary>Whether the value is sealed under the present key; nothing needs to be done about it.</summary>
    public bool IsCurrent(string stored) => !CanSeal || stored.StartsWith(Prefix + _keys[0].Id + ":", StringComparison.Ordinal);

    public static bool IsSealed(string stored) => stored.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="place">What the value belongs to, such as <c>setting SMTP_Password</c>; needed again to open it.</param>
    public string Seal(string place, string text)
    {
        if (!CanSeal) return text;
        var (id, key) = _keys[0];
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return Prefix + id + ":" + Convert.ToBase64String(whole);
    }

    /// <returns>Null when the key is not here, or the value was changed or moved.</returns>
    public string? Open(string place, string stored)
    {
        if (!IsSealed(stored)) return stored;
        var parts = stored[Prefix.Length..].Split(':');
        if (parts.Length != 2 || _keys.FirstOrDefault(k => k.Id == parts[0]).Key is not { } key) return null;
        try
        {
            var whole = Convert.FromBase64String(parts[1]);
            if (whole.Length < NonceBytes + TagBytes) return null;
            var plain = new byte[whole.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception problem) when (problem is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "keys", "secrets.key");

    /// <summary>Made at the first start; only the server's own account may read it.</summary>
    private static byte[] OfFolder(string dataFolder)
    {
        var path = PathIn(dataFolder);
        if (File.Exists(path)) return Read(path, File.ReadAllText(path));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path)) // another process of the same folder was first
        {
            File.Delete(part);
        }
        return Read(path, File.ReadAllText(path));
    }

    private static byte[] Read(string source, string text)
    {
        var bytes = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == KeyBytes
            ? bytes[..KeyBytes]
            : throw new InvalidOperationException($"{source} is not a key: it must be {KeyBytes} random bytes in Base64, as \"openssl rand -base64 {KeyBytes}\" makes them.");
    }

    /// <summary>Tells keys apart and says nothing about them.</summary>
    private static string IdOf(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "name of this key"u8))[..12];
}
