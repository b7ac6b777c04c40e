using System.Globalization;
using System.Text;

namespace Clearing.Reports.Page;

/// <summary>A value on a chart.</summary>
internal readonly record struct Point(Int128 X, Int128 Y);

/// <summary>A line of a chart.</summary>
/// <param name="Name">As the legend shows it.</param>
/// <param name="Colour">Index of the palette; the same system has the same colour in every figure; -1 = grey.</param>
/// <param name="Points">From left to right.</param>
/// <param name="Dots">True to mark every point.</param>
internal sealed record Series(string Name, int Colour, IReadOnlyList<Point> Points, bool Dots = false);

/// <summary>A vertical line with a name.</summary>
internal readonly record struct Mark(Int128 At, string Name);

/// <summary>
/// Lines or points over two axes. Colours are classes that the page's style sheet gives for light, dark and paper;
/// series differ in dash too, so that nothing is said by colour alone.
/// </summary>
internal sealed class Chart : Drawing
{
    /// <summary>How many colours the style sheet knows.</summary>
    public const int Colours = 8;

    private const int Left = 62;
    private const int Right = 24;
    private const int Bottom = 42;
    private const int LegendRow = 18;
    private const int CharacterWidth = 8;
    private const int LongestName = 24;
    private const int NameStep = 15;

    public required Axis X { get; init; }
    public required Axis Y { get; init; }
    public required IReadOnlyList<Series> Series { get; init; }
    public IReadOnlyList<Mark> Marks { get; init; } = [];
    public int Width { get; init; } = 760;
    public int Height { get; init; } = 300;

    /// <summary>True: single points with their names beside them, no lines, no legend.</summary>
    public bool Scatter { get; init; }

    private int Top { get; set; }

    public override void Write(StringBuilder page)
    {
        List<(int X, int Row)> legend = Scatter ? [] : LegendPlaces();
        int rows = legend.Count == 0 ? 0 : legend[^1].Row + 1;
        Top = Math.Max(34, (rows * LegendRow) + 20);
        Begin(page, Width, Height);
        WriteAxes(page);
        WriteMarks(page);
        for (int s = 0; s < Series.Count; s++)
        {
            WriteSeries(page, Series[s], s);
        }

        WriteNames(page);
        WriteLegend(page, legend);
        End(page);
    }

    private static string Class(int colour) =>
        colour < 0 ? "grey" : "s" + (colour % Colours).ToString(CultureInfo.InvariantCulture);

    private string PlaceX(Int128 value) => Tenths(X.Place(value, Left, Width - Right));

    private string PlaceY(Int128 value) => Tenths(Y.Place(value, Height - Bottom, Top));

    private void WriteAxes(StringBuilder page)
    {
        foreach (Tick tick in Y.Ticks)
        {
            string y = PlaceY(tick.At);
            page.Append(CultureInfo.InvariantCulture, $"""
                <line class="{(tick.At == 0 ? "zero" : "grid")}" x1="{Left}" x2="{Width - Right}" y1="{y}" y2="{y}" />
                <text class="tick" text-anchor="end" dy="4" x="{Left - 8}" y="{y}">{tick.Label}</text>

                """);
        }

        foreach (Tick tick in X.Ticks)
        {
            string x = PlaceX(tick.At);
            page.Append(CultureInfo.InvariantCulture, $"""
                <text class="tick" text-anchor="middle" x="{x}" y="{Height - Bottom + 17}">{tick.Label}</text>

                """);
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            <text class="axis" text-anchor="end" x="{Width - Right}" y="{Height - 6}">{Markup.Encode(X.Title)}</text>
            <text class="axis" x="4" y="14">{Markup.Encode(Y.Title)}</text>

            """);
    }

    private void WriteMarks(StringBuilder page)
    {
        for (int m = 0; m < Marks.Count; m++)
        {
            string x = PlaceX(Marks[m].At);
            page.Append(CultureInfo.InvariantCulture, $"""
                <line class="mark" x1="{x}" x2="{x}" y1="{Top}" y2="{Height - Bottom}" />
                <text class="axis" x="{x}" y="{Top + 80 + (m * 15)}" {Beside(Marks[m].At, 5)}>{Marks[m].Name}</text>

                """);
        }
    }

    private void WriteSeries(StringBuilder page, Series series, int index)
    {
        string colour = Class(series.Colour);
        if (!Scatter)
        {
            string points = string.Join(' ', series.Points.Select(p => PlaceX(p.X) + "," + PlaceY(p.Y)));
            page.Append(CultureInfo.InvariantCulture, $"""
                <polyline class="line {colour} d{index % 4}" points="{points}" />

                """);
        }

        if (Scatter || series.Dots)
        {
            foreach (Point p in series.Points)
            {
                page.Append(CultureInfo.InvariantCulture, $"""
                    <circle class="dot {colour}" cx="{PlaceX(p.X)}" cy="{PlaceY(p.Y)}" r="{(Scatter ? 6 : 3)}" />

                    """);
            }
        }
    }

    // Beside each point its name, in the nearest place where no earlier name stands, at its height, above or below.
    private void WriteNames(StringBuilder page)
    {
        var taken = new List<(long X, long Y)>();
        foreach (Series series in Series.Where(s => Scatter && s.Points.Count > 0))
        {
            Point p = series.Points[0];
            long x = X.Place(p.X, Left, Width - Right);
            long y = Y.Place(p.Y, Height - Bottom, Top);
            int drop = Enumerable.Range(0, (4 * taken.Count) + 2)
                .Select(k => NameStep * ((k + 1) / 2) * (k % 2 == 1 ? -1 : 1))
                .First(d => IsFree(taken, x, y, y + (10 * d)));
            taken.Add((x, y + (10 * drop)));
            string name = Markup.Encode(Markup.Shorten(series.Name, LongestName));
            page.Append(CultureInfo.InvariantCulture, $"""
                <text class="name" x="{Tenths(x)}" y="{Tenths(y)}" dy="{4 + drop}" {Beside(p.X, 11)}>{name}</text>

                """);
        }
    }

    // Whether a name may stand at y: not on another one, and not moved down onto the axis.
    private bool IsFree(List<(long X, long Y)> taken, long x, long point, long y) =>
        (y <= point || y <= 10 * (Height - Bottom))
        && !taken.Exists(t => Math.Abs(t.X - x) < 1500 && Math.Abs(t.Y - y) < 130);

    // Text beside a place: at its right, or near the right edge at its left.
    private string Beside(Int128 x, int distance) => X.Place(x, 0, 100) > 700
        ? $"dx=\"-{distance}\" text-anchor=\"end\""
        : $"dx=\"{distance}\" text-anchor=\"start\"";

    // The legend stands at the right of the axis title, in as many rows as it needs.
    private List<(int X, int Row)> LegendPlaces()
    {
        var places = new List<(int X, int Row)>();
        int start = Left + (Y.Title.Length * CharacterWidth);
        int x = start;
        int row = 0;
        foreach (Series series in Series)
        {
            int width = 36 + (Markup.Shorten(series.Name, LongestName).Length * CharacterWidth);
            if (x + width > Width && x > start)
            {
                x = start;
                row++;
            }

            places.Add((x, row));
            x += width;
        }

        return places;
    }

    private void WriteLegend(StringBuilder page, List<(int X, int Row)> places)
    {
        for (int s = 0; s < places.Count; s++)
        {
            (int x, int row) = places[s];
            int y = 10 + (row * LegendRow);
            string name = Markup.Encode(Markup.Shorten(Series[s].Name, LongestName));
            page.Append(CultureInfo.InvariantCulture, $"""
                <line class="line {Class(Series[s].Colour)} d{s % 4}" x1="{x}" x2="{x + 22}" y1="{y}" y2="{y}" />
                <text class="name" x="{x + 27}" y="{y + 4}">{name}</text>

                """);
        }
    }
}
