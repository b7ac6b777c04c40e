using System.Text;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

/// <summary>
/// Breaks ISO 20022 messages systematically: each rule once, the text cut at each octet, each element dropped, doubled,
/// swapped, renamed, emptied, and with what its type refuses.
/// </summary>
public static class IsoBreaker
{
    private const string Alien = "\uE000";

    private static readonly byte[] AlienOctets = Encoding.UTF8.GetBytes(Alien);

    /// <summary>The message that <see cref="Rules"/> breaks: a valid one.</summary>
    public static byte[] Plain => Encoding.UTF8.GetBytes(IsoRuleBreaks.Plain);

    /// <summary>Every rule broken alone, in the ways of the table.</summary>
    public static IEnumerable<BrokenMessage> Rules()
    {
        foreach (string row in IsoRuleBreaks.Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = row.Split('|', StringSplitOptions.TrimEntries);
            string text = IsoRuleBreaks.Plain.Replace(parts[1], Filled(parts[2]), StringComparison.Ordinal);
            if (text.Contains("~CUT~", StringComparison.Ordinal))
            {
                // Everything between here and the end of the transfer is left out.
                int end = text.IndexOf("</CdtTrfTxInf>", StringComparison.Ordinal);
                int start = text.IndexOf("<CdtrAgt>", StringComparison.Ordinal);
                text = text[..start] + text[end..];
            }

            byte[] octets = Encoding.UTF8.GetBytes(text);
            if (text.Contains("~BADUTF8~", StringComparison.Ordinal))
            {
                octets[octets.AsSpan().IndexOf("~BADUTF8~"u8)] = 0xC0;
            }

            yield return new BrokenMessage($"rule {row}", octets, Code: parts[0]);
        }

        yield return new BrokenMessage("rule NS-NONE", "<BusMsg/>"u8.ToArray(), Code: "NS-NONE");
    }

    /// <summary>The octets cut before each.</summary>
    public static IEnumerable<BrokenMessage> Cuts(byte[] octets)
    {
        ArgumentNullException.ThrowIfNull(octets);
        for (int length = 0; length < octets.Length; length++)
        {
            yield return new BrokenMessage($"cut to {length} octets", octets[..length]);
        }
    }

    /// <summary>Each element of a valid message broken in every way.</summary>
    public static IEnumerable<BrokenMessage> Elements(IsoMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        IsoChild root = IsoShapes.Root(message.DocumentId!).Parts[0][0];
        foreach ((string how, bool mustFail, IsoElement changed) in
            Changes(message.Document!, IsoShapes.Type(root.Type), root.Name))
        {
            // A writer refuses what no XML may hold: a stand-in is written, and made the octet 1 then.
            byte[] octets = Octets.Of(message with { Document = changed });
            int alien = octets.AsSpan().IndexOf(AlienOctets);
            if (alien >= 0)
            {
                octets.AsSpan(alien, AlienOctets.Length).Fill(1);
            }

            yield return new BrokenMessage(how, octets, mustFail);
        }
    }

    private static IEnumerable<(string How, bool MustFail, IsoElement Changed)> Changes(
        IsoElement element, IsoType type, string path)
    {
        if (type.Facets is not null)
        {
            foreach ((string how, bool mustFail, string text) in LeafChanges(element.Text ?? "", type.Facets))
            {
                yield return ($"{how} {path}", mustFail, element with { Text = text });
            }

            yield break;
        }

        for (int i = 0; i < element.Children.Count; i++)
        {
            IsoElement child = element.Children[i];
            IsoChild? shape = type.Parts.SelectMany(p => p).FirstOrDefault(c => c.Name == child.Name);
            if (shape is null)
            {
                continue;
            }

            int part = Part(type, child.Name);
            bool isOnly = element.Children.Count(c => Part(type, c.Name) == part) == 1;
            string at = $"{path}/{child.Name}";
            bool isNeeded = isOnly && Array.TrueForAll(type.Parts[part], c => c.Least > 0);
            yield return ($"drop {at}", isNeeded, With(element, c => c.RemoveAt(i)));
            yield return ($"double {at}", shape.Most == 1, With(element, c => c.Insert(i, child)));
            yield return ($"rename {at}", true, With(element, c => c[i] = child with { Name = child.Name + "X" }));
            if (i + 1 < element.Children.Count && Part(type, element.Children[i + 1].Name) != part)
            {
                yield return ($"swap {at}", true, With(element, c => (c[i], c[i + 1]) = (c[i + 1], c[i])));
            }

            foreach ((string how, bool mustFail, IsoElement changed) in Changes(child, IsoShapes.Type(shape.Type), at))
            {
                yield return (how, mustFail, With(element, c => c[i] = changed));
            }
        }
    }

    private static IEnumerable<(string How, bool MustFail, string Text)> LeafChanges(string text, string facets)
    {
        string[] words = facets.Split(' ');
        bool isText = words[0] == "text";
        bool hasEnd = !isText || words[2] != "-";
        yield return ("empty", !isText || words[1] is not ("0" or "-"), "");
        yield return ("lengthen", hasEnd && words[0] != "base64",
            text + new string('9', isText && hasEnd ? int.Parse(words[2], null) : 60) + "?");
        yield return ("defile", true, text + Alien);
        yield return ("blank", !isText && words[0] != "base64", "A B");
        for (int length = 1; length < text.Length; length++)
        {
            yield return ($"cut to {length}", false, text[..length]);
        }
    }

    private static int Part(IsoType type, string name)
    {
        for (int part = 0; part < type.Parts.Count; part++)
        {
            if (Array.Exists(type.Parts[part], c => c.Name == name))
            {
                return part;
            }
        }

        return -1;
    }

    private static IsoElement With(IsoElement element, Action<List<IsoElement>> change)
    {
        List<IsoElement> children = [.. element.Children];
        change(children);
        return element with { Children = children };
    }

    private static string Filled(string text) => text switch
    {
        "~SIZE~" => new string('B', 1_100_000),
        "~DEPTH~" => string.Concat(Enumerable.Repeat("<a>", 80)) + string.Concat(Enumerable.Repeat("</a>", 80)),
        _ => text.Replace("\\u0001", "\u0001", StringComparison.Ordinal).Replace(
            "~ATTRIBUTES~", string.Join(' ', Enumerable.Range(0, 40).Select(n => $"a{n}=\"\"")),
            StringComparison.Ordinal),
    };
}
