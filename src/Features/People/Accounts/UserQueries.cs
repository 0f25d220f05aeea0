using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>Reads accounts for the doors.</summary>
internal sealed class UserQueries(IStore store, PermissionRegistry permissions, CustomFields customFields)
{
    /// <exception cref="WireError"><c>error-user-param-not-provided</c>, <c>error-invalid-user</c>.</exception>
    public async Task<UserRow> GetAsync(string? userId, string? username, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(userId) && string.IsNullOrEmpty(username))
            throw new WireError("error-user-param-not-provided", "The required \"userId\" or \"username\" param was not provided");
        var lower = username?.ToLowerInvariant();
        return await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking()
                .FirstOrDefaultAsync(u => userId != null && userId != "" ? u.Id == userId : u.UsernameLower == lower, ct), ct)
            ?? throw new WireError("error-invalid-user", "The required \"userId\" or \"username\" param provided does not match any users");
    }

    public WireObject ViewFor(Caller? caller, UserRow user)
    {
        if (caller is not null && (caller.UserId == user.Id || permissions.Has(caller, AccountPermissions.ViewFullInfo))) return UserView.Full(user);
        var view = UserView.Public(user);
        if (caller is not null && customFields.PublicOf(user) is { } fields) view.Add("customFields", fields);
        return view;
    }

    /// <summary>When the sessions of a person began; nothing by which one could be continued.</summary>
    public Task<List<WireObject>> SessionsAsync(string userId, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var times = await db.Set<LoginTokenRow>().Where(t => t.UserId == userId && t.Type == null).OrderBy(t => t.At).Select(t => t.At).Take(100).ToListAsync(ct);
        return times.ConvertAll(at => new WireObject { { "when", at } });
    }, ct);

    /// <summary>People of the workspace, page by page.</summary>
    public Task<(List<UserRow> Users, int Total)> ListAsync(Caller caller, Page page, CancellationToken ct)
    {
        var seesAll = permissions.Has(caller, AccountPermissions.ViewFullInfo);
        return store.ReadAsync(async db =>
        {
            var query = Filter(db.Set<UserRow>().AsNoTracking(), page.Query, seesAll);
            var total = await query.CountAsync(ct);
            var rows = await Sorted(query, page).Skip(page.Offset).Take(page.Count).ToListAsync(ct);
            return (rows, total);
        }, ct);
    }

    public Task<List<UserRow>> ChangedSinceAsync(DateTimeOffset? since, IReadOnlyList<string>? ids, CancellationToken ct) => store.ReadAsync(db =>
    {
        var query = db.Set<UserRow>().AsNoTracking().Where(u => u.Username != null);
        if (ids is not null) query = query.Where(u => ids.Contains(u.Id));
        else if (since is { } time) query = query.Where(u => u.UpdatedAt > time);
        else query = query.Where(u => u.Status != "offline");
        return query.OrderBy(u => u.UsernameLower).Take(2000).ToListAsync(ct);
    }, ct);

    /// <exception cref="WireError"><c>error-invalid-query</c> for a field that nobody may ask by.</exception>
    internal static IQueryable<UserRow> Filter(IQueryable<UserRow> query, JsonElement filter, bool seesAll)
    {
        if (filter.ValueKind != JsonValueKind.Object) return query;
        foreach (var member in filter.EnumerateObject())
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.Text("$regex");
            switch (member.Name)
            {
                case "username" when text is not null && member.Value.ValueKind == JsonValueKind.String: query = query.Where(u => u.Username == text); break;
                case "username" when text is not null: query = query.Where(u => u.Username!.Contains(text)); break;
                case "name" when text is not null && member.Value.ValueKind == JsonValueKind.String: query = query.Where(u => u.Name == text); break;
                case "name" when text is not null: query = query.Where(u => u.Name!.Contains(text)); break;
                case "_id" when text is not null: query = query.Where(u => u.Id == text); break;
                case "type" when text is not null: query = query.Where(u => u.Type == text); break;
                case "status" when text is not null: query = query.Where(u => u.Status == text); break;
                case "emails.address" when text is not null && seesAll: query = query.Where(u => u.Email!.Contains(text)); break;
                case var field when text is not null && field.StartsWith("customFields.", StringComparison.Ordinal) && seesAll:
                    // As CustomFields.Pack spells it.
                    var pair = JsonSerializer.Serialize(field["customFields.".Length..]) + ":" + JsonSerializer.Serialize(text);
                    query = query.Where(u => u.CustomFields!.Contains(pair));
                    break;
                case "active" when member.Value.AsFlag() is { } active: query = query.Where(u => u.IsActive == active); break;
                case "$or" when AnyOf(member.Value) is { } part: query = Containing(query, part, seesAll); break;
                case "$or" or "$and" or "fields": break;
                default: throw new WireError("error-invalid-query", $"The field \"{member.Name}\" cannot be queried");
            }
        }
        return query;
    }

    /// <summary>The text that name, username or address has to contain; null when the alternatives ask for something else.</summary>
    private static string? AnyOf(JsonElement alternatives)
    {
        if (alternatives.ValueKind != JsonValueKind.Array) return null;
        var parts = alternatives.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.Object).SelectMany(a => a.EnumerateObject())
            .Where(m => m.Name is "name" or "username" or "emails.address").Select(m => m.Value.Text("$regex")).Distinct().ToList();
        return parts is [{ Length: > 0 } only] ? Regex.Replace(only, @"\\(.)", "$1", RegexOptions.None, TimeSpan.FromSeconds(1)).ToLowerInvariant() : null;
    }

    private static IQueryable<UserRow> Containing(IQueryable<UserRow> query, string part, bool seesAll) => query.Where(u =>
        (u.UsernameLower != null && u.UsernameLower.Contains(part)) || (u.Name != null && u.Name.ToLower().Contains(part)) || (seesAll && u.EmailLower != null && u.EmailLower.Contains(part)));

    private static IOrderedQueryable<UserRow> Sorted(IQueryable<UserRow> query, Page page)
    {
        IOrderedQueryable<UserRow>? sorted = null;
        foreach (var (field, descending) in page.Sort)
        {
            sorted = (field, descending) switch
            {
                ("createdAt", false) => query.OrderBy(u => u.CreatedAt),
                ("createdAt", true) => query.OrderByDescending(u => u.CreatedAt),
                // Who is kept out stands at the far end.
                ("status", false) => query.OrderBy(u => u.IsActive).ThenBy(u => u.Status),
                ("status", true) => query.OrderByDescending(u => u.IsActive).ThenByDescending(u => u.Status),
                ("emails.address", false) => query.OrderBy(u => u.EmailLower),
                ("emails.address", true) => query.OrderByDescending(u => u.EmailLower),
                ("name", false) => query.OrderBy(u => u.Name),
                ("name", true) => query.OrderByDescending(u => u.Name),
                (_, true) => query.OrderByDescending(u => u.UsernameLower),
                _ => query.OrderBy(u => u.UsernameLower),
            };
            break;
        }
        return (sorted ?? query.OrderBy(u => u.UsernameLower)).ThenBy(u => u.Id);
    }
}
