using System.Net;
using System.Text;

namespace Clearing.Reports.Page;

/// <summary>Text of a page under construction. What comes from a scenario goes through <see cref="Encode"/>.</summary>
internal static class Markup
{
    /// <summary>The text as content or attribute value of HTML and XML, with what XML cannot hold replaced.</summary>
    public static string Encode(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            clean.Append(c is '\t' or '\n' || (c >= ' ' && c is not ('\uFFFE' or '\uFFFF')) ? c : '\uFFFD');
        }

        return WebUtility.HtmlEncode(clean.ToString());
    }

    /// <summary>At most so many characters, for a place that has no room for more.</summary>
    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
