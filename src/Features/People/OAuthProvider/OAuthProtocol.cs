using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Settings;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Parley.People.OAuthProvider;

/// <summary>
/// OAuth 2 and OpenID Connect as OpenIddict speaks them, over the workspace's own storage. It lives in a container of its own that is made for the
/// first request, so that a start need not wait for it. What apps hold are random texts; what they stand for stays here.
/// </summary>
internal sealed class OAuthProtocol(OAuthApps apps, OAuthGrants grants, IUserDirectory directory, UserView view, SettingsRegistry settings, TimeProvider clock, ILoggerFactory logs) : IDisposable
{
    /// <summary>In <see cref="HttpContext.Items"/>: the account that consents, or null when it refuses.</summary>
    public const string ConsentItem = "oauth consent";

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Built? _built;

    /// <returns>Whether the request was one of the protocol and is answered.</returns>
    public async Task<bool> HandleAsync(HttpContext http)
    {
        var services = await ServicesAsync(http.RequestAborted);
        var outer = http.RequestServices;
        await using var scope = services.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            var handlers = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Authentication.IAuthenticationHandlerProvider>();
            var handler = await handlers.GetHandlerAsync(http, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
            return handler is Microsoft.AspNetCore.Authentication.IAuthenticationRequestHandler requests && await requests.HandleRequestAsync();
        }
        finally
        {
            http.RequestServices = outer;
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The issuer is the workspace's address: another address is another provider.</summary>
    private async Task<IServiceProvider> ServicesAsync(CancellationToken ct)
    {
        var issuer = settings.Get(AccountSettings.SiteUrl);
        if (_built is { } known && known.Issuer == issuer) return known.Services;
        await _turn.WaitAsync(ct);
        try
        {
            if (_built is { } made && made.Issuer == issuer) return made.Services;
            var signing = RSA.Create();
            signing.ImportPkcs8PrivateKey(await grants.KeyAsync(OAuthKeyRow.Signing, ct), out _);
            var services = Build(issuer, signing, await grants.KeyAsync(OAuthKeyRow.Sealing, ct));
            _built = new(issuer, services);
            return services;
        }
        finally
        {
            _turn.Release();
        }
    }

    private ServiceProvider Build(string issuer, RSA signing, byte[] sealing)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logs);
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddOpenIddict().AddServer(server =>
        {
            if (Uri.TryCreate(issuer, UriKind.Absolute, out var address)) server.SetIssuer(address);
            server.SetAuthorizationEndpointUris("oauth/authorize").SetTokenEndpointUris("oauth/token")
                .SetConfigurationEndpointUris(".well-known/openid-configuration").SetJsonWebKeySetEndpointUris(".well-known/jwks");
            server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow();
            server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(5)).SetAccessTokenLifetime(TimeSpan.FromHours(1)).SetRefreshTokenLifetime(TimeSpan.FromDays(14));
            server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess).DisableScopeValidation();
            server.AddEncryptionKey(new SymmetricSecurityKey(sealing)).AddSigningKey(new RsaSecurityKey(signing));
            server.EnableDegradedMode().DisableTokenStorage();
            server.Configure(options =>
            {
                options.ResponseModes.Clear();
                options.ResponseModes.Add(ResponseModes.Query);
                options.TimeProvider = clock;
            });
            // Whoever runs the server decides where encryption ends: here or at a proxy.
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            AddHandlers(server);
        });
        return services.BuildServiceProvider();
    }

    private void AddHandlers(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(CheckAuthorizationAsync));
        server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(AuthorizeAsync));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(CheckClientAsync));
        server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(RedeemAsync));
        server.AddEventHandler<ValidateTokenContext>(handler => handler.UseInlineHandler(OpenAsync).SetOrder(OpenIddictServerHandlers.Protection.ValidateReferenceTokenIdentifier.Descriptor.Order + 1));
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseInlineHandler(KeepAsync).SetOrder(OpenIddictServerHandlers.Protection.AttachTokenPayload.Descriptor.Order + 1));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler.UseInlineHandler(DescribeAsync));
    }

    private async ValueTask CheckAuthorizationAsync(ValidateAuthorizationRequestContext context)
    {
        if (await apps.FindActiveAsync(context.ClientId, context.CancellationToken) is not { } app) context.Reject(Errors.InvalidClient, "There is no such application.");
        else if (context.RedirectUri is { } given && app.RedirectUris.Contains(given)) context.SetRedirectUri(given);
        else if (context.RedirectUri is null && app.RedirectUris is [var only]) context.SetRedirectUri(only);
        else context.Reject(Errors.InvalidRequest, "The redirect_uri is none of this application's.");
    }

    private async ValueTask AuthorizeAsync(HandleAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if (http.Items[ConsentItem] is not UserRow user)
        {
            context.Reject(Errors.AccessDenied, "The user denied access to your application");
            return;
        }
        await grants.RememberAsync(user.Id, context.ClientId!, context.CancellationToken);
        var identity = new ClaimsIdentity("consent", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Id).SetClaim(Claims.Name, user.Name).SetClaim(Claims.PreferredUsername, user.Username).SetClaim(Claims.Picture, view.AvatarUrl(user.Username))
            .SetClaim(Claims.Email, user.Email).SetClaim(Claims.EmailVerified, user.IsEmailVerified);
        // Apps of this wire get a refresh token whether they ask for it or not.
        identity.SetScopes(context.Request.GetScopes().Intersect([Scopes.OpenId, Scopes.Profile, Scopes.Email]).Append(Scopes.OfflineAccess));
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Name or Claims.PreferredUsername or Claims.Picture when identity.HasScope(Scopes.Profile) => [Destinations.IdentityToken],
            Claims.Email or Claims.EmailVerified when identity.HasScope(Scopes.Email) => [Destinations.IdentityToken],
            _ => [],
        });
        identity.SetAuthorizationId(Id.New());
        context.Principal = new ClaimsPrincipal(identity);
    }

    private async ValueTask CheckClientAsync(ValidateTokenRequestContext context)
    {
        var app = await apps.FindActiveAsync(context.ClientId, context.CancellationToken);
        // An unknown client takes as long as a wrong secret.
        var isRight = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.ClientSecret ?? ""), Encoding.UTF8.GetBytes(app?.ClientSecret ?? Id.NewSecret()));
        if (app is null || !isRight) context.Reject(Errors.InvalidClient, "The client is unknown, switched off, or its secret is wrong.");
    }

    private async ValueTask RedeemAsync(HandleTokenRequestContext context)
    {
        var held = context.Request.IsRefreshTokenGrantType() ? context.Request.RefreshToken : context.Request.Code;
        var subject = (context.RefreshTokenPrincipal ?? context.AuthorizationCodePrincipal)?.GetClaim(Claims.Subject);
        if (held is null || subject is null || await directory.FindAsync(subject, context.CancellationToken) is not { IsActive: true } || !await grants.RedeemAsync(held, context.CancellationToken))
            context.Reject(Errors.InvalidGrant, "The code or token is used, over, or its account is gone.");
    }

    /// <summary>What the app holds stands for a sealed text. A second use is a theft: all that came of the consent ends.</summary>
    private async ValueTask OpenAsync(ValidateTokenContext context)
    {
        if (context.Token is not { Length: > 0 and < 100 } held || await grants.FindAsync(held, context.CancellationToken) is not { } row)
        {
            context.Reject(Errors.InvalidToken, "The token is unknown or over.");
            return;
        }
        if (row.RedeemedAt is not null)
        {
            await grants.RevokeAsync(row.GrantId, context.CancellationToken);
            context.Reject(Errors.InvalidToken, "The token was used already.");
            return;
        }
        context.Token = row.Payload;
    }

    private async ValueTask KeepAsync(GenerateTokenContext context)
    {
        var kind = context.TokenType switch
        {
            TokenTypeIdentifiers.AccessToken => OAuthTokenRow.Access,
            TokenTypeIdentifiers.RefreshToken => OAuthTokenRow.Refresh,
            TokenTypeIdentifiers.Private.AuthorizationCode => OAuthTokenRow.Code,
            _ => null,
        };
        if (kind is null || context.Token is not { } payload) return;
        var principal = context.Principal!;
        context.Token = await grants.KeepAsync(kind, principal.GetAuthorizationId()!, context.ClientId ?? principal.GetPresenters().First(), principal.GetClaim(Claims.Subject)!, payload,
            principal.GetExpirationDate() ?? clock.GetUtcNow().AddMinutes(5), context.CancellationToken);
    }

    private ValueTask DescribeAsync(HandleConfigurationRequestContext context)
    {
        if (context.BaseUri is { } address) context.UserInfoEndpoint = new Uri(context.Issuer ?? address, "/oauth/userinfo");
        return ValueTask.CompletedTask;
    }

    private sealed record Built(string Issuer, IServiceProvider Services);
}
