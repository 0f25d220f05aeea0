using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Imports;

/// <summary><c>uploadImportFile</c>, <c>getImportFileData</c>, <c>startImport</c> and how far it is (ADM-120).</summary>
internal sealed class ImportRest(StartImport imports, IUserDirectory users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("uploadImportFile", UploadAsync).Needs(ImportPermissions.Run).Strictly("binaryContent!", "contentType!", "fileName!", "importerKey!");
        routes.Get("getImportFileData", async call => RestResult.Ok(await imports.ContentAsync(call.Aborted))).Needs(ImportPermissions.Run);
        routes.Post("startImport", StartAsync).Needs(ImportPermissions.Run).Takes("input:object!");
        routes.Get("getImportProgress", async call => RestResult.Ok(Progress(await imports.GetAsync(call.Aborted)))).Needs(ImportPermissions.Run).Limited(120, 60_000);
        routes.Get("getCurrentImportOperation", CurrentAsync).Needs(ImportPermissions.Run);
        routes.Get("getLatestImportOperations", ListAsync).Needs(ImportPermissions.View);
    }

    private async Task<RestResult> UploadAsync(RestCall call)
    {
        var content = new byte[call.Body.Text("binaryContent")!.Length];
        if (!Convert.TryFromBase64String(call.Body.Text("binaryContent")!, content, out var length)) throw new WireError("error-import-file-invalid", "The file cannot be imported. It is not sent as base64");
        return RestResult.Ok(Progress(await imports.UploadAsync(call.Caller, call.Body.Text("importerKey")!, call.Body.Text("fileName")!, content[..length], call.Aborted)));
    }

    private async Task<RestResult> StartAsync(RestCall call)
    {
        await imports.BeginAsync(call.Caller, call.Body.Get("input") ?? throw WireError.InvalidParams("must have required property 'input'"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> CurrentAsync(RestCall call)
    {
        if (await imports.LatestAsync(call.Aborted) is not { } import) return RestResult.Ok(new WireObject { { "operation", null } });
        var view = await ViewAsync(import, call.Aborted);
        if (import.Errors > 0) view.Add("leftOut", await imports.LeftOutAsync(import, call.Aborted));
        return RestResult.Ok(new WireObject { { "operation", view } });
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var views = new List<WireObject>();
        foreach (var import in await imports.ListAsync(call.Aborted)) views.Add(await ViewAsync(import, call.Aborted));
        return RestResult.Bare(views);
    }

    private static WireObject Progress(ImportRow import) => new()
    {
        { "key", import.Kind }, { "name", "CSV" }, { "step", import.Step }, { "count", new WireObject { { "completed", import.Completed }, { "total", import.Total }, { "error", import.Errors } } },
    };

    private async Task<WireObject> ViewAsync(ImportRow import, CancellationToken ct) => new()
    {
        { "_id", import.Id }, { "type", "CSV" }, { "importerKey", import.Kind }, { "ts", import.At }, { "status", import.Step }, { "valid", import.Step != ImportStep.Cancelled }, { "file", import.FileName }, { "user", import.UserId },
        { "username", (await users.FindAsync(import.UserId, ct))?.Username },
        { "count", new WireObject { { "total", import.Total }, { "completed", import.Completed }, { "error", import.Errors }, { "users", import.Users }, { "channels", import.Channels }, { "messages", import.Messages } } },
    };
}

/// <summary>How far an import is, for those who may run one.</summary>
internal sealed class ImportersStream(PermissionRegistry permissions) : IStreamRule
{
    public string Stream => "importers";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) =>
        new(request.EventName == "progress" && request.Caller is { } caller && permissions.Has(caller, ImportPermissions.Run) ? (IReadOnlyList<string>)["importers/progress"] : null);
}

internal static class ImportsPart
{
    public static void AddTables(ModelBuilder model)
    {
        model.Entity<ImportRow>(e =>
        {
            e.ToTable("imports");
            e.HasKey(i => i.Id);
            e.HasIndex(i => i.At);
        });
        model.Entity<ImportItemRow>(e =>
        {
            e.ToTable("import_items");
            e.HasKey(i => i.Key);
            e.HasIndex(i => new { i.ImportId, i.Kind, i.Key });
        });
    }

    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<StartImport>();
        services.AddSingleton<IRestDoor, ImportRest>();
        services.AddSingleton<IStreamRule, ImportersStream>();
        services.AddWorker<RunImport>(roles);
    }
}
