namespace Parley.Harness;

/// <summary>Places in the source tree that the tests and benches work from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file under <c>out/test</c>; its folder exists afterwards.</summary>
    public static string Output(params string[] parts)
    {
        var path = Path.Combine([Root, "out", "test", .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
                return folder.FullName;
        }

        return Directory.GetCurrentDirectory();
    }
}
