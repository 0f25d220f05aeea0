using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Parley.Platform.Operations;

namespace Parley.Platform.Rest;

/// <summary>Takes the one file of an upload as it arrives. The stream is valid during the call only.</summary>
/// <param name="fileName">As the sender spelled it.</param>
public delegate Task TakeFile(Stream content, string fileName, CancellationToken ct);

/// <summary>Reads <c>multipart/form-data</c> with one file as a stream: only the text fields are held in memory, and those are bounded.</summary>
public static class MultipartForm
{
    private const int LongestBoundary = 200;
    private const int MostParts = 32;
    private const int LargestField = 64 * 1024;

    public static bool Is(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <param name="take">Called once, for the file; what it stored is the caller's to remove when reading fails later.</param>
    /// <param name="needsFile">False where a form without a file is fine.</param>
    /// <returns>The text fields, which may stand before or behind the file.</returns>
    /// <exception cref="WireError"><c>invalid-field</c> for a file under another name, "Just 1 file is allowed", "No file uploaded",
    /// <c>error-invalid-request</c> for a broken form.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(HttpRequest request, string fileField, TakeFile take, CancellationToken ct, bool needsFile = true)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var hasFile = false;
        var reader = new MultipartReader(BoundaryOf(request), request.Body);
        for (var parts = 0; await NextAsync(reader, ct) is { } section; parts++)
        {
            if (parts == MostParts) throw new WireError("error-invalid-request", "The form has too many parts");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (FileNameOf(disposition) is not { } fileName)
            {
                fields[name] = await ReadTextAsync(section.Body, ct);
                continue;
            }
            if (name != fileField) throw new WireError("invalid-field");
            if (hasFile) throw WireError.Sentence("Just 1 file is allowed");
            hasFile = true;
            await take(new Part(section.Body), fileName, ct);
        }
        return hasFile || !needsFile ? fields : throw new WireError("No file uploaded");
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadNextSectionAsync(ct);
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken();
        }
    }

    /// <summary>A form that ends too early or says nonsense, as the reader reports it; the server itself reports broken requests otherwise.</summary>
    private static bool IsBroken(Exception failure) => failure is InvalidDataException or IOException and not BadHttpRequestException;

    private static WireError Broken() => new("error-invalid-request", "The form could not be read");

    private static string BoundaryOf(HttpRequest request)
    {
        if (!Is(request)) throw new WireError("No file uploaded");
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return boundary is { Length: > 0 and <= LongestBoundary } given ? given : throw new WireError("error-invalid-request", "The form has no boundary");
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition)
    {
        if (disposition.FileNameStar.HasValue) return disposition.FileNameStar.Value;
        return disposition.FileName.HasValue ? HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "" : null;
    }

    private static async Task<string> ReadTextAsync(Stream body, CancellationToken ct)
    {
        using var text = new MemoryStream();
        var chunk = new byte[4096];
        int read;
        var part = new Part(body);
        while ((read = await part.ReadAsync(chunk, ct)) > 0)
        {
            if (text.Length + read > LargestField) throw new WireError("error-request-too-large", "A field of the form is too large", 413);
            text.Write(chunk, 0, read);
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>A part of the form. Its failures are the sender's, which tells them apart from those of the disk it is copied to.</summary>
    private sealed class Part(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception failure) when (IsBroken(failure))
            {
                throw Broken();
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
    }
}
