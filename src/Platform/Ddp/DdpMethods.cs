using System.Text.Json;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>A feature's DDP door: declares its methods.</summary>
public interface IDdpDoor
{
    void Map(DdpMethods methods);
}

/// <summary>One method call, over a socket or through <c>method.call</c>.</summary>
/// <remarks>A last argument <c>{twoFactorCode,twoFactorMethod}</c> is no parameter but the proof of a second factor.</remarks>
public sealed class MethodCall(string method, Caller? caller, IReadOnlyList<JsonElement> parameters, DdpConnection? connection, CancellationToken aborted)
{
    public string Method { get; } = method;

    public Caller? MaybeCaller { get; } = ProofIn(parameters) is { } proof && caller is not null ? caller with { Proof = proof } : caller;

    /// <exception cref="WireError"><c>error-invalid-user</c> when nobody is signed in.</exception>
    public Caller Caller => MaybeCaller ?? throw WireError.InvalidUser(Method);

    public IReadOnlyList<JsonElement> Parameters { get; } = ProofIn(parameters) is null ? parameters : [.. parameters.Take(parameters.Count - 1)];

    /// <summary>Null when called over REST.</summary>
    public DdpConnection? Connection { get; } = connection;

    public CancellationToken Aborted { get; } = aborted;

    public JsonElement At(int index) => index < Parameters.Count ? Parameters[index] : default;

    public string? TextAt(int index) => At(index) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public string RequiredText(int index) => TextAt(index) ?? throw WireError.Match($"Expected string, got {KindName(At(index))}");

    public JsonElement RequiredObject(int index) =>
        At(index) is { ValueKind: JsonValueKind.Object } value ? value : throw WireError.Match($"Expected object, got {KindName(At(index))}");

    private static FactorProof? ProofIn(IReadOnlyList<JsonElement> parameters) =>
        parameters is [.., { ValueKind: JsonValueKind.Object } last] && last.Text("twoFactorMethod") is { } method ? FactorProof.Of(last.Text("twoFactorCode"), method) : null;

    private static string KindName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "undefined",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}

public delegate Task<object?> MethodHandler(MethodCall call);

/// <param name="EndsSession">The caller's own connection is closed by it, after the answer.</param>
/// <param name="IsBeforeDuties">Open to people who have a duty to do first.</param>
/// <param name="TakesBytes">A file comes as text, a character for each byte.</param>
public sealed record DdpMethod(string Name, MethodHandler Handler, bool NeedsLogin, RateLimit? Limit, bool EndsSession = false, bool IsBeforeDuties = false, bool TakesBytes = false);

/// <summary>The catalogue of methods, filled by the doors at start.</summary>
public sealed class DdpMethods
{
    private readonly Dictionary<string, DdpMethod> _methods = [];

    public IReadOnlyDictionary<string, DdpMethod> All => _methods;

    /// <param name="needsLogin">Otherwise the handler decides about visitors itself.</param>
    /// <param name="endsSession">The method may close the caller's own connection; its answer still comes first.</param>
    /// <param name="beforeDuties">Open to people who have a duty to do first, because it is needed for that.</param>
    /// <param name="takesBytes">A file comes as text; in every other method no text may hold the character zero.</param>
    public void Add(string name, MethodHandler handler, bool needsLogin = true, RateLimit? limit = null, bool endsSession = false, bool beforeDuties = false, bool takesBytes = false) =>
        _methods.Add(name, new(name, handler, needsLogin, limit, endsSession, beforeDuties, takesBytes));

    /// <exception cref="WireError"><c>404</c> for a method nobody declared.</exception>
    public Task<object?> CallAsync(MethodCall call)
    {
        if (!_methods.TryGetValue(call.Method, out var method)) throw new WireError("404", $"Method '{call.Method}' not found");
        if (method.NeedsLogin && call.MaybeCaller is null) throw WireError.InvalidUser(call.Method);
        if (call.MaybeCaller is { Duty: not CallerDuty.None } held && !method.IsBeforeDuties) throw WireError.DutyFirst(held.Duty);
        if (!method.TakesBytes && call.Parameters.Any(WireRead.HasNul)) throw WireError.Match("No text may hold the character zero");
        return method.Handler(call);
    }

    public static WireObject ErrorObject(WireError error)
    {
        var view = ErrorView(error);
        if (error.IsMatch) view.Add("sanitizedError", ErrorView(new WireError("400", "Match failed")));
        return view;
    }

    private static WireObject ErrorView(WireError error) => new()
    {
        { "isClientSafe", true },
        { "error", int.TryParse(error.Code, out var number) ? number : error.Code },
        { "reason", error.Reason },
        { "message", error.Message },
        { "details", error.Details },
        { "errorType", "Meteor.Error" },
    };
}
