using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Messages that say as much as their type can; made up here.</summary>
internal static class FullMessages
{
    public static readonly FinMessage CustomerTransfer = new()
    {
        BasicHeader = "F01ALPHDEFFAXXX1234567890",
        ApplicationHeader = "I103BRAVUS33XXXXU3003",
        UserHeader =
        [
            new("108", "MUR1"), new("111", "001"), new("121", "174c245f-2682-4291-ad67-2a41e530cd27"),
        ],
        Fields =
        [
            new("20", "REF-1"),
            new("13C", "/CLSTIME/0915+0100"),
            new("23B", "CRED"),
            new("23E", "SDVA"),
            new("23E", "INTC"),
            new("23E", "PHOB/+49 69 1"),
            new("26T", "K90"),
            new("32A", "261123USD1234,56"),
            new("33B", "EUR1100,"),
            new("36", "1,1223"),
            new("50F", "/DE89370400440532013000\n1/ANNA ALBERT\n2/MAIN ROAD 1\n3/DE/FRANKFURT"),
            new("52A", "GOLFDEFF"),
            new("53A", "/123456\nHOTLUS33"),
            new("54A", "INDIUS33"),
            new("55A", "JULIUS33"),
            new("56A", "//FW021000021\nKILOUS33"),
            new("57D", "//CP0123\nLIMA BANK\nTENTH STREET\nNEW YORK"),
            new("59", "/998877\nBERT BROWN\nSECOND STREET 2\nBOSTON"),
            new("70", "/ROC/E2E-1\nINVOICE 1\nINVOICE 2"),
            new("71A", "SHA"),
            new("71F", "USD5,"),
            new("71F", "USD7,5"),
            new("72", "/INS/MIKEDEFF\n/ACC/CALL FIRST\n//BEFORE NOON"),
            new("77B", "/ORDERRES/DE\n//MACHINES"),
        ],
        Trailers = [new("PDE", "")],
    };

    public static readonly FinMessage Cover = new()
    {
        BasicHeader = "F01ALPHDEFFAXXX0000000000",
        ApplicationHeader = "I202BRAVUS33XXXXN",
        UserHeader = [new("119", "COV"), new("121", "174c245f-2682-4291-ad67-2a41e530cd27")],
        Fields =
        [
            new("20", "REF-2"),
            new("21", "REF-1"),
            new("13C", "/SNDTIME/0915+0000"),
            new("32A", "261123USD1234,56"),
            new("52A", "GOLFDEFF"),
            new("53B", "/C/4711"),
            new("56A", "KILOUS33"),
            new("57A", "LIMAUS33"),
            new("58A", "/8899\nNOVEUS33"),
            new("72", "/BNF/FOR REF-1"),
            new("50K", "/112233\nANNA ALBERT\nMAIN ROAD 1\nFRANKFURT"),
            new("52A", "OSCADEFF"),
            new("56A", "PAPAUS33"),
            new("57A", "QUEBUS33"),
            new("59", "/998877\nBERT BROWN\nBOSTON"),
            new("70", "INVOICE 1"),
            new("72", "/ACC/CALL FIRST"),
            new("33B", "USD1234,56"),
        ],
    };

    public static readonly FinMessage Statement = new()
    {
        BasicHeader = "F01BRAVUS33AXXX0000000000",
        ApplicationHeader = "I940ALPHDEFFXXXXN",
        Fields =
        [
            new("20", "STMT-1"),
            new("25", "998877"),
            new("28C", "12/1"),
            new("60F", "C261122USD100,"),
            new("61", "2611231123D25,5NTRFREF-1//BANK-1\nSUPPLEMENT"),
            new("86", "FIRST LINE\nSECOND LINE"),
            new("61", "261123RC10,S103NONREF"),
            new("62F", "C261123USD64,5"),
            new("64", "C261123USD60,"),
            new("65", "C261124USD70,"),
            new("86", "THE END"),
        ],
    };

    public static readonly FinMessage Interim = new()
    {
        BasicHeader = "F01BRAVUS33AXXX0000000000",
        ApplicationHeader = "I942ALPHDEFFXXXXN",
        Fields =
        [
            new("20", "INTERIM-1"),
            new("25", "998877"),
            new("28C", "12/1"),
            new("34F", "USDD1,"),
            new("34F", "USDC2,"),
            new("13D", "2611231130+0100"),
            new("61", "2611231123C25,5NTRFREF-1"),
            new("90D", "0USD0,"),
            new("90C", "1USD25,5"),
        ],
    };

    public static readonly FinMessage Credit = new()
    {
        BasicHeader = "F01BRAVUS33AXXX0000000000",
        ApplicationHeader = "I910ALPHDEFFXXXXN",
        Fields =
        [
            new("20", "CREDIT-1"),
            new("21", "REF-1"),
            new("25P", "998877\nALPHDEFF"),
            new("13D", "2611231130+0100"),
            new("32A", "261123USD1234,56"),
            new("50K", "/112233\nANNA ALBERT\nFRANKFURT"),
            new("56A", "KILOUS33"),
            new("72", "/BNF/FOR REF-1"),
        ],
    };

    public static readonly FedwireMessage Fedwire = new(
    [
        new("1500", ["30", "OURS    ", "P", "P"]),
        new("1510", ["10", "00"]),
        new("1520", ["20261123", "CLEARING", "000001"]),
        new("2000", ["000000123456"]),
        new("3100", ["021000021", "ALPHA BANK"]),
        new("3400", ["021040078", "BRAVO BANK"]),
        new("3600", ["CTR"]),
        new("3320", ["REF-1"]),
        new("3700", ["S", "USD1,00"]),
        new("3710", ["EUR", "1100,00"]),
        new("3720", ["1,1223"]),
        new("4000", ["B", "KILOUS33", "KILO BANK", "FIRST STREET"]),
        new("4100", ["F", "011104238", "LIMA BANK", "TENTH STREET"]),
        new("4200", ["D", "998877", "BERT BROWN", "SECOND STREET", "BOSTON"]),
        new("4320", ["E2E-1"]),
        new("5000", ["1", "P1234567", "ANNA ALBERT", "MAIN ROAD 1"]),
        new("5100", ["B", "GOLFDEFF", "GOLF BANK"]),
        new("5200", ["C", "0123", "MIKE BANK"]),
        new("6000", ["INVOICE 1", "INVOICE 2"]),
        new("6100", ["CALL FIRST"]),
        new("6300", ["BEFORE NOON"]),
        new("6400", ["THANK YOU"]),
        new("6500", ["TO WHOM IT MAY CONCERN"]),
    ]);

    /// <summary>A pacs.008 with a header, structured addresses, ids and what has no place in the instruction.</summary>
    public static IsoMessage Pacs008()
    {
        IsoElement transfer = IsoElement.Of(
            "CdtTrfTxInf",
            IsoElement.Of("PmtId", L("InstrId", "REF-1"), L("EndToEndId", "E2E-1"), L("TxId", "TX-1"),
                L("UETR", "174c245f-2682-4291-ad67-2a41e530cd27")),
            IsoElement.Of("PmtTpInf", L("InstrPrty", "HIGH"), IsoElement.Of("SvcLvl", L("Cd", "G001")),
                IsoElement.Of("LclInstrm", L("Prtry", "SPECIAL")), IsoElement.Of("CtgyPurp", L("Cd", "SUPP"))),
            L("IntrBkSttlmAmt", "1234.56", "USD"),
            L("IntrBkSttlmDt", "2026-11-23"),
            L("SttlmPrty", "URGT"),
            IsoElement.Of("SttlmTmIndctn", L("DbtDtTm", "2026-11-23T09:15:00+01:00")),
            IsoElement.Of("SttlmTmReq", L("CLSTm", "10:30:00+01:00")),
            L("InstdAmt", "1100.00", "EUR"),
            L("XchgRate", "1.1223"),
            L("ChrgBr", "SHAR"),
            IsoElement.Of("ChrgsInf", L("Amt", "5.00", "USD"), Bank("Agt", "GOLFDEFF")),
            Bank("PrvsInstgAgt1", "MIKEDEFF"),
            Bank("InstgAgt", "ALPHDEFFXXX"),
            Bank("InstdAgt", "BRAVUS33"),
            Bank("IntrmyAgt1", "KILOUS33"),
            Account("IntrmyAgt1Acct", "5544"),
            IsoElement.Of("UltmtDbtr", L("Nm", "First Owner")),
            IsoElement.Of("Dbtr", L("Nm", "Anna Albert"), Address("Main Road", "Frankfurt", "DE"),
                IsoElement.Of("Id", IsoElement.Of("PrvtId", IsoElement.Of(
                    "Othr", L("Id", "P1234567"), IsoElement.Of("SchmeNm", L("Cd", "CCPT")), L("Issr", "DE")))),
                L("CtryOfRes", "DE")),
            IsoElement.Of("DbtrAcct", IsoElement.Of("Id", L("IBAN", "DE89370400440532013000")), L("Ccy", "EUR")),
            Bank("DbtrAgt", "GOLFDEFF"),
            Bank("CdtrAgt", "LIMAUS33"),
            IsoElement.Of("Cdtr", L("Nm", "Bert & Brown"), Address("Second Street", "Boston", "US")),
            Account("CdtrAcct", "998877"),
            IsoElement.Of("InstrForCdtrAgt", L("Cd", "PHOB"), L("InstrInf", "+1 617")),
            IsoElement.Of("InstrForNxtAgt", L("InstrInf", "/BNF/THANK YOU")),
            IsoElement.Of("Purp", L("Cd", "IVPT")),
            IsoElement.Of("RgltryRptg", L("DbtCdtRptgInd", "CRED"), IsoElement.Of("Dtls", L("Inf", "MACHINES"))),
            IsoElement.Of("RmtInf", L("Ustrd", "Invoice 1"), IsoElement.Of("Strd", L("AddtlRmtInf", "Structured"))));
        IsoElement group = IsoElement.Of(
            "GrpHdr", L("MsgId", "MSG-1"), L("CreDtTm", "2026-11-23T09:00:00+01:00"), L("NbOfTxs", "1"),
            IsoElement.Of("SttlmInf", L("SttlmMtd", "COVE"), Bank("InstgRmbrsmntAgt", "HOTLUS33"),
                Account("InstgRmbrsmntAgtAcct", "123456"), Bank("InstdRmbrsmntAgt", "INDIUS33")));
        return new IsoMessage
        {
            DocumentId = "pacs.008.001.08",
            Document = IsoElement.Of("FIToFICstmrCdtTrf", group, transfer),
            HeaderId = "head.001.001.02",
            Header = Header(),
        };
    }

    private static IsoElement Header() => IsoElement.Of(
        "AppHdr",
        IsoElement.Of("Fr", Bank("FIId", "ALPHDEFFXXX")),
        IsoElement.Of("To", Bank("FIId", "BRAVUS33")),
        L("BizMsgIdr", "MSG-1"),
        L("MsgDefIdr", "pacs.008.001.08"),
        L("BizSvc", "swift.cbprplus.03"),
        L("CreDt", "2026-11-23T09:00:00+01:00"),
        L("PssblDplct", "true"));

    private static IsoElement L(string name, string text, string? currency = null) =>
        IsoElement.Leaf(name, text, currency);

    private static IsoElement Bank(string name, string bic) =>
        IsoElement.Of(name, IsoElement.Of("FinInstnId", L("BICFI", bic)));

    private static IsoElement Account(string name, string id) =>
        IsoElement.Of(name, IsoElement.Of("Id", IsoElement.Of("Othr", L("Id", id))));

    private static IsoElement Address(string street, string town, string country) =>
        IsoElement.Of("PstlAdr", L("StrtNm", street), L("BldgNb", "7"), L("TwnNm", town), L("Ctry", country));
}
