using System.Reflection;
using NetArchTest.Rules;
using Xunit;

namespace Parley.Tests.Architecture;

/// <summary>Server → features → platform, read from the compiled assemblies.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly Platform = Assembly.Load("Parley.Platform");
    private static readonly Assembly People = Assembly.Load("Parley.People");
    private static readonly Assembly Customization = Assembly.Load("Parley.Customization");
    private static readonly Assembly Conversations = Assembly.Load("Parley.Conversations");
    private static readonly Assembly Administration = Assembly.Load("Parley.Administration");
    private static readonly Assembly Integrations = Assembly.Load("Parley.Integrations");

    [Fact]
    public void Platform_knows_no_feature_and_no_server() =>
        AssertHolds(Types.InAssembly(Platform).ShouldNot().HaveDependencyOnAny("Parley.People", "Parley.Customization", "Parley.Conversations", "Parley.Administration", "Parley.Integrations", "Parley.Server"));

    [Fact]
    public void People_knows_neither_conversations_nor_the_server() =>
        AssertHolds(Types.InAssembly(People).ShouldNot().HaveDependencyOnAny("Parley.Customization", "Parley.Conversations", "Parley.Administration", "Parley.Integrations", "Parley.Server"));

    [Fact]
    public void Customization_knows_no_other_feature() =>
        AssertHolds(Types.InAssembly(Customization).ShouldNot().HaveDependencyOnAny("Parley.People", "Parley.Conversations", "Parley.Administration", "Parley.Integrations", "Parley.Server"));

    [Fact]
    public void Conversations_knows_neither_administration_nor_the_server() =>
        AssertHolds(Types.InAssembly(Conversations).ShouldNot().HaveDependencyOnAny("Parley.Administration", "Parley.Integrations", "Parley.Server"));

    [Fact]
    public void Administration_knows_neither_conversations_nor_the_server() =>
        AssertHolds(Types.InAssembly(Administration).ShouldNot().HaveDependencyOnAny("Parley.Customization", "Parley.Conversations", "Parley.Integrations", "Parley.Server"));

    [Fact]
    public void Integrations_knows_neither_administration_nor_customization_nor_the_server() =>
        AssertHolds(Types.InAssembly(Integrations).ShouldNot().HaveDependencyOnAny("Parley.Customization", "Parley.Administration", "Parley.Server"));

    [Theory]
    [InlineData("Parley.Conversations", "Parley.People")]
    [InlineData("Parley.Conversations", "Parley.Customization")]
    [InlineData("Parley.Administration", "Parley.People")]
    [InlineData("Parley.Integrations", "Parley.People")]
    [InlineData("Parley.Integrations", "Parley.Conversations")]
    public void A_feature_uses_only_the_contracts_of_others(string user, string feature)
    {
        var internals = Assembly.Load(feature).GetTypes()
            .Where(type => type.Namespace is { } name && name.StartsWith(feature, StringComparison.Ordinal) && !IsContract(type))
            .Select(type => type.FullName!)
            .ToArray();
        if (internals.Length == 0)
            return;

        // Dependencies are matched by prefix, so a contract whose name merely begins like an internal type is let through.
        var users = Types.InAssembly(Assembly.Load(user)).That().HaveDependencyOnAny(internals).GetTypes()
            .Where(type => References(type, internals))
            .Select(type => type.FullName);
        Assert.Empty(users);
    }

    [Theory]
    [InlineData("Parley.People")]
    [InlineData("Parley.Customization")]
    [InlineData("Parley.Conversations")]
    [InlineData("Parley.Administration")]
    [InlineData("Parley.Integrations")]
    public void Only_contracts_and_the_registration_of_a_feature_are_public(string feature)
    {
        var exposed = Assembly.Load(feature).GetExportedTypes()
            .Where(type => !IsContract(type) && !IsRegistration(type))
            .Select(type => type.FullName)
            .Order(StringComparer.Ordinal);
        Assert.Empty(exposed);
    }

    private static bool IsContract(Type type) =>
        type.Namespace is { } name && (name.EndsWith(".Contracts", StringComparison.Ordinal) || name.Contains(".Contracts.", StringComparison.Ordinal));

    private static bool IsRegistration(Type type) => type.Name.EndsWith("Feature", StringComparison.Ordinal);

    private static bool References(Type user, string[] names)
    {
        var result = Types.InAssembly(user.Assembly).That().HaveName(user.Name).And().ResideInNamespace(user.Namespace ?? "")
            .ShouldNot().HaveDependencyOnAny(names).GetResult();
        return !result.IsSuccessful;
    }

    private static void AssertHolds(ConditionList rule)
    {
        var result = rule.GetResult();
        Assert.True(result.IsSuccessful, "Wrong way: " + string.Join(", ", result.FailingTypeNames ?? []));
    }
}
