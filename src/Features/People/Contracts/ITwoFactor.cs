using Parley.Platform.Operations;

namespace Parley.People.Contracts;

public enum FactorDemand
{
    /// <summary>A factor that was given a while ago in this session is enough.</summary>
    Usual,

    /// <summary>It must be given now.</summary>
    Fresh,

    /// <summary>It must be given now, with whatever token and also where second factors are switched off: the password then.</summary>
    Strict,
}

/// <summary>Asks for a second factor before something that a stolen session must not be enough for (ACC-028, ACC-030).</summary>
public interface ITwoFactor
{
    /// <exception cref="WireError"><c>totp-required</c> with the method to use in its details, <c>totp-invalid</c>, <c>error-too-many-requests</c>.</exception>
    Task RequireAsync(Caller caller, FactorDemand demand, CancellationToken ct);
}
