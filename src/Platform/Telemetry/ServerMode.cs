namespace Parley.Platform.Telemetry;

/// <summary>How this process was started.</summary>
/// <param name="IsTest"><c>TEST_MODE=true</c>: no rate limits. Refused on a public address.</param>
/// <param name="CompatibleVersion">The wire version told to clients, for example <c>6.4.0</c>.</param>
/// <param name="DataFolder">Where the embedded database and uploaded files live.</param>
public sealed record ServerMode(bool IsTest, string CompatibleVersion, string ProductVersion, string DataFolder, string InstanceId);
