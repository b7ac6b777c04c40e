namespace Clearing.Messages.Identifiers;

/// <summary>Country codes of ISO 3166-1, two letters (Data/iso3166.txt: list, date and source), and XK.</summary>
public static class Countries
{
    private static readonly bool[] Known = ReadKnown();

    public static bool IsKnown(ReadOnlySpan<byte> code)
    {
        int index = CodeTable.IndexOf(code, 2);
        return index >= 0 && Known[index];
    }

    private static bool[] ReadKnown()
    {
        bool[] known = new bool[26 * 26];
        foreach (string code in CodeTable.Lines("iso3166.txt").SelectMany(line => line.Split(' ')))
        {
            known[CodeTable.IndexOf(code, 2)] = true;
        }

        return known;
    }
}
