using System.Globalization;
using System.Text;

namespace Clearing.Reports.Page;

/// <summary>
/// A picture as inline SVG with a title and a description for those who cannot see it. Coordinates are integer
/// arithmetic: the same run gives the same bytes.
/// </summary>
internal abstract class Drawing
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }

    public abstract void Write(StringBuilder page);

    protected void Begin(StringBuilder page, int width, int height) =>
        page.Append(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{Id}-t {Id}-d">
            <title id="{Id}-t">{Markup.Encode(Title)}</title>
            <desc id="{Id}-d">{Markup.Encode(Description)}</desc>

            """);

    protected static void End(StringBuilder page) => page.Append("</svg>\n");

    protected static string Tenths(long tenths)
    {
        long size = Math.Abs(tenths);
        return string.Create(CultureInfo.InvariantCulture, $"{(tenths < 0 ? "-" : "")}{size / 10}.{size % 10}");
    }
}
