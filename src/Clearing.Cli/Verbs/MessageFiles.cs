namespace Clearing.Cli.Verbs;

/// <summary>The files that a command line of message files and folders means.</summary>
internal static class MessageFiles
{
    /// <summary>Every file once, those of a folder and its folders in the ordinal order of their paths.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="fail">Is told of a path that means no file.</param>
    public static IEnumerable<string> Of(IEnumerable<string> paths, Action<string> fail)
    {
        foreach (string path in paths)
        {
            if (File.Exists(path))
            {
                yield return path;
            }
            else if (!Directory.Exists(path))
            {
                fail($"{path}: there is no such file or folder.");
            }
            else
            {
                string[] files =
                    [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
                if (files.Length == 0)
                {
                    fail($"{path}: there is no file in this folder.");
                }

                foreach (string file in files)
                {
                    yield return file;
                }
            }
        }
    }
}
