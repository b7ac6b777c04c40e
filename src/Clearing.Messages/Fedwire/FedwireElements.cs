using System.Buffers;
using System.Text;
using Ascii = Clearing.Messages.Identifiers.Ascii;

namespace Clearing.Messages.Fedwire;

/// <summary>
/// The elements of one tag: those of a fixed length whole and of their form, variable ones ended by <c>*</c> and not
/// too long; those at the end may be left out with their stars.
/// </summary>
internal static class FedwireElements
{
    private const byte Star = (byte)'*';

    private static readonly SearchValues<byte> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .?!,;:_@&/\\'\"`~()<>$#%+-="u8);

    public static void Check(FedwireTagDefinition tag, ReadOnlySpan<byte> value, MessageErrors errors)
    {
        if (tag.Tag == "8200")
        {
            CheckAddenda(value, errors);
            return;
        }

        int at = 0;
        for (int index = 0; index < tag.Elements.Count; index++)
        {
            FedwireElement element = tag.Elements[index];
            ReadOnlySpan<byte> rest = value[at..];
            int length = element.IsVariable ? LengthOfVariable(tag, index, rest, errors)
                : element.IsOptional && (rest.IsEmpty || rest[0] == Star) ? 0
                : LengthOfFixed(tag, index, rest, errors);
            if (length < 0)
            {
                return;
            }

            if (length > 0)
            {
                CheckContent(tag, index, rest[..length], errors);
            }

            at += element.IsVariable && !rest.IsEmpty ? length + 1 : length;
        }

        if (at < value.Length)
        {
            errors.Add("FW-ELEMENT", MessageLayer.Format, $"{{{tag.Tag}}}",
                $"goes on after its last element: '{Show(value[at..])}'");
        }
    }

    private static int LengthOfVariable(
        FedwireTagDefinition tag, int index, ReadOnlySpan<byte> rest, MessageErrors errors)
    {
        int length = rest.IsEmpty ? 0 : rest.IndexOf(Star);
        int most = tag.Elements[index].Length;
        if (length < 0)
        {
            errors.Add("FW-DELIMITER", MessageLayer.Format, Place(tag, index), $"does not end with *: '{Show(rest)}'");
        }
        else if (length > most)
        {
            errors.Add("FW-LENGTH", MessageLayer.Format, Place(tag, index),
                $"has {length} characters, at most {most} fit");
            return -1;
        }

        return length;
    }

    private static int LengthOfFixed(
        FedwireTagDefinition tag, int index, ReadOnlySpan<byte> rest, MessageErrors errors)
    {
        int length = tag.Elements[index].Length;
        if (rest.Length >= length)
        {
            return length;
        }

        errors.Add("FW-LENGTH", MessageLayer.Format, Place(tag, index),
            $"has {rest.Length} characters, {length} are wanted: '{Show(rest)}'");
        return -1;
    }

    private static void CheckContent(
        FedwireTagDefinition tag, int index, ReadOnlySpan<byte> text, MessageErrors errors)
    {
        FedwireElement element = tag.Elements[index];
        bool isGood = element.Content switch
        {
            FedwireContent.Digits => Ascii.AreDigits(text),
            FedwireContent.Alphanumeric => Ascii.AreLettersOrDigits(text),
            FedwireContent.Date => Ascii.IsDate(text),
            FedwireContent.Day => Ascii.IsMonthAndDay(text),
            FedwireContent.Time => Ascii.IsTime(text),
            FedwireContent.Code => IsCode(element.Codes, text),
            _ => !text.ContainsAnyExcept(Alphabet),
        };
        if (isGood)
        {
            return;
        }

        (string code, string wanted) = element.Content switch
        {
            FedwireContent.Digits => ("FW-DIGITS", "digits are wanted"),
            FedwireContent.Alphanumeric => ("FW-CHARACTER", "letters and digits are wanted"),
            FedwireContent.Date => ("FW-DATE", "a day of the calendar is wanted, CCYYMMDD"),
            FedwireContent.Day => ("FW-DATE", "a day of the year is wanted, MMDD"),
            FedwireContent.Time => ("FW-DATE", "a time of day is wanted, HHMM"),
            FedwireContent.Code => ("FW-CODE", $"one of {string.Join(", ", element.Codes)} is wanted"),
            _ => ("FW-CHARACTER", "holds a character outside the alphabet of the format"),
        };
        errors.Add(code, MessageLayer.Format, Place(tag, index), $"'{Show(text)}': {wanted}");
    }

    private static bool IsCode(IReadOnlyList<string> codes, ReadOnlySpan<byte> text)
    {
        for (int index = 0; index < codes.Count; index++)
        {
            if (System.Text.Ascii.Equals(text, codes[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckAddenda(ReadOnlySpan<byte> value, MessageErrors errors)
    {
        int length = value.Length < 4 ? -1 : Ascii.Number(value[..4]);
        if (length < 0 || length != value.Length - 4)
        {
            errors.Add("FW-LENGTH", MessageLayer.Format, "{8200}",
                $"says '{Show(value[..Math.Min(4, value.Length)])}' characters, has {Math.Max(0, value.Length - 4)}");
        }
    }

    private static string Place(FedwireTagDefinition tag, int index) =>
        $"{{{tag.Tag}}} element {index + 1}, {tag.Elements[index].Name}";

    // What is shown of somebody else's octets is short and of one line.
    private static string Show(ReadOnlySpan<byte> text)
    {
        string shown = Encoding.Latin1.GetString(text[..Math.Min(40, text.Length)]);
        return shown.ReplaceLineEndings(" ") + (text.Length > 40 ? "..." : "");
    }
}
