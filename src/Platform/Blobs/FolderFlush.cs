using System.Runtime.InteropServices;

namespace Parley.Platform.Blobs;

/// <summary>Makes the names in a folder survive a power cut; the framework has no way to do it.</summary>
internal static class FolderFlush
{
    /// <summary>Flushes a folder to the disk; does nothing where the system needs or knows no such thing.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
        {
            return;
        }

        // Some network file systems refuse to flush a folder; the content itself is on the disk already.
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe code, which this project does not allow.
#pragma warning disable CA2101 // The marshalling of the path is stated: UTF-8.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
#pragma warning restore CA2101
#pragma warning restore SYSLIB1054
}
