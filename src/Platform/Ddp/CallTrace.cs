using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Parley.Platform.Settings;

namespace Parley.Platform.Ddp;

public static class TraceSettings
{
    private const string Group = "Logs";

    public static readonly Setting<bool> Methods = SettingOf.Bool("Log_Trace_Methods", Group, false);

    /// <summary>A pattern that the name must match; empty for all, and so for one that is no pattern.</summary>
    public static readonly Setting<string> MethodFilter = new("Log_Trace_Methods_Filter", "string", Group, "") { EnabledWhen = [new(Methods.Id, true)] };

    public static readonly Setting<bool> Subscriptions = SettingOf.Bool("Log_Trace_Subscriptions", Group, false);
    public static readonly Setting<string> SubscriptionFilter = new("Log_Trace_Subscriptions_Filter", "string", Group, "") { EnabledWhen = [new(Subscriptions.Id, true)] };

    public static IReadOnlyList<Setting> All => [Methods, MethodFilter, Subscriptions, SubscriptionFilter];
}

/// <summary>Logs calls and subscriptions by name while administrators look for something (SET-158). What they carry is never logged.</summary>
public sealed partial class CallTrace(ISettings settings, ILogger<CallTrace> log)
{
    public void Called(string method, string? userId, string connectionId)
    {
        if (settings.Get(TraceSettings.Methods) && Fits(TraceSettings.MethodFilter, method)) LogMethod(log, Cut(method), userId ?? "-", connectionId);
    }

    public void Subscribed(string name, string? userId, string connectionId)
    {
        if (settings.Get(TraceSettings.Subscriptions) && Fits(TraceSettings.SubscriptionFilter, name)) LogSubscription(log, Cut(name), userId ?? "-", connectionId);
    }

    private bool Fits(Setting<string> filter, string name)
    {
        if (settings.Get(filter) is not { Length: > 0 } pattern) return true;
        try
        {
            return Regex.IsMatch(Cut(name), pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException or RegexMatchTimeoutException) // no pattern hides nothing
        {
            return true;
        }
    }

    private static string Cut(string name) => name.Length <= 100 ? name : name[..100];

    [LoggerMessage(EventId = 1110, Level = LogLevel.Information, Message = "Method {Method} by {UserId} on connection {ConnectionId}.")]
    private static partial void LogMethod(ILogger log, string method, string userId, string connectionId);

    [LoggerMessage(EventId = 1111, Level = LogLevel.Information, Message = "Subscription {Subscription} by {UserId} on connection {ConnectionId}.")]
    private static partial void LogSubscription(ILogger log, string subscription, string userId, string connectionId);
}
