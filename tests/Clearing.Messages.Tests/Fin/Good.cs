using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Tests.Fin;

/// <summary>One accepted message of each type, from which tests make others by changing a field.</summary>
internal static class Good
{
    public const string CustomerTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I103BANKDEFFXXXXU3003}{3:{108:M}{121:550e8400-e29b-41d4-a716-446655440000}}{4:
        :20:REF-1
        :13C:/SNDTIME/0915+0100
        :23B:CRED
        :23E:PHOB/CALL
        :26T:K90
        :32A:261123USD1234,5
        :33B:EUR1100,
        :36:1,1223
        :50K:/12345678
        PAYER LTD
        1 MAIN STREET
        :52A:BANKUS44
        :53A:/D/4711
        CHASUS33
        :54A:DEUTDEFF
        :55A:BNPAFRPP
        :56A:CITIUS33
        :57A:COBADEFF
        :59:/DE89370400440532013000
        PAYEE GMBH
        :70:INVOICE 1
        :71A:SHA
        :71F:USD5,
        :72:/INS/CHASUS33XXX
        /ACC/NOTHING
        :77B:/ORDERRES/US//PURPOSE
        -}{5:{MAC:01234567}{CHK:0123456789AB}}
        """;

    public const string StraightThrough =
        """
        {1:F01BANKBEBBAXXX0001000002}{2:I103BANKDEFFXXXXN}{3:{119:STP}}{4:
        :20:REF-1
        :23B:CRED
        :32A:261123EUR100,
        :33B:EUR100,
        :50A:/12345678
        BANKUS33
        :57A:COBADEFF
        :59:/DE89370400440532013000
        PAYEE GMBH
        :71A:SHA
        :72:/ACC/NOTHING
        -}
        """;

    public const string Remittance =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I103BANKDEFFXXXXN}{3:{119:REMIT}}{4:
        :20:REF-1
        :23B:CRED
        :32A:261123EUR100,
        :50K:PAYER
        :59:PAYEE
        :71A:OUR
        :77T:/NARR/{@#_ !"%&*;<>=
        -}
        """;

    public const string PriorityTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I103BANKDEFFXXXXN}{4:
        :20:REF-1
        :23B:SSTD
        :32A:261123EUR100,
        :50F:CUST/US/BANK/123456
        1/PAYER
        2/1 MAIN STREET
        3/US/NEW YORK
        :53B:/4711
        :54A:DEUTDEFF
        :55A:BNPAFRPP
        :56C://CH123456
        :57D://SC102030
        SOME BANK
        :59F:/4712
        1/PAYEE
        2/2 MAIN STREET
        3/DE/BERLIN
        :71A:OUR
        -}
        """;

    public const string BankTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:O2020915261123BANKDEFFAXXX00010000012611230916N}{4:
        :20:REF-1
        :21:REL-1
        :13C:/CLSTIME/0915-0500
        :32A:261123USD100,
        :52A:BANKUS44
        :53B:/4711
        NEW YORK
        :54D:SOME BANK
        :56A:CITIUS33
        :57A:CHASUS33
        :58A:/4712
        BANKUS33
        :72:/BNF/NOTHING
        //MORE OF IT
        -}{5:{CHK:0123456789AB}{PDE:0915261123BANKDEFFAXXX0001000001}}
        """;

    public const string CoverTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I202BANKDEFFXXXXN}{3:{119:COV}}{4:
        :20:REF-1
        :21:REL-1
        :32A:261123USD100,
        :58A:BANKUS33
        :50K:PAYER
        :52A:BANKUS44
        :56C://FW021000021
        :57B:NEW YORK
        :59A:/4713
        BANKDEFF
        :70:INVOICE
        :72:/ACC/NOTHING
        :33B:USD100,
        -}
        """;

    public const string DomesticTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I205BANKDEFFXXXXN}{4:
        :20:REF-1
        :21:REL-1
        :32A:261123USD100,
        :52D:SOME BANK
        SOMEWHERE
        :58D:/C
        OTHER BANK
        -}
        """;

    public const string Debit =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I900BANKDEFFXXXXN}{4:
        :20:REF-1
        :21:REL-1
        :25P:4711
        BANKDEFF
        :13D:2611230915+0100
        :32A:261123USD25,
        -}
        """;

    public const string Credit =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I910BANKDEFFXXXXN}{4:
        :20:REF-1
        :21:REL-1
        :25:4711
        :32A:261123KWD25,125
        :50K:PAYER
        :56A:CITIUS33
        -}
        """;

    public const string Statement =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I940BANKDEFFXXXXN}{4:
        :20:REF-1
        :25:4711
        :28C:12/1
        :60F:C261120USD100,
        :61:2611211122RD50,25S103OWNER/REF//SERVICER-REF
        SUPPLEMENT
        :86:SOMETHING
        :61:261123CD10,NTRFNONREF
        :62F:D261123USD60,25
        :64:D261123USD60,25
        :65:D261124USD60,25
        :65:D261125USD60,25
        :86:ALL OF IT
        -}
        """;

    public const string InterimReport =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I942BANKDEFFXXXXN}{4:
        :20:REF-1
        :25:4711
        :28C:12
        :34F:USDD100,
        :34F:USDC200,
        :13D:2611230915+0100
        :61:261123C10,NTRFNONREF
        :86:SOMETHING
        :90D:0USD0,
        :90C:1USD10,
        :86:ALL OF IT
        -}
        """;

    public const string BankStatement =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I950BANKDEFFXXXXN}{4:
        :20:REF-1
        :25:4711
        :28C:12/1
        :60M:C261120USD100,
        :61:261123D10,NTRFNONREF
        :61:261123C10,NTRFNONREF
        :62M:C261123USD100,
        -}
        """;

    public const string Cancellation =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I192BANKDEFFXXXXN}{4:
        :20:REF-2
        :21:REF-1
        :11S:103
        261123
        0001000002
        :79:/DUPL/
        -}
        """;

    public const string Answer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I196BANKDEFFXXXXN}{4:
        :20:REF-3
        :21:REF-2
        :76:/CNCL/
        :11R:103
        261123
        :20:REF-1
        :32A:261123USD100,
        -}
        """;

    public const string Query =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I295BANKDEFFXXXXN}{4:
        :20:REF-3
        :21:REF-2
        :75:/3/
        :79:WORDS
        -}
        """;

    public const string FreeFormat =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I999BANKDEFFXXXXN}{4:
        :20:REF-1
        :79:WORDS
        -}
        """;

    /// <summary>The message of that name: 103, 103.STP, 202.COV ...</summary>
    public static string Of(string name) => name switch
    {
        "103" => CustomerTransfer,
        "103.STP" => StraightThrough,
        "103.REMIT" => Remittance,
        "103.SSTD" => PriorityTransfer,
        "202" => BankTransfer,
        "202.COV" => CoverTransfer,
        "205" => DomesticTransfer,
        "900" => Debit,
        "910" => Credit,
        "940" => Statement,
        "942" => InterimReport,
        "950" => BankStatement,
        "192" => Cancellation,
        "196" => Answer,
        "295" => Query,
        "999" => FreeFormat,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such message"),
    };

    /// <summary>
    /// The message of a name with changes, each <c>old => new</c>, parted by <c> ;; </c>; <c>|</c> is an end of line.
    /// </summary>
    public static string Changed(string name, string changes)
    {
        string text = Of(name);
        foreach (string change in changes.Replace('|', '\n').Split(" ;; ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = change.Split(" => ");
            Assert.Contains(sides[0], text, StringComparison.Ordinal);
            int at = text.IndexOf(sides[0], StringComparison.Ordinal);
            text = string.Concat(text.AsSpan(0, at), sides[1], text.AsSpan(at + sides[0].Length));
        }

        return text;
    }

    public static bool Read(string message, out MessageFacts facts, out MessageErrors errors)
    {
        facts = default;
        errors = new MessageErrors();
        return new FinReader().Read(Encoding.Latin1.GetBytes(message), ref facts, errors);
    }

    public static string Told(MessageErrors errors) =>
        string.Join("; ", errors.All.Select(error => $"{error.Code} {error.Layer} {error.Where}: {error.What}"));
}
