using System.Diagnostics;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// A file system of its own that can be filled and halted, for tests that are run by hand as root: nobody else may
/// mount one.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
        // The user of a database must get in.
        Directory.CreateDirectory(Path);
        Run("chmod", "711", _folder.Path);
    }

    public string Path => _folder.In("mount");

    private string Filler => In("filler");

    public static SmallDisk InMemory(int megabytes)
    {
        SmallDisk disk = new();
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=1777", "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>One that a flush really waits for.</summary>
    public static SmallDisk OfFile(int megabytes)
    {
        SmallDisk disk = new();
        string image = disk._folder.In("image");
        Run("truncate", "-s", $"{megabytes}M", image);
        Run("mkfs.ext4", "-q", image);
        Run("mount", "-o", "loop", image, disk.Path);
        return disk;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Takes all room but so much.</summary>
    public void Fill(int leaveMegabytes)
    {
        long free = new DriveInfo(Path).AvailableFreeSpace - ((long)leaveMegabytes << 20);
        Run("fallocate", "-l", $"{free}", Filler);
    }

    public void Free() => File.Delete(Filler);

    /// <summary>Whoever writes waits.</summary>
    public void StandStill() => Run("fsfreeze", "-f", Path);

    public void GoOn() => Run("fsfreeze", "-u", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }
}
