using Parley.Platform.Permissions;

namespace Parley.Conversations.Messages;

internal static class MessagePermissions
{
    public static readonly Permission EditMessage = new("edit-message", "admin", "owner", "moderator");
    public static readonly Permission DeleteMessage = new("delete-message", "admin", "owner", "moderator");
    public static readonly Permission DeleteOwnMessage = new("delete-own-message", "admin", "user");
    public static readonly Permission ForceDeleteMessage = new("force-delete-message", "admin", "owner");
    public static readonly Permission BypassTimeLimitEditAndDelete = new("bypass-time-limit-edit-and-delete", "bot", "app");
    public static readonly Permission PinMessage = new("pin-message", "owner", "moderator", "admin");
    public static readonly Permission MentionAll = new("mention-all", "admin", "owner", "moderator", "user");
    public static readonly Permission MentionHere = new("mention-here", "admin", "owner", "moderator", "user");
    public static readonly Permission MessageImpersonate = new("message-impersonate", "bot", "app");
    public static readonly Permission SendManyMessages = new("send-many-messages", "admin", "bot", "app");
    public static readonly Permission MobileUploadFile = new("mobile-upload-file", "user", "admin");

    public static readonly Permission ClearPreviews = new("clear-oembed-cache", "admin");

    public static IReadOnlyList<Permission> All =>
    [
        EditMessage, DeleteMessage, DeleteOwnMessage, ForceDeleteMessage, BypassTimeLimitEditAndDelete, PinMessage, MentionAll,
        MentionHere, MessageImpersonate, SendManyMessages, MobileUploadFile, ClearPreviews,
    ];
}
