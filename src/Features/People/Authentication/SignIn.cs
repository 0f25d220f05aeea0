using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.People.Authentication;

/// <summary>Makes a connection the one of a person whose session has begun.</summary>
internal sealed class SignIn(Func<DdpServer> sockets, UserView view, ICallers callers)
{
    public async Task AttachAsync(DdpConnection connection, LogIn.Result result, CancellationToken ct)
    {
        // From the directory, so that all connections of a person share its texts.
        var caller = await callers.FindByIdAsync(result.User.Id, ct) is { } known
            ? known with { TokenHash = LoginTokens.Hash(result.Token) }
            : throw new WireError("403", "Incorrect password", 401);
        await sockets().SignInAsync(connection, caller);
        // Meteor publishes the account of whoever signs in; SDKs read their own name from it.
        var fields = view.Me(result.User);
        fields.Remove("_id");
        connection.Send(new WireObject { { "msg", "added" }, { "collection", "users" }, { "id", result.User.Id }, { "fields", fields } });
    }

    /// <summary>What methods answer that sign somebody in.</summary>
    public static WireObject Answer(LogIn.Result result) => new() { { "id", result.User.Id }, { "token", result.Token }, { "tokenExpires", result.Expires }, { "type", "password" } };
}
