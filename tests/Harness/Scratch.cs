using System.Net;
using System.Net.Sockets;

namespace Parley.Harness;

/// <summary>Short-lived things of one run: ports, folders, names.</summary>
public static class Scratch
{
    private static int _names;

    /// <summary>A loopback port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A new empty folder outside the source tree; the caller deletes it.</summary>
    public static string Folder(string purpose) =>
        Directory.CreateTempSubdirectory($"parley-{purpose}-").FullName;

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is still dying may hold a file; the folder is temporary anyway.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    /// <summary>A name no other test of this run has.</summary>
    public static string Name(string stem) =>
        $"{stem}-{Environment.ProcessId:x}{Interlocked.Increment(ref _names):x}";
}
