using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Xunit;

namespace Parley.Tests.Platform;

public sealed class MultipartFormTests
{
    private const string File = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n";
    private const string Text = "--B\r\nContent-Disposition: form-data; name=\"msg\"\r\n\r\nsälute\r\n";

    [Theory]
    [InlineData(File + Text + "--B--\r\n")]
    [InlineData(Text + File + "--B--\r\n")]
    public async Task Fields_may_stand_before_or_behind_the_file(string body)
    {
        var (fields, content, name) = await ReadAsync(body);

        Assert.Equal(("hello", "a.txt", "sälute"), (content, name, fields["msg"]));
    }

    [Theory]
    [InlineData(File + File + "--B--\r\n", "Just 1 file is allowed")]
    [InlineData(Text + "--B--\r\n", "[No file uploaded]")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a.txt\"\r\n\r\nhello\r\n--B--\r\n", "[invalid-field]")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhel", "error-invalid-request")]
    [InlineData("", "error-invalid-request")]
    public async Task Other_forms_are_refused(string body, string message)
    {
        var refusal = await Assert.ThrowsAsync<WireError>(() => ReadAsync(body));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<(IReadOnlyDictionary<string, string> Fields, string Content, string Name)> ReadAsync(string body)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "multipart/form-data; boundary=B";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var (content, name) = ("", "");
        var fields = await MultipartForm.ReadAsync(http.Request, "file", async (stream, fileName, ct) =>
        {
            using var reader = new StreamReader(stream);
            (content, name) = (await reader.ReadToEndAsync(ct), fileName);
        }, CancellationToken.None);
        return (fields, content, name);
    }
}
