namespace Clearing.Scenarios.Text;

/// <summary>Finds the known word a misspelt one was probably meant to be.</summary>
public static class Nearest
{
    private const int LongestWord = 64;
    private const int MostKnown = 20_000;

    /// <summary><c>; did you mean `queue`?</c>, or nothing when no known word is near.</summary>
    public static string Hint(string found, IEnumerable<string> known) =>
        Find(found, known) is { } word ? $"; did you mean `{word}`?" : "";

    /// <summary>
    /// The known word with the fewest single-letter changes (at most a third of its length), then the longest common
    /// beginning; or null.
    /// </summary>
    public static string? Find(string found, IEnumerable<string> known)
    {
        if (found.Length is 0 or > LongestWord)
        {
            return null;
        }

        string? best = null;
        (int Distance, int Prefix) bestScore = (int.MaxValue, 0);
        foreach (string word in known.Take(MostKnown))
        {
            if (word.Length > LongestWord)
            {
                continue;
            }

            string folded = Fold(word);
            int distance = Distance(Fold(found), folded);
            (int Distance, int Prefix) score = (distance, -folded.AsSpan().CommonPrefixLength(Fold(found)));
            bool isNear = distance <= Math.Max(1, Math.Max(word.Length, found.Length) / 3)
                && distance < Math.Max(1, Math.Min(word.Length, found.Length));
            if (isNear && score.CompareTo(bestScore) < 0)
            {
                best = word;
                bestScore = score;
            }
        }

        return best;
    }

    /// <summary>`_` for `-` and capitals are the commonest slips: they cost nothing.</summary>
    private static string Fold(string word) => word.ToUpperInvariant().Replace('_', '-');

    /// <summary>Levenshtein's distance with swaps of neighbours counted as one change.</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1;
                least = Math.Min(least, cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    least = Math.Min(least, cost[i - 2, j - 2] + 1);
                }

                cost[i, j] = least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
