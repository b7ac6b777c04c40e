using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fin;

/// <summary>Rules between the fields of MT 103 in all its variants (C1 to C18; codes of SR 2025).</summary>
internal static class CustomerTransferRules
{
    private static readonly int SenderCharge = Tags.Of(71, 'F');
    private static readonly int ReceiverCharge = Tags.Of(71, 'G');

    private static readonly uint Spri = FieldFormat.Pack("SPRI"u8);
    private static readonly uint Sstd = FieldFormat.Pack("SSTD"u8);
    private static readonly uint Spay = FieldFormat.Pack("SPAY"u8);

    private static readonly uint Sdva = FieldFormat.Pack("SDVA"u8);
    private static readonly uint Intc = FieldFormat.Pack("INTC"u8);
    private static readonly uint Repa = FieldFormat.Pack("REPA"u8);
    private static readonly uint Cort = FieldFormat.Pack("CORT"u8);
    private static readonly uint Hold = FieldFormat.Pack("HOLD"u8);
    private static readonly uint Chqb = FieldFormat.Pack("CHQB"u8);
    private static readonly uint Phob = FieldFormat.Pack("PHOB"u8);
    private static readonly uint Telb = FieldFormat.Pack("TELB"u8);
    private static readonly uint Phon = FieldFormat.Pack("PHON"u8);
    private static readonly uint Tele = FieldFormat.Pack("TELE"u8);
    private static readonly uint Phoi = FieldFormat.Pack("PHOI"u8);
    private static readonly uint Teli = FieldFormat.Pack("TELI"u8);

    /// <summary>The order in which several 23E must come (D98).</summary>
    private static readonly uint[] InstructionOrder =
        [Sdva, Intc, Repa, Cort, Hold, Chqb, Phob, Telb, Phon, Tele, Phoi, Teli];

    private static readonly uint[] InstructionsWithText = [Phon, Phob, Phoi, Tele, Telb, Teli, Hold, Repa];

    private static readonly uint[] PriorityInstructions = [Sdva, Telb, Phob, Intc];

    /// <summary>Countries between which the instructed amount is mandatory and STP wants an IBAN (D49, D19).</summary>
    private static readonly bool[] SingleMarket = CountriesOf(
        "AD AT BE BG BV CY CZ DE DK EE ES FI FR GB GF GI GP GR HR HU IE IS IT LI LT LU LV MC MQ MT NL NO PL PM PT RE "
        + "RO SE SI SJ SK SM TF VA");

    /// <summary>Rules that the network counts among the formats: texts of 23E, and what STP forbids in 72.</summary>
    public static void CheckFormats(in TextCheck text)
    {
        ReadOnlySpan<TextField> fields = text.Fields;
        for (int index = Math.Max(0, text.Find(23)); index < fields.Length; index++)
        {
            if (fields[index].Tag != Tags.Of(23, 'E'))
            {
                if (fields[index].Tag != Tags.Of(23, 'B'))
                {
                    break;
                }

                continue;
            }

            ReadOnlySpan<byte> value = text.Value(index);
            if (value.Length > 4 && Array.IndexOf(InstructionsWithText, FieldFormat.Pack(value[..4])) < 0)
            {
                text.FailField(index, "T97", MessageLayer.Format, 0,
                    "a text only with PHON, PHOB, PHOI, TELE, TELB, TELI, HOLD and REPA");
            }
        }

        int information = text.Table.IsStp ? text.Find(72) : -1;
        for (int line = 0; information >= 0 && line < fields[information].LineCount; line++)
        {
            ReadOnlySpan<byte> octets = text.Line(information, line);
            if (octets.StartsWith("/REJT/"u8) || octets.StartsWith("/RETN/"u8))
            {
                text.FailField(information, "T81", MessageLayer.Format, 0, "no rejects and returns in an STP message");
            }
            else if (octets.StartsWith("/OCMT/"u8) || octets.StartsWith("/CHGS/"u8))
            {
                text.FailField(information, "T82", MessageLayer.Format, 0,
                    "no exchange rate information in an STP message");
            }
        }
    }

    /// <summary>All rules; the addresses are empty for a body without headers.</summary>
    public static void Check(in TextCheck text, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> receiver)
    {
        bool isSingleMarket = IsSingleMarket(sender) && IsSingleMarket(receiver);
        CheckAmounts(text, isSingleMarket);
        CheckInstructions(text);
        CheckServiceLevel(text);
        CheckChain(text);
        CheckBeneficiary(text, isSingleMarket);
        CheckCharges(text);
    }

    private static void CheckAmounts(in TextCheck text, bool isSingleMarket)
    {
        int settled = text.Find(32);
        int instructed = text.Find(33);
        int rate = text.Find(36);
        bool differs = instructed >= 0
            && !text.Value(settled).Slice(6, 3).SequenceEqual(text.Value(instructed)[..3]);
        if (differs != rate >= 0)
        {
            text.Break("D75", rate >= 0 ? rate : instructed,
                "36 must be there when the currencies of 32A and 33B differ, and only then");
        }

        if (isSingleMarket && instructed < 0)
        {
            text.Break("D49", settled, "33B is mandatory between these countries");
        }
    }

    private static void CheckInstructions(in TextCheck text)
    {
        uint service = Service(text);
        ReadOnlySpan<TextField> fields = text.Fields;
        int last = -1;
        for (int index = text.FindTag(Tags.Of(23, 'E')); index >= 0 && index < fields.Length; index++)
        {
            if (fields[index].Tag != Tags.Of(23, 'E'))
            {
                break;
            }

            uint code = FieldFormat.Pack(text.Value(index)[..4]);
            int order = Array.IndexOf(InstructionOrder, code);
            if (order <= last)
            {
                text.Break(order == last ? "E46" : "D98", index, "23E codes once each and in their order");
            }

            last = Math.Max(last, order);
            CheckInstruction(text, index, service, code);
        }
    }

    private static void CheckInstruction(in TextCheck text, int index, uint service, uint code)
    {
        if (service == Spri && Array.IndexOf(PriorityInstructions, code) < 0)
        {
            text.Break("E01", index, "with 23B SPRI only SDVA, TELB, PHOB and INTC");
        }

        if (service == Sstd || service == Spay)
        {
            text.Break("E02", index, "no 23E with 23B SSTD and SPAY");
        }

        if ((code == Teli || code == Phoi) && text.Find(56) < 0)
        {
            text.Break("E44", index, "TELI and PHOI only with 56a");
        }

        if ((code == Tele || code == Phon) && text.Find(57) < 0)
        {
            text.Break("E45", index, "TELE and PHON only with 57a");
        }

        int beneficiary = text.Find(59);
        if (code == Chqb && beneficiary >= 0 && text.HasAccount(beneficiary))
        {
            text.Break("E18", beneficiary, "no account when a cheque pays (23E CHQB)");
        }
    }

    /// <summary>What SPRI, SSTD and SPAY demand of the institutions.</summary>
    private static void CheckServiceLevel(in TextCheck text)
    {
        uint service = Service(text);
        bool isPriority = service == Spri;
        if (!isPriority && service != Sstd && service != Spay)
        {
            return;
        }

        int senders = text.Find(53);
        if (senders >= 0 && text.Option(senders) == 'D')
        {
            text.Break("E03", senders, "no option D with 23B SPRI, SSTD and SPAY");
        }

        if (senders >= 0 && text.Option(senders) == 'B' && !text.HasAccount(senders))
        {
            text.Break("E04", senders, "option B with a party identifier under 23B SPRI, SSTD and SPAY");
        }

        OnlyOptionA(text, text.Find(54), "E05");
        OnlyOptionA(text, text.Find(55), "E07");
        int intermediary = text.Find(56);
        if (intermediary >= 0 && (isPriority || text.Option(intermediary) == 'D'))
        {
            text.Break(isPriority ? "E16" : "E17", intermediary,
                isPriority ? "no 56a with 23B SPRI" : "option A or C with 23B SSTD and SPAY");
        }

        int accountWith = text.Find(57);
        if (accountWith >= 0
            && (text.Option(accountWith) == 'B' || (text.Option(accountWith) == 'D' && !text.HasAccount(accountWith))))
        {
            text.Break("E09", accountWith, "option A, C, or D with a party identifier under 23B SPRI, SSTD and SPAY");
        }

        int beneficiary = text.Find(59);
        if (!text.HasAccount(beneficiary))
        {
            text.Break("E10", beneficiary, "an account under 23B SPRI, SSTD and SPAY");
        }
    }

    private static void OnlyOptionA(in TextCheck text, int field, string code)
    {
        if (field >= 0 && text.Option(field) != 'A')
        {
            text.Break(code, field, "option A with 23B SPRI, SSTD and SPAY");
        }
    }

    private static void CheckChain(in TextCheck text)
    {
        int third = text.Find(55);
        if (third >= 0 && (text.Find(53) < 0 || text.Find(54) < 0))
        {
            text.Break("E06", third, "55a only with 53a and 54a");
        }

        int intermediary = text.Find(56);
        if (intermediary >= 0 && text.Find(57) < 0)
        {
            text.Break("C81", intermediary, "56a only with 57a");
        }
    }

    private static void CheckBeneficiary(in TextCheck text, bool isSingleMarket)
    {
        if (!text.Table.IsStp)
        {
            return;
        }

        int beneficiary = text.Find(59);
        ReadOnlySpan<byte> account = text.Line(beneficiary, 0);
        if (account[0] != '/')
        {
            text.Break("E10", beneficiary, "an account in an STP message");
        }
        else if (isSingleMarket && !Iban.IsValid(account[1..]))
        {
            text.Break("D19", beneficiary, "an IBAN in an STP message between these countries");
        }
    }

    private static void CheckCharges(in TextCheck text)
    {
        int senders = text.FindTag(SenderCharge);
        int receivers = text.FindTag(ReceiverCharge);
        int bearer = text.Find(71);
        byte first = text.Value(bearer)[0];
        if (first == 'O' && senders >= 0)
        {
            text.Break("E13", senders, "no 71F with 71A OUR");
        }

        if (first == 'S' && receivers >= 0)
        {
            text.Break("D50", receivers, "no 71G with 71A SHA");
        }

        if (first == 'B' && (senders < 0 || receivers >= 0))
        {
            text.Break("E15", bearer, "71A BEN with 71F and without 71G");
        }

        if ((senders >= 0 || receivers >= 0) && text.Find(33) < 0)
        {
            text.Break("D51", senders >= 0 ? senders : receivers, "71F and 71G only with 33B");
        }

        if (receivers < 0)
        {
            return;
        }

        ReadOnlySpan<byte> charge = text.Value(receivers);
        if (!charge[..3].SequenceEqual(text.Value(text.Find(32)).Slice(6, 3)))
        {
            text.Break("C02", receivers, "71G in the currency of 32A");
        }

        if (charge[3..].IndexOfAnyInRange((byte)'1', (byte)'9') < 0)
        {
            text.Break("D57", receivers, "71G of more than zero");
        }
    }

    private static uint Service(in TextCheck text) => FieldFormat.Pack(text.Value(text.FindTag(Tags.Of(23, 'B'))));

    private static bool IsSingleMarket(ReadOnlySpan<byte> address) =>
        address.Length >= 6 && SingleMarket[(address[4] - 'A') * 26 + address[5] - 'A'];

    private static bool[] CountriesOf(string codes)
    {
        bool[] known = new bool[26 * 26];
        foreach (string code in codes.Split(' '))
        {
            known[(code[0] - 'A') * 26 + code[1] - 'A'] = true;
        }

        return known;
    }
}
