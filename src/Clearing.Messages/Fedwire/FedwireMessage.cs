using System.Text;

namespace Clearing.Messages.Fedwire;

/// <summary>A tag of a Fedwire message.</summary>
/// <param name="Tag">Four digits.</param>
/// <param name="Elements">Its elements in order, without delimiters; trailing empty ones left out.</param>
public sealed record FedwireTag(string Tag, IReadOnlyList<string> Elements);

/// <summary>A Fedwire message of tags taken apart, without a judgement (FW-4).</summary>
public sealed record FedwireMessage(IReadOnlyList<FedwireTag> Tags)
{
    /// <summary>The first tag of that number; null = none.</summary>
    public FedwireTag? Find(string tag) => Tags.FirstOrDefault(candidate => candidate.Tag == tag);

    /// <summary>
    /// Takes a message apart: elements of a fixed length by that length, the others at their stars. {8200} has one
    /// element, its text. A code that was left out is an empty element.
    /// </summary>
    /// <exception cref="FormatException">The octets are no row of tags of four digits in braces.</exception>
    public static FedwireMessage Parse(ReadOnlySpan<byte> message)
    {
        List<FedwireTag> tags = [];
        int at = 0;
        while (at < message.Length)
        {
            ReadOnlySpan<byte> here = message[at..];
            if (!FedwireReader.IsTag(here))
            {
                throw new FormatException($"Octet {at + 1}: a tag of four digits in braces is wanted.");
            }

            string tag = Encoding.ASCII.GetString(here.Slice(1, 4));
            int end = tag == "8200" ? FedwireReader.EndOfAddenda(here) : FedwireReader.EndOfValue(here);
            int length = FedwireReader.ValueLength(here[6..end], tag == "8200");
            string value = Encoding.Latin1.GetString(here.Slice(6, length));
            tags.Add(new FedwireTag(tag, tag == "8200" && value.Length >= 4 ? [value[4..]] : Split(tag, value)));
            at += end;
        }

        return new FedwireMessage(tags);
    }

    private static List<string> Split(string tag, string value)
    {
        List<string> elements = [];
        int at = 0;
        foreach (FedwireElement element in FedwireTags.Find(tag)?.Elements ?? [])
        {
            if (element.IsVariable || at >= value.Length)
            {
                break;
            }

            int length = element.IsOptional && value[at] == '*' ? 0 : Math.Min(element.Length, value.Length - at);
            elements.Add(value.Substring(at, length));
            at += length;
        }

        if (at < value.Length)
        {
            string[] variable = value[at..].Split('*');
            elements.AddRange(variable[^1].Length == 0 ? variable[..^1] : variable);
        }

        // An end of line is part of no element: behind the last one it would be lost when it is read again.
        while (elements.Count > 0 && (elements[^1] = elements[^1].TrimEnd('\r', '\n')).Length == 0)
        {
            elements.RemoveAt(elements.Count - 1);
        }

        return elements;
    }
}
