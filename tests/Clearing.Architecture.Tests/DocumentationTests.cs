using System.Text;
using System.Text.RegularExpressions;

namespace Clearing.Architecture.Tests;

/// <summary>What the pages point at exists.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_link_leads_to_a_file_and_every_anchor_to_a_heading()
    {
        List<string> wrong = [];
        foreach (string page in Repository.Pages)
        {
            foreach (Match match in Links().Matches(Fences().Replace(Checkout.Text(page), "")))
            {
                string link = match.Groups[1].Value;
                if (link.Contains("://") || link.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                string[] parts = link.Split('#', 2);
                string target = parts[0].Length == 0
                    ? Checkout.PathOf(page)
                    : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Checkout.PathOf(page))!, parts[0]));
                if (!File.Exists(target) && !Directory.Exists(target))
                {
                    wrong.Add($"{page}: {link} leads nowhere");
                }
                else if (parts.Length == 2 && !Anchors(target).Contains(parts[1]))
                {
                    wrong.Add($"{page}: {link}: no such heading");
                }
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void Every_page_that_code_or_text_names_exists()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources.Concat(Repository.Pages))
        {
            wrong.AddRange(PageNames().Matches(Checkout.Text(file)).Select(m => m.Value).Distinct()
                .Where(name => !File.Exists(Checkout.PathOf(name)))
                .Select(name => $"{file}: names {name}, which is not there"));
        }

        Findings.None(wrong);
    }

    private static HashSet<string> Anchors(string page) =>
        [.. File.ReadLines(page).Where(l => l.StartsWith('#')).Select(l => Slug(l.TrimStart('#').Trim()))];

    private static string Slug(string heading)
    {
        StringBuilder slug = new();
        foreach (char c in heading.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                slug.Append(c);
            }
            else if (c == ' ')
            {
                slug.Append('-');
            }
        }

        return slug.ToString();
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\bdocs/[A-Za-z0-9/_-]+\.md\b")]
    private static partial Regex PageNames();
}
