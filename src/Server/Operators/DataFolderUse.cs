using Parley.Platform.CommandLine;

namespace Parley.Server.Operators;

/// <summary>
/// Says that a process works with a data folder, by a lock of the operating system that ends with the process. Servers and commands
/// share it; a restore has it alone.
/// </summary>
internal sealed class DataFolderUse : IDisposable
{
    public const string FileName = ".parley.lock";
    private readonly FileStream _lock;

    private DataFolderUse(FileStream file) => _lock = file;

    /// <exception cref="OperatorException">A restore is under way.</exception>
    public static DataFolderUse Share(string folder)
    {
        try
        {
            System.IO.Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, FileName);
            if (!File.Exists(path)) File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
            return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (IOException)
        {
            throw new OperatorException($"A restore works with {folder}. Wait for its end.");
        }
    }

    /// <returns>Null while others work with the folder.</returns>
    public static DataFolderUse? TryTakeAlone(string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        try
        {
            return new(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
