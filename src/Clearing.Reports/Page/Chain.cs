using System.Globalization;
using System.Text;

namespace Clearing.Reports.Page;

/// <summary>One that failed: its name and how much it could not pay.</summary>
internal sealed record ChainLink(string Name, string Amount);

/// <summary>
/// A chain of failures from left to right: a column a round, in it those that failed because of the column before.
/// </summary>
internal sealed class Chain : Drawing
{
    private const int Most = 7;
    private const int BoxWidth = 130;
    private const int BoxHeight = 40;
    private const int Gap = 64;
    private const int RowStep = 50;
    private const int Top = 34;
    private const int Left = 16;

    /// <summary>By round, from the first.</summary>
    public required IReadOnlyList<IReadOnlyList<ChainLink>> Rounds { get; init; }

    public override void Write(StringBuilder page)
    {
        int rows = Rounds.Max(r => Math.Min(r.Count, Most + 1));
        int middle = Top + (rows * RowStep / 2);
        int width = Math.Max(760, (2 * Left) + (Rounds.Count * BoxWidth) + ((Rounds.Count - 1) * Gap));
        Begin(page, width, Top + (rows * RowStep) + 6);
        for (int r = 0; r < Rounds.Count; r++)
        {
            int x = Left + (r * (BoxWidth + Gap));
            page.Append(CultureInfo.InvariantCulture, $"""
                <text class="axis" text-anchor="middle" x="{x + (BoxWidth / 2)}" y="16">round {r + 1}</text>

                """);
            WriteRound(page, Rounds[r], x, middle);
            if (r > 0)
            {
                WriteArrow(page, x - Gap + 10, x - 10, middle);
            }
        }

        End(page);
    }

    private static void WriteRound(StringBuilder page, IReadOnlyList<ChainLink> round, int x, int middle)
    {
        int shown = round.Count > Most + 1 ? Most : round.Count;
        int count = shown < round.Count ? shown + 1 : shown;
        int y = middle - (count * RowStep / 2) + ((RowStep - BoxHeight) / 2);
        int center = x + (BoxWidth / 2);
        foreach (ChainLink link in round.Take(shown))
        {
            string name = Markup.Encode(Markup.Shorten(link.Name, 16));
            page.Append(CultureInfo.InvariantCulture, $"""
                <rect class="fallen" x="{x}" y="{y}" width="{BoxWidth}" height="{BoxHeight}" rx="6" />
                <text class="name" text-anchor="middle" x="{center}" y="{y + 17}">{name}</text>
                <text class="tick" text-anchor="middle" x="{center}" y="{y + 33}">{Markup.Encode(link.Amount)}</text>

                """);
            y += RowStep;
        }

        if (shown < round.Count)
        {
            int rest = round.Count - shown;
            page.Append(CultureInfo.InvariantCulture, $"""
                <text class="tick" text-anchor="middle" x="{center}" y="{y + 24}">and {rest} more</text>

                """);
        }
    }

    private static void WriteArrow(StringBuilder page, int from, int to, int y) =>
        page.Append(CultureInfo.InvariantCulture, $"""
            <line class="arrow" x1="{from}" x2="{to - 7}" y1="{y}" y2="{y}" />
            <polygon class="tip" points="{to},{y} {to - 9},{y - 5} {to - 9},{y + 5}" />

            """);
}
