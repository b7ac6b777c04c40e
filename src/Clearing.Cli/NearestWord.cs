namespace Clearing.Cli;

/// <summary>What somebody most likely meant to type.</summary>
internal static class NearestWord
{
    /// <summary>The word that at most a third of the letters separate from what was typed, or null.</summary>
    public static string? Of(string typed, IEnumerable<string> words) =>
        words.Select(word => (Word: word, Distance: Distance(typed, word)))
            .Where(w => w.Distance * 3 <= Math.Max(w.Word.Length, typed.Length))
            .OrderBy(w => w.Distance).ThenBy(w => w.Word, StringComparer.Ordinal)
            .Select(w => w.Word).FirstOrDefault();

    // Levenshtein, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
