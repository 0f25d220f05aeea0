using Parley.Conversations.Messages;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.Conversations.Links;

/// <summary><c>OEmbedCacheCleanup</c>.</summary>
internal sealed class LinkPreviewsDdp(LinkPreviewCache cache, PermissionRegistry permissions) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("OEmbedCacheCleanup", call =>
    {
        if (!permissions.Has(call.Caller, MessagePermissions.ClearPreviews)) throw WireError.NotAllowed("OEmbedCacheCleanup");
        cache.Clear();
        return Task.FromResult<object?>(new WireObject { { "message", "cache_cleared" } });
    });
}
