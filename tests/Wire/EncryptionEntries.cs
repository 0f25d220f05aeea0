using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for keys of encrypted rooms.</summary>
internal static class EncryptionEntries
{
    public const string PublicKey = """{"alg":"RSA-OAEP-256","e":"AQAB","ext":true,"key_ops":["encrypt"],"kty":"RSA","n":"xyz"}""";
    public const string PrivateKey = """{"$binary":"c2VhbGVkIHdpdGggYSBwYXNzd29yZA=="}""";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        Get("e2e.fetchMyKeys", "public_key private_key", async cast =>
        {
            await StoreAsync(cast.Ada);
            return await cast.Ada.Rest.GetAsync("e2e.fetchMyKeys");
        });
        Get("e2e.getUsersOfRoomWithoutKey", "users", async cast => await cast.Ada.Rest.GetAsync("e2e.getUsersOfRoomWithoutKey?rid=" + await cast.RoomAsync("groups")));
        Post("e2e.setUserPublicAndPrivateKeys", cast => cast.Ada.Rest.PostAsync("e2e.setUserPublicAndPrivateKeys", new { public_key = PublicKey, private_key = PrivateKey }));
        Post("e2e.setRoomKeyID", async cast => await cast.Ada.Rest.PostAsync("e2e.setRoomKeyID", new { rid = await cast.RoomAsync("groups"), keyID = "eyJhbGciOiJB" }));
        Post("e2e.updateGroupKey", async cast => await cast.Ada.Rest.PostAsync("e2e.updateGroupKey", new { uid = cast.Ada.Id, rid = await cast.RoomAsync("groups"), key = "sealed" }));
        Post("e2e.acceptSuggestedGroupKey", async cast => await cast.Bob.Rest.PostAsync("e2e.acceptSuggestedGroupKey", new { rid = await OfferedAsync(cast) }));
        Post("e2e.rejectSuggestedGroupKey", async cast => await cast.Bob.Rest.PostAsync("e2e.rejectSuggestedGroupKey", new { rid = await OfferedAsync(cast) }));
        Post("users.resetE2EKey", async cast =>
        {
            var person = await cast.PersonAsync();
            return await person.Rest.PostWithCodeAsync("users.resetE2EKey", new { }, Calls.Sha256(person.Password), "password");
        });

        void Get(string path, string keys, Func<Cast, Task<RestReply>> call) => all.Add("GET " + path, new(keys, call));
        void Post(string path, Func<Cast, Task<RestReply>> call) => all.Add("POST " + path, new("success", call));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        Add("e2e.fetchMyKeys", "{}", async cast => await (await cast.LineAsync(await cast.PersonAsync())).CallAsync("e2e.fetchMyKeys"));
        Add("e2e.setUserPublicAndPrivateKeys", "", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("e2e.setUserPublicAndPrivateKeys", new { public_key = PublicKey, private_key = PrivateKey }));
        Add("e2e.getUsersOfRoomWithoutKey", "users", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("e2e.getUsersOfRoomWithoutKey", await cast.RoomAsync("groups")));
        Add("e2e.setRoomKeyID", "", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("e2e.setRoomKeyID", await cast.RoomAsync("groups"), "eyJhbGciOiJB"));
        Add("e2e.updateGroupKey", "", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("e2e.updateGroupKey", await cast.RoomAsync("groups"), cast.Ada.Id, "sealed"));
        Add("e2e.acceptSuggestedGroupKey", "", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("e2e.acceptSuggestedGroupKey", await OfferedAsync(cast)));
        Add("e2e.rejectSuggestedGroupKey", "", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("e2e.rejectSuggestedGroupKey", await OfferedAsync(cast)));
        Add("e2e.requestSubscriptionKeys", "true", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("e2e.requestSubscriptionKeys"));
        Add("e2e.resetOwnE2EKey", "true", async cast =>
        {
            var person = await cast.PersonAsync();
            return await (await cast.LineAsync(person)).CallAsync("e2e.resetOwnE2EKey", new { twoFactorCode = Calls.Sha256(person.Password), twoFactorMethod = "password" });
        });

        void Add(string method, string answer, Func<Cast, Task<JsonElement>> call) => all.Add(method, new(answer, call));
    }

    public static Task StoreAsync(Person person) => person.Rest.PostAsync("e2e.setUserPublicAndPrivateKeys", new { public_key = PublicKey, private_key = PrivateKey }).SucceedsAsync();

    /// <summary>A room whose key Ada offers to Bob.</summary>
    private static async Task<string> OfferedAsync(Cast cast)
    {
        var rid = await cast.RoomAsync("groups");
        await cast.Ada.Rest.PostAsync("e2e.updateGroupKey", new { uid = cast.Bob.Id, rid, key = "sealed" }).SucceedsAsync();
        return rid;
    }
}
