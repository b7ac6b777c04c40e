namespace Clearing.Journal.Sqlite;

/// <summary>
/// Keeps a data folder to one process: a lock of the operating system on a file in it, which goes with the process
/// however that ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = "journal.lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new JournalException(
                JournalFault.Denied,
                $"{folder} cannot be written: {refused.Message} See to its owner and permissions.",
                refused);
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            throw new JournalException(
                JournalFault.InUse,
                $"{folder} is in use: another process serves from it. Stop that one, or choose another folder.",
                taken);
        }
        catch (IOException refused)
        {
            throw new JournalException(
                JournalFault.Denied, $"{folder} cannot be written: {refused.Message}", refused);
        }
    }

    /// <summary>True when nobody has the folder; for readers, who ask and keep nothing.</summary>
    public static bool IsFree(string folder)
    {
        try
        {
            using FileStream file = new(
                Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return true;
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            return other is not IOException taken || !IsTaken(taken);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of Linux and of macOS, and the sharing violation of Windows.
    private static bool IsTaken(IOException fault) => (fault.HResult & 0xffff) is 11 or 35 or 32;
}
