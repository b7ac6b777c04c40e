namespace Clearing.Messages.Fin;

/// <summary>Rules between fields of the messages that have few of them.</summary>
internal static class OtherRules
{
    /// <summary>MT 202 and 205, sequence A and under a cover sequence B.</summary>
    public static void CheckBankTransfer(in TextCheck text)
    {
        AccountWithBehind(text, text.Find(56), text.Find(57));
        AccountWithBehind(text, text.FindInB(56), text.FindInB(57));
    }

    /// <summary>MT 910: who paid is told once.</summary>
    public static void CheckCreditNotice(in TextCheck text)
    {
        int customer = text.Find(50);
        int institution = text.Find(52);
        if (customer >= 0 == institution >= 0)
        {
            text.Break("C06", Math.Max(customer, text.Find(32)), "exactly one of 50a and 52a");
        }
    }

    /// <summary>MT 940, 942 and 950: all currencies share their first two letters.</summary>
    public static void CheckCurrencies(in TextCheck text)
    {
        ReadOnlySpan<TextField> fields = text.Fields;
        ReadOnlySpan<byte> common = default;
        for (int index = 0; index < fields.Length; index++)
        {
            int at = CurrencyAt(text, index);
            if (at < 0)
            {
                continue;
            }

            ReadOnlySpan<byte> letters = text.Value(index).Slice(at, 2);
            if (common.IsEmpty)
            {
                common = letters;
            }
            else if (!common.SequenceEqual(letters))
            {
                text.Break("C27", index, "the same first two letters in the currencies of all fields");
                return;
            }
        }
    }

    /// <summary>MT 942: one floor limit without a mark, or one for debits and then one for credits.</summary>
    public static void CheckFloorLimits(in TextCheck text)
    {
        int first = text.Find(34);
        bool hasSecond = text.Fields[first + 1].Tag == Tags.Of(34, 'F');
        byte mark = text.Value(first)[3];
        bool isRight = hasSecond
            ? mark == 'D' && text.Value(first + 1)[3] == 'C'
            : mark is not ((byte)'C' or (byte)'D');
        if (!isRight)
        {
            text.Break("C23", first, "34F once without a mark, or twice: D and then C");
        }
    }

    /// <summary>n92, n95, n96: words (79) or copied fields; a request needs one, an answer bears one.</summary>
    public static void CheckCopy(in TextCheck text, bool isRequest)
    {
        bool hasWords = text.Find(79) >= 0;
        bool hasCopy = text.Fields[^1].Place == MessageTable.Copy;
        if (isRequest && !hasWords && !hasCopy)
        {
            text.Break("C25", text.Find(11), "79 or copied fields of the original message");
        }

        if (!isRequest && hasWords && hasCopy)
        {
            text.Break("C31", text.Find(79), "79 or copied fields of the original message, not both");
        }
    }

    private static void AccountWithBehind(in TextCheck text, int intermediary, int accountWith)
    {
        if (intermediary >= 0 && accountWith < 0)
        {
            text.Break("C81", intermediary, "56a only with 57a");
        }
    }

    private static int CurrencyAt(in TextCheck text, int field) => Tags.Number(text.Fields[field].Tag) switch
    {
        34 => 0,
        60 or 62 or 64 or 65 => 7,
        90 => text.Value(field).IndexOfAnyExceptInRange((byte)'0', (byte)'9'),
        _ => -1,
    };
}
