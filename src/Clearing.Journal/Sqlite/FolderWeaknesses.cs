namespace Clearing.Journal.Sqlite;

/// <summary>What a file system cannot promise.</summary>
internal static class FolderWeaknesses
{
    private static readonly string[] InMemory = ["tmpfs", "ramfs"];
    private static readonly string[] OverNetwork = ["nfs", "nfs4", "cifs", "smb", "smb2", "9p", "fuse.sshfs"];

    public static IReadOnlyList<string> Of(string folder) => new DriveInfo(folder).DriveFormat switch
    {
        string format when InMemory.Contains(format) =>
            [$"{folder} is in memory ({format}): what is acknowledged is lost when the machine stops."],
        string format when OverNetwork.Contains(format) =>
            [$"{folder} is on a network file system ({format}): its locks and flushes cannot be relied on."],
        _ => [],
    };
}
