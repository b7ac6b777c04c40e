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

    /// <summary>Checks the value of the tag at <paramref name="place"/> among all tags.</summary>
    public static void Check(int place, ReadOnlySpan<byte> value, MessageErrors errors)
    {
        ReadOnlySpan<FedwireForm> forms = FedwireTags.FormsAt(place);
        ReadOnlySpan<byte> rest = value;
        for (int index = 0; index < forms.Length; index++)
        {
            ref readonly FedwireForm form = ref forms[index];
            if (rest.IsEmpty && (form.IsVariable || form.IsOptional))
            {
                continue;
            }

            int length = form.IsVariable ? LengthOfVariable(place, index, rest, errors)
                : form.IsOptional && rest[0] == Star ? 0
                : LengthOfFixed(place, index, rest, errors);
            if (length < 0)
            {
                return;
            }

            if (!IsGood(form, rest[..length]) && length > 0)
            {
                Refuse(place, index, rest[..length], errors);
            }

            rest = rest[(form.IsVariable ? length + 1 : length)..];
        }

        if (!rest.IsEmpty)
        {
            errors.Add("FW-ELEMENT", MessageLayer.Format, $"{{{FedwireTags.At(place).Tag}}}",
                $"goes on after its last element: '{Show(rest)}'");
        }
    }

    /// <summary>Checks that the text of {8200} is as long as it says; it may hold anything.</summary>
    public static void CheckAddenda(ReadOnlySpan<byte> value, MessageErrors errors)
    {
        int length = value.Length < 4 ? -1 : Ascii.Number(value[..4]);
        if (length < 0 || length != value.Length - 4)
        {
            errors.Add("FW-LENGTH", MessageLayer.Format, "{8200}",
                $"says '{Show(value[..Math.Min(4, value.Length)])}' characters, has {Math.Max(0, value.Length - 4)}");
        }
    }

    private static int LengthOfVariable(int place, int index, ReadOnlySpan<byte> rest, MessageErrors errors)
    {
        int length = rest.IndexOf(Star);
        int most = FedwireTags.FormsAt(place)[index].Length;
        if (length < 0)
        {
            errors.Add("FW-DELIMITER", MessageLayer.Format, Place(place, index),
                $"does not end with *: '{Show(rest)}'");
        }
        else if (length > most)
        {
            errors.Add("FW-LENGTH", MessageLayer.Format, Place(place, index),
                $"has {length} characters, at most {most} fit");
            return -1;
        }

        return length;
    }

    private static int LengthOfFixed(int place, int index, ReadOnlySpan<byte> rest, MessageErrors errors)
    {
        int length = FedwireTags.FormsAt(place)[index].Length;
        if (rest.Length >= length)
        {
            return length;
        }

        errors.Add("FW-LENGTH", MessageLayer.Format, Place(place, index),
            $"has {rest.Length} characters, {length} are wanted: '{Show(rest)}'");
        return -1;
    }

    private static bool IsGood(in FedwireForm form, ReadOnlySpan<byte> text) => form.Content switch
    {
        FedwireContent.Digits => Ascii.AreDigits(text),
        FedwireContent.Alphanumeric => Ascii.AreLettersOrDigits(text),
        FedwireContent.Date => Ascii.IsDate(text),
        FedwireContent.Day => Ascii.IsMonthAndDay(text),
        FedwireContent.Time => Ascii.IsTime(text),
        FedwireContent.Code => form.IsCode(text),
        _ => !text.ContainsAnyExcept(Alphabet),
    };

    private static void Refuse(int place, int index, ReadOnlySpan<byte> text, MessageErrors errors)
    {
        FedwireElement element = FedwireTags.At(place).Elements[index];
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
        errors.Add(code, MessageLayer.Format, Place(place, index), $"'{Show(text)}': {wanted}");
    }

    private static string Place(int place, int index)
    {
        FedwireTagDefinition tag = FedwireTags.At(place);
        return $"{{{tag.Tag}}} element {index + 1}, {tag.Elements[index].Name}";
    }

    // What is shown of somebody else's octets is short and of one line.
    private static string Show(ReadOnlySpan<byte> text)
    {
        string shown = Encoding.Latin1.GetString(text[..Math.Min(40, text.Length)]);
        return shown.ReplaceLineEndings(" ") + (text.Length > 40 ? "..." : "");
    }
}
