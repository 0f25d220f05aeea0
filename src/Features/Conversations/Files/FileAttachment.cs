using System.Text.Json.Nodes;
using Parley.Conversations.Messages;

namespace Parley.Conversations.Files;

/// <summary>How a message shows its file: members <c>file</c>, <c>files</c> and <c>attachments[0]</c> of wire release 6.4.</summary>
internal static class FileAttachment
{
    public static JsonObject Extras(UploadRow file, PictureFacts? picture, UploadRow? thumbnail)
    {
        var brief = Brief(file);
        if (Format(file) is { } format) brief["format"] = format;
        var files = new JsonArray(brief.DeepClone());
        if (thumbnail is not null) files.Add(Brief(thumbnail));
        return new JsonObject { ["file"] = brief, ["files"] = files, ["attachments"] = new JsonArray(Attachment(file, picture, thumbnail)) };
    }

    private static JsonObject Brief(UploadRow row) => new() { ["_id"] = row.Id, ["name"] = row.Name, ["type"] = row.ContentType };

    private static JsonObject Attachment(UploadRow file, PictureFacts? picture, UploadRow? thumbnail)
    {
        var path = FilePath.Of(file);
        var attachment = new JsonObject { ["title"] = file.Name, ["type"] = "file" };
        if (file.Description is { Length: > 0 } description) attachment["description"] = description;
        attachment["title_link"] = path;
        attachment["title_link_download"] = true;
        switch (file.ContentType.Split('/')[0])
        {
            case "image": AddImage(attachment, file, picture, thumbnail); break;
            case "audio": AddMedia(attachment, "audio", path, file); break;
            case "video": AddMedia(attachment, "video", path, file); break;
            default:
                if (Format(file) is { } format) attachment["format"] = format;
                attachment["size"] = file.SizeBytes;
                break;
        }
        return attachment;
    }

    private static void AddImage(JsonObject attachment, UploadRow file, PictureFacts? picture, UploadRow? thumbnail)
    {
        var shown = thumbnail ?? file;
        attachment["image_url"] = FilePath.Of(shown);
        attachment["image_type"] = shown.ContentType;
        attachment["image_size"] = file.SizeBytes;
        if (picture is null) return;
        attachment["image_dimensions"] = new JsonObject { ["width"] = shown.Width, ["height"] = shown.Height };
        if (picture.Preview is { } preview) attachment["image_preview"] = preview;
    }

    private static void AddMedia(JsonObject attachment, string kind, string path, UploadRow file)
    {
        attachment[kind + "_url"] = path;
        attachment[kind + "_type"] = file.ContentType;
        attachment[kind + "_size"] = file.SizeBytes;
    }

    /// <summary>The ending of the name, which chooses the icon of files that are not media.</summary>
    private static string? Format(UploadRow file) =>
        file.ContentType.Split('/')[0] is not ("image" or "audio" or "video") && Path.GetExtension(file.Name) is { Length: > 1 and <= 12 } extension ? extension[1..].ToLowerInvariant() : null;
}
