using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Calendar;

/// <summary>An entry in a person's calendar; nobody else sees it.</summary>
internal sealed class CalendarEventRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }

    /// <summary>What the calendar it came from calls it; null for one that was made here.</summary>
    public string? ExternalId { get; init; }

    public required string Subject { get; set; }
    public required string Description { get; set; }
    public string? MeetingUrl { get; set; }
    public required DateTimeOffset StartTime { get; set; }
    public int? ReminderMinutes { get; set; }

    /// <summary>When to remind; null for never.</summary>
    public DateTimeOffset? RemindAt { get; set; }

    public bool IsReminded { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    public static void AddTable(ModelBuilder model) => model.Entity<CalendarEventRow>(e =>
    {
        e.ToTable("calendar_events");
        e.HasKey(c => c.Id);
        e.HasIndex(c => new { c.UserId, c.StartTime });
        e.HasIndex(c => new { c.UserId, c.ExternalId });
        e.HasIndex(c => new { c.IsReminded, c.RemindAt });
    });

    public WireObject View() => new()
    {
        { "_id", Id }, { "uid", UserId }, { "startTime", StartTime }, { "subject", Subject }, { "description", Description }, { "meetingUrl", MeetingUrl }, { "externalId", ExternalId },
        { "reminderMinutesBeforeStart", ReminderMinutes }, { "reminderTime", RemindAt }, { "notificationSent", IsReminded }, { "_updatedAt", UpdatedAt },
    };
}

/// <summary>People keep and bring along the entries of their calendar (SET-196).</summary>
internal sealed partial class CalendarEvents(IStore store)
{
    private const int MostPerPerson = 5000;
    private const int LongestSubject = 500;
    private const int LongestDescription = 20_000;
    private const int LongestAddress = 2000;
    private const int MostMinutes = 43_200;
    private const int DefaultMinutes = 5;

    /// <param name="ReminderMinutes">Null for the usual five, where that counts; 0 for no reminder.</param>
    public sealed record Draft(DateTimeOffset StartTime, string Subject, string Description, string? MeetingUrl, int? ReminderMinutes);

    /// <summary>The day of this moment, in UTC.</summary>
    public Task<List<CalendarEventRow>> ListAsync(Caller caller, DateTimeOffset moment, CancellationToken ct)
    {
        var begin = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero);
        var end = begin.AddDays(1);
        return store.ReadAsync(db => db.Set<CalendarEventRow>().AsNoTracking().Where(e => e.UserId == caller.UserId && e.StartTime >= begin && e.StartTime < end).OrderBy(e => e.StartTime).ThenBy(e => e.Id).ToListAsync(ct), ct);
    }

    /// <returns>Null for what is missing or somebody else's.</returns>
    public Task<CalendarEventRow?> FindAsync(Caller caller, string id, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<CalendarEventRow>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.UserId == caller.UserId, ct), ct);

    /// <returns>The id.</returns>
    /// <exception cref="WireError"><c>invalid-params</c>, <c>error-too-many-calendar-events</c>.</exception>
    public Task<string> CreateAsync(Caller caller, Draft draft, CancellationToken ct)
    {
        Check(draft);
        return store.WriteAsync(unit => AddAsync(unit, caller, draft with { ReminderMinutes = draft.ReminderMinutes ?? DefaultMinutes }, null, ct), ct);
    }

    /// <summary>Adds an entry of another calendar, or brings it up to date.</summary>
    /// <exception cref="WireError">As <see cref="CreateAsync"/>.</exception>
    public Task<string> ImportAsync(Caller caller, string externalId, Draft draft, CancellationToken ct)
    {
        Check(draft);
        if (externalId.Length is 0 or > LongestSubject) throw WireError.InvalidParams("externalId is empty or too long");
        var found = draft with { MeetingUrl = draft.MeetingUrl ?? MeetingIn(draft.Description) };
        return store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<CalendarEventRow>().FirstOrDefaultAsync(e => e.UserId == caller.UserId && e.ExternalId == externalId, ct) is not { } known) return await AddAsync(unit, caller, found, externalId, ct);
            Apply(known, found, unit.Now);
            await unit.Db.SaveChangesAsync(ct);
            return known.Id;
        }, ct);
    }

    /// <exception cref="WireError"><c>invalid-calendar-event</c>, <c>invalid-params</c>.</exception>
    public Task UpdateAsync(Caller caller, string id, Draft draft, CancellationToken ct)
    {
        Check(draft);
        return store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<CalendarEventRow>().FirstOrDefaultAsync(e => e.Id == id && e.UserId == caller.UserId, ct) ?? throw Invalid();
            Apply(row, draft with { MeetingUrl = draft.MeetingUrl ?? MeetingIn(draft.Description) }, unit.Now);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <exception cref="WireError"><c>invalid-calendar-event</c>.</exception>
    public async Task DeleteAsync(Caller caller, string id, CancellationToken ct)
    {
        if (await store.WriteAsync(unit => unit.Db.Set<CalendarEventRow>().Where(e => e.Id == id && e.UserId == caller.UserId).ExecuteDeleteAsync(ct), ct) == 0) throw Invalid();
    }

    private static WireError Invalid() => WireError.Plain("invalid-calendar-event", "invalid-calendar-event");

    private static async Task<string> AddAsync(WriteUnit unit, Caller caller, Draft draft, string? externalId, CancellationToken ct)
    {
        if (await unit.Db.Set<CalendarEventRow>().CountAsync(e => e.UserId == caller.UserId, ct) >= MostPerPerson) throw new WireError("error-too-many-calendar-events", "Remove entries before you add more");
        var row = new CalendarEventRow { Id = Id.New(), UserId = caller.UserId, ExternalId = externalId, Subject = "", Description = "", StartTime = draft.StartTime };
        Apply(row, draft, unit.Now);
        unit.Db.Add(row);
        await unit.Db.SaveChangesAsync(ct);
        return row.Id;
    }

    /// <summary>Another time or another warning is told anew.</summary>
    private static void Apply(CalendarEventRow row, Draft draft, DateTimeOffset now)
    {
        var remindAt = draft.ReminderMinutes is > 0 and var minutes ? draft.StartTime.AddMinutes(-minutes) : (DateTimeOffset?)null;
        if (remindAt != row.RemindAt) row.IsReminded = false;
        (row.StartTime, row.Subject, row.Description, row.MeetingUrl) = (draft.StartTime, draft.Subject, draft.Description, draft.MeetingUrl);
        (row.ReminderMinutes, row.RemindAt, row.UpdatedAt) = (draft.ReminderMinutes, remindAt, now);
    }

    private static void Check(Draft draft)
    {
        if (draft.Subject.Length > LongestSubject || draft.Description.Length > LongestDescription) throw WireError.InvalidParams("the text is too long");
        if (draft.ReminderMinutes is < 0 or > MostMinutes) throw WireError.InvalidParams("reminderMinutesBeforeStart is out of range");
        if (draft.MeetingUrl is { } address && !IsAddress(address)) throw WireError.InvalidParams("meetingUrl is no address of a web page");
    }

    private static bool IsAddress(string text) => text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    /// <summary>Invitations carry the address of the call within another address.</summary>
    private static string? MeetingIn(string description)
    {
        if (CallAddress().Match(description) is not { Success: true } match) return null;
        var address = match.Groups[1].Value;
        for (var i = 0; i < 3 && !address.Contains("://", StringComparison.Ordinal); i++) address = Uri.UnescapeDataString(address);
        return IsAddress(address) ? address : null;
    }

    /// <summary>When it begins, for a person this many hours ahead of UTC.</summary>
    public static string TimeFor(CalendarEventRow row, double? utcOffset) => row.StartTime.ToOffset(TimeSpan.FromMinutes(Math.Round((utcOffset ?? 0) * 60))).ToString("HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex("callUrl(?:=|%3D)([^\\s&<\"']{1,2000})", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex CallAddress();
}
