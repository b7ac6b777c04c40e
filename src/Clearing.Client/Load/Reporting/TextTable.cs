namespace Clearing.Client.Load.Reporting;

/// <summary>Rows with their columns under each other, the first to the left, the others to the right.</summary>
internal sealed class TextTable(params string[] head)
{
    private readonly List<string[]> _rows = [head];

    public void Add(params string[] cells) => _rows.Add(cells);

    public IEnumerable<string> Lines()
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(i => _rows.Max(row => row[i].Length))];
        return _rows.Select(row => "  " + string.Join("  ", row.Select((cell, i) =>
            i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }
}
