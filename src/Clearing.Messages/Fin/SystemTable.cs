using System.Globalization;

namespace Clearing.Messages.Fin;

/// <summary>The sequence of tags in block 4 of a message of the network or of a service.</summary>
internal sealed class SystemTable
{
    private static readonly Dictionary<int, FieldFormat> Formats = new()
    {
        [102] = FieldFormat.Of("{terminal}"),
        [103] = FieldFormat.Of("3!a"),
        [104] = FieldFormat.Of("1!a"),
        [106] = FieldFormat.Of("{date}{terminal}10!n"),
        [107] = FieldFormat.Of("{date}{terminal}10!n"),
        [108] = FieldFormat.Of("16x"),
        [109] = FieldFormat.Of("16x"),
        [114] = FieldFormat.Of("32x"),
        [115] = FieldFormat.Of("32x"),
        [165] = FieldFormat.Of("/3!c/34x"),
        [171] = FieldFormat.Of("{date}{time}"),
        [175] = FieldFormat.Of("{time}"),
        [177] = FieldFormat.Of("{date}{time}"),
        [202] = FieldFormat.Of("4!n"),
        [203] = FieldFormat.Of("4!n"),
        [405] = FieldFormat.Of("3!c[3!n]"),
        [431] = FieldFormat.Of("2!n"),
        [432] = FieldFormat.Of("2!c"),
        [433] = FieldFormat.Of("/3!a/[20x]"),
        [451] = FieldFormat.Of("1!n"),
        [619] = FieldFormat.Of("3!c"),
    };

    private static readonly Dictionary<int, SystemTable> OfTypes = new()
    {
        [10] = new("106 108? 431 102 104"),
        [11] = new("175 106 108? 175 107"),
        [12] = new("175 106 108? 102 103 114?"),
        [15] = new("175? 106? 108? 102? 405"),
        [19] = new("175 106 108? 102 107? 432 619?"),
        [97] = new("103 109 451 432? 114? 115? 165? 433? 422? 425?"),
    };

    private static readonly SystemTable Acknowledgement = new("177 451 405? 108?");

    private readonly int[] _tags;
    private readonly bool[] _isOptional;

    private SystemTable(string row)
    {
        string[] cells = row.Split(' ');
        _isOptional = [.. cells.Select(cell => cell.EndsWith('?'))];
        _tags =
            [.. cells.Select(cell => int.Parse(cell.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture))];
    }

    /// <summary>Null where the order of tags is not checked.</summary>
    public static SystemTable? OfType(int messageType) => OfTypes.GetValueOrDefault(messageType);

    /// <summary>Null where the order of tags is not checked: only acknowledgements (21) have one here.</summary>
    public static SystemTable? OfService(int service) => service == 21 ? Acknowledgement : null;

    /// <summary>Tags in their order, nothing missing.</summary>
    public bool CheckStructure(ReadOnlySpan<TagAt> tags, MessageErrors errors)
    {
        int place = 0;
        foreach (TagAt tag in tags)
        {
            int found = Array.IndexOf(_tags, tag.Number, place);
            int missing = Missing(place, found < 0 ? _tags.Length : found);
            if (found < 0 || missing >= 0)
            {
                string what = found < 0
                    ? "not in this message, or not at this place" : $"stands where {missing:000} must come first";
                errors.Add("T13", MessageLayer.Structure, Where(tag), what);
            }

            place = found < 0 ? place : found + 1;
        }

        int last = Missing(place, _tags.Length);
        if (last >= 0)
        {
            errors.Add("T13", MessageLayer.Structure, "block 4", $"the mandatory tag {last:000} is missing");
        }

        return !errors.Any;
    }

    /// <summary>Values of the tags whose format is known, and the character set of all.</summary>
    public static bool CheckFormats(ReadOnlySpan<byte> message, ReadOnlySpan<TagAt> tags, MessageErrors errors)
    {
        FieldCursor cursor = new(message);
        foreach (TagAt tag in tags)
        {
            if (TextCheck.FindOutsideX(tag.Value.Of(message)) >= 0)
            {
                errors.Add("M60", MessageLayer.Format, Where(tag), "an octet that is not of character set x");
            }
            else if (Formats.TryGetValue(tag.Number, out FieldFormat? format))
            {
                if (!cursor.Read(tag.Value, format))
                {
                    errors.Add(cursor.Code, MessageLayer.Format, Where(tag),
                        $"wanted: {cursor.Wanted} ({format.Notation})");
                }
            }
        }

        return !errors.Any;
    }

    private static string Where(TagAt tag) => $"{{{tag.Number:000}:}}, octet {tag.Value.Offset}";

    private int Missing(int from, int to)
    {
        for (int place = from; place < to; place++)
        {
            if (!_isOptional[place])
            {
                return _tags[place];
            }
        }

        return -1;
    }
}
