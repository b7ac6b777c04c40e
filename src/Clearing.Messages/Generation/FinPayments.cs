namespace Clearing.Messages.Generation;

/// <summary>Texts of MT 103, 202 and 205 in all their variants, within the network's rules.</summary>
internal static class FinPayments
{
    private static readonly string[] InformationCodes = ["ACC", "BNF", "INT", "REC"];

    /// <summary>MT 103; the flag is null, STP or REMIT.</summary>
    public static FinFields CustomerTransfer(Draw draw, string? flag, string sender, string receiver)
    {
        bool isStp = flag == "STP";
        string service = draw.Of("CRED", "CRED", "CRTS", "SPAY", "SPRI", "SSTD");
        bool isPlain = service is "CRED" or "CRTS";
        bool isIntraEuropean = Values.AreIntraEuropean(sender, receiver);
        bool hasAccountWith = draw.Chance(60);
        bool hasIntermediary = hasAccountWith && service != "SPRI" && draw.Chance(40);
        List<string> codes = InstructionCodes(draw, service, isStp, hasIntermediary, hasAccountWith);

        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw)).Times("SNDTIME", "RNCTIME", "CLSTIME").Add("23B", service);
        foreach (string code in codes)
        {
            bool hasText = code is "PHON" or "PHOB" or "PHOI" or "TELE" or "TELB" or "TELI" or "HOLD" or "REPA";
            fields.Add("23E", hasText && draw.Chance(50) ? $"{code}/{Values.Line(draw, 30)}" : code);
        }

        fields.Maybe(10, "26T", () => "K" + draw.Digits(2));
        string bearer = draw.Of("OUR", "SHA", "BEN");
        bool hasSenderCharges = bearer == "BEN" || (bearer == "SHA" && draw.Chance(30));
        bool hasReceiverCharge = bearer == "OUR" && draw.Chance(30);
        string currency = Amounts(fields, draw, isIntraEuropean || hasSenderCharges || hasReceiverCharge);
        fields.Add(FinParties.OrderingCustomer(draw));
        if (!isStp)
        {
            fields.Maybe(5, "51A", () => FinParties.Institution(draw, 'A'));
        }

        Chain(fields, draw, isStp, isPlain, hasIntermediary, hasAccountWith);
        bool mayLackAccount = isPlain && !isStp;
        string? account = codes.Contains("CHQB") || (mayLackAccount && draw.Chance(20)) ? null
            : isStp && isIntraEuropean ? Values.Iban(draw) : Values.Account(draw);
        fields.Add(FinParties.Beneficiary(draw, account));
        if (flag != "REMIT")
        {
            fields.Maybe(60, "70", () => Values.Lines(draw, 4, 35));
        }

        fields.Add("71A", bearer);
        Charges(fields, draw, currency, hasSenderCharges, hasReceiverCharge);
        fields.Information(25, InformationCodes);
        fields.Maybe(10, "77B", () => $"/ORDERRES/{Values.Country(draw)}//{Values.Line(draw, 18)}");
        return flag == "REMIT" ? fields.Add("77T", Remittance(draw)) : fields;
    }

    /// <summary>MT 202 and 205, their cover variants with the underlying customer's transfer behind.</summary>
    public static FinFields BankTransfer(Draw draw, bool isDomestic, bool isCover)
    {
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw)).Add("21", draw.Chance(20) ? "NONREF" : Values.Reference(draw))
            .Times("SNDTIME", "RNCTIME", "CLSTIME", "TILTIME", "FROTIME", "REJTIME")
            .Add("32A", DateCurrencyAmount(draw, out string currency));
        fields.MaybeInstitution(isDomestic ? 100 : 50, "52", "AD");
        fields.MaybeInstitution(40, "53", "ABD");
        if (!isDomestic)
        {
            fields.MaybeInstitution(30, "54", "ABD");
        }

        if (draw.Chance(60))
        {
            fields.MaybeInstitution(40, "56", "AD");
            fields.Institution("57", "ABD");
        }

        fields.Institution("58", "AD");
        fields.Information(25, InformationCodes);
        if (isCover)
        {
            Underlying(fields, draw, currency);
        }

        return fields;
    }

    /// <summary>32A, and its currency.</summary>
    public static string DateCurrencyAmount(Draw draw, out string currency)
    {
        (currency, int minorDigits) = Values.Currency(draw);
        return Values.YearMonthDay(Values.Date(draw)) + currency + Values.Comma(Values.Amount(draw, minorDigits));
    }

    private static List<string> InstructionCodes(
        Draw draw, string service, bool isStp, bool hasIntermediary, bool hasAccountWith)
    {
        if (service is "SPAY" or "SSTD")
        {
            return [];
        }

        List<string> codes = (service, isStp) switch
        {
            ("SPRI", true) => draw.Some(15, "SDVA", "INTC"),
            ("SPRI", false) => draw.Some(15, "SDVA", "INTC", "PHOB"),
            (_, true) => draw.Some(10, "SDVA", "INTC", "CORT"),
            _ when draw.Chance(10) => ["CHQB"],
            _ when draw.Chance(10) => ["HOLD"],
            _ when draw.Chance(10) => ["SDVA", "REPA"],
            _ => draw.Some(10, "SDVA", "INTC", "CORT", draw.Of("PHOB", "TELB")),
        };
        if (service != "SPRI" && !isStp && hasAccountWith && draw.Chance(20))
        {
            codes.Add(draw.Of("PHON", "TELE"));
        }

        if (service != "SPRI" && !isStp && hasIntermediary && draw.Chance(20))
        {
            codes.Add(draw.Of("PHOI", "TELI"));
        }

        return Ordered(codes);
    }

    /// <summary>Code words of 23E in the order in which the network wants them.</summary>
    private static List<string> Ordered(List<string> codes)
    {
        string[] order =
            ["SDVA", "INTC", "REPA", "CORT", "HOLD", "CHQB", "PHOB", "TELB", "PHON", "TELE", "PHOI", "TELI"];
        return [.. order.Where(codes.Contains)];
    }

    private static string Amounts(FinFields fields, Draw draw, bool needsInstructed)
    {
        fields.Add("32A", DateCurrencyAmount(draw, out string currency));
        if (needsInstructed || draw.Chance(50))
        {
            (string instructed, int minorDigits) = Values.Currency(draw);
            fields.Add("33B", instructed + Values.Comma(Values.Amount(draw, minorDigits)));
            if (instructed != currency)
            {
                fields.Add("36", $"{draw.Between(0, 150)},{draw.Digits(draw.Between(1, 6))}");
            }
        }

        return currency;
    }

    private static void Chain(
        FinFields fields, Draw draw, bool isStp, bool isPlain, bool hasIntermediary, bool hasAccountWith)
    {
        string any = isStp || !isPlain ? "A" : "ABD";
        fields.MaybeInstitution(50, "52", isStp ? "A" : "AD");
        char? senders = fields.MaybeInstitution(40, "53", isStp || !isPlain ? "AB" : "ABD", identified: !isPlain);
        char? receivers = fields.MaybeInstitution(30, "54", any);
        if (senders is not null && receivers is not null)
        {
            fields.MaybeInstitution(30, "55", any);
        }

        if (hasIntermediary)
        {
            fields.Institution("56", isStp ? "A" : isPlain ? "ACD" : "AC");
        }

        if (hasAccountWith)
        {
            fields.Institution("57", isStp ? "A" : isPlain ? "ABCD" : "ACD", identified: !isPlain);
        }
    }

    private static void Charges(
        FinFields fields, Draw draw, string currency, bool hasSenderCharges, bool hasReceiverCharge)
    {
        for (int count = hasSenderCharges ? draw.Between(1, 3) : 0; count > 0; count--)
        {
            fields.Add("71F", $"{currency}{draw.Between(0, 40)},");
        }

        if (hasReceiverCharge)
        {
            fields.Add("71G", $"{currency}{draw.Between(1, 40)},");
        }
    }

    private static void Underlying(FinFields fields, Draw draw, string currency)
    {
        fields.Add(FinParties.OrderingCustomer(draw));
        fields.MaybeInstitution(50, "52", "AD");
        if (draw.Chance(60))
        {
            fields.MaybeInstitution(40, "56", "ACD");
            fields.Institution("57", "ABCD");
        }

        fields.Add(FinParties.Beneficiary(draw, draw.Chance(80) ? Values.Account(draw) : null));
        fields.Maybe(50, "70", () => Values.Lines(draw, 4, 35));
        fields.Information(20, InformationCodes);
        fields.Maybe(50, "33B", () => $"{currency}{draw.Between(1, 99_999)},");
    }

    /// <summary>Set z: what 77T alone may carry.</summary>
    private static string Remittance(Draw draw) =>
        $"/NARR/{Values.Line(draw, 60)} {{@#_ !\"%&*;<> {Values.Line(draw, 60)}\n{Values.Line(draw, 100)}";
}
