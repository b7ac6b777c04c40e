using System.Globalization;
using System.Text;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Page;

/// <summary>A row of bands: a system, and its state in each step of the day.</summary>
internal sealed record BandRow(string Name, IReadOnlyList<QueueState> States);

/// <summary>
/// The states of queues over the day, a row a system. The worse the state, the higher its band: nothing is said by
/// colour alone.
/// </summary>
internal sealed class Bands : Drawing
{
    private const int Width = 760;
    private const int Left = 140;
    private const int Right = 24;
    private const int Top = 34;
    private const int RowHeight = 40;

    private static readonly string[] Names = ["free", "gridlock", "sequence deadlock", "deadlock"];
    private static readonly int[] Heights = [4, 14, 22, 30];

    public required Axis Times { get; init; }
    public required IReadOnlyList<BandRow> Rows { get; init; }

    public override void Write(StringBuilder page)
    {
        int bottom = Top + (Rows.Count * RowHeight);
        Begin(page, Width, bottom + 42);
        WriteLegend(page);
        foreach (Tick tick in Times.Ticks)
        {
            string x = Tenths(Times.Place(tick.At, Left, Width - Right));
            page.Append(CultureInfo.InvariantCulture, $"""
                <line class="grid" x1="{x}" x2="{x}" y1="{Top}" y2="{bottom}" />
                <text class="tick" text-anchor="middle" x="{x}" y="{bottom + 17}">{tick.Label}</text>

                """);
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            <text class="axis" text-anchor="end" x="{Width - Right}" y="{bottom + 36}">{Times.Title}</text>

            """);
        for (int r = 0; r < Rows.Count; r++)
        {
            WriteRow(page, Rows[r], Top + ((r + 1) * RowHeight) - 5);
        }

        End(page);
    }

    private static void WriteLegend(StringBuilder page)
    {
        int x = Left;
        for (int state = 0; state < Names.Length; state++)
        {
            int height = Heights[state] / 2;
            page.Append(CultureInfo.InvariantCulture, $"""
                <rect class="q{state}" x="{x}" y="{16 - height}" width="18" height="{height}" />
                <text class="name" x="{x + 24}" y="16">{Names[state]}</text>

                """);
            x += 44 + (Names[state].Length * 7);
        }
    }

    // Steps in one state are one rectangle.
    private static void WriteRow(StringBuilder page, BandRow row, int floor)
    {
        string name = Markup.Encode(Markup.Shorten(row.Name, 18));
        page.Append(CultureInfo.InvariantCulture, $"""
            <text class="name" text-anchor="end" x="{Left - 10}" y="{floor - 9}">{name}</text>

            """);
        int start = 0;
        for (int step = 1; step <= row.States.Count; step++)
        {
            if (step < row.States.Count && row.States[step] == row.States[start])
            {
                continue;
            }

            int state = (int)row.States[start];
            long from = Place(start, row.States.Count);
            long until = Place(step, row.States.Count);
            string width = Tenths(until - from);
            int height = Heights[state];
            page.Append(CultureInfo.InvariantCulture, $"""
                <rect class="q{state}" x="{Tenths(from)}" y="{floor - height}" width="{width}" height="{height}" />

                """);
            start = step;
        }
    }

    private static long Place(int step, int steps) => (Left * 10L) + ((Width - Right - Left) * 10L * step / steps);
}
