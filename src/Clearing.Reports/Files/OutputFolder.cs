namespace Clearing.Reports.Files;

/// <summary>Why a folder was not written.</summary>
public enum FolderFault
{
    /// <summary>The folder holds something that no run wrote: it is not touched.</summary>
    Refused,

    /// <summary>The disk or its permissions did not allow it.</summary>
    Environment,
}

/// <summary>What kept the files of a run from being written, in words for a person.</summary>
public sealed record FolderProblem(FolderFault Fault, string Message);

/// <summary>
/// The folder of a run: new, empty, or an earlier run's, which is then replaced whole. The files are written into a
/// hidden folder beside it and change places with it in two renames, so that a failure leaves what was there.
/// </summary>
public static class OutputFolder
{
    private const string Marker = "summary.json";

    /// <summary>The files of a run; a folder with a summary and nothing but these is a run's.</summary>
    private static readonly HashSet<string> Known =
    [
        Marker, "payments.csv", "payments.parquet", "accounts.csv", "report.html", QueuesJson.Name, .. TableCsv.Names,
    ];

    /// <summary>Whether a run may write here; null when it may. Changes nothing.</summary>
    public static FolderProblem? Check(string path)
    {
        try
        {
            return CheckContent(Path.GetFullPath(path));
        }
        catch (Exception e) when (IsEnvironment(e))
        {
            return new(FolderFault.Environment, $"The folder '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Has the files written into a new folder, then puts it in place of <paramref name="path"/>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="write">Writes the files of the run into the folder it is given.</param>
    /// <returns>Null when all went well; otherwise <paramref name="path"/> is as it was.</returns>
    public static FolderProblem? Replace(string path, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (Check(path) is { } problem)
        {
            return problem;
        }

        try
        {
            ReplaceContent(Target(path), write);
            return null;
        }
        catch (Exception e) when (IsEnvironment(e))
        {
            return new(FolderFault.Environment, $"The folder '{path}' cannot be written: {e.Message}");
        }
    }

    private static FolderProblem? CheckContent(string path)
    {
        if (File.Exists(path))
        {
            return new(FolderFault.Refused, $"'{path}' is a file; name a folder with --out.");
        }

        if (!Directory.Exists(path))
        {
            return null;
        }

        string[] entries = [.. Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal)];
        string? stranger = Array.Find(entries, e => Directory.Exists(e) || !Known.Contains(Path.GetFileName(e)));
        if (stranger is not null)
        {
            return new(FolderFault.Refused, $"'{path}' holds '{Path.GetFileName(stranger)}', which no run wrote; "
                + "name a new or empty folder with --out, or that of an earlier run.");
        }

        return entries.Length == 0 || File.Exists(Path.Combine(path, Marker))
            ? null
            : new(FolderFault.Refused, $"'{path}' is not empty and holds no {Marker} of an earlier run; "
                + "name a new or empty folder with --out.");
    }

    // Where the path is a link to a folder, that folder.
    private static string Target(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Directory.Exists(full)
            ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full
            : full;
    }

    private static void ReplaceContent(string path, Action<string> write)
    {
        string parent = Path.GetDirectoryName(path)
            ?? throw new IOException("the root of a file system cannot be a run's folder");
        Directory.CreateDirectory(parent);
        string name = $".{Path.GetFileName(path)}.{Environment.ProcessId}";
        string fresh = Path.Combine(parent, name + ".new");
        string old = Path.Combine(parent, name + ".old");
        Remove(fresh);
        Remove(old);
        try
        {
            Directory.CreateDirectory(fresh);
            write(fresh);
            Swap(path, fresh, old);
        }
        finally
        {
            Remove(fresh);
        }

        Remove(old);
    }

    private static void Swap(string path, string fresh, string old)
    {
        bool existed = Directory.Exists(path);
        if (existed)
        {
            Directory.Move(path, old);
        }

        try
        {
            Directory.Move(fresh, path);
        }
        catch (Exception e) when (existed && IsEnvironment(e))
        {
            Directory.Move(old, path);
            throw;
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static bool IsEnvironment(Exception e) => e is IOException or UnauthorizedAccessException;
}
