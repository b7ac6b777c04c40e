using System.Runtime.InteropServices;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// Makes data folders that a power cut does not take away. SQLite flushes the folder that its files are in; that a new
/// folder is in the one above is left to whoever makes it.
/// </summary>
internal static class FolderEntry
{
    private const int ReadOnly = 0;

    /// <summary>Makes a folder, and those above it that are not there, each flushed into the one above.</summary>
    /// <exception cref="IOException">One cannot be made, or not be flushed.</exception>
    /// <returns>The folders into which a new one was flushed.</returns>
    public static IReadOnlyList<string> Make(string folder)
    {
        List<string> above = [];
        for (string at = folder; !Directory.Exists(at) && Path.GetDirectoryName(at) is { } next; at = next)
        {
            above.Add(next);
        }

        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            above.ForEach(Flush);
        }

        return above;
    }

    // The file classes of .NET open no folders. A file system that flushes none says so, and has no promise to keep.
    private static void Flush(string folder)
    {
        int handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"{folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        int done = Sync(handle);
        int why = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (done != 0 && !IsUnsupported(why))
        {
            throw new IOException($"{folder} cannot be flushed: {Marshal.GetPInvokeErrorMessage(why)}");
        }
    }

    // EINVAL, and ENOTSUP of Linux and of macOS.
    private static bool IsUnsupported(int why) => why is 22 or 95 or 45;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
