using System.Text;

namespace Clearing.Fuzz;

/// <summary>Which seeds and words a target works with.</summary>
public enum SeedFamily
{
    Fin = 1,
    FinBody = 2,
    Iso20022 = 3,
    Fedwire = 4,

    /// <summary>Whole files of every format.</summary>
    File = 5,

    /// <summary>Length-prefixed frames.</summary>
    Frame = 6,

    /// <summary>Frames of a session: controls, bulk instructions, answers, notices, batches.</summary>
    Session = 7,
}

/// <summary>Words that mean something in a format, for the mutator to throw in.</summary>
public static class Tokens
{
    private const string Fin =
        "{1:F01 {2:I103 {2:O103 {3: {4: {5: -} {108: {119:STP} {119:COV} {119:REMIT} {121: {CHK: {PDE:} {PDM:} {S: "
        + ":20: :21: :13C: :23B: :23E: :32A: :33B: :36: :50A: :50F: :50K: :52A: :53B: :56A: :57C: :58A: :59: :59F: "
        + ":61: :70: :71A: :71F: :72: :77T: :79: :86: :11S: :60F: :62F: :34F: :90D: /INS/ /REJT/ /RETN/ // /C/ "
        + "//FW 1/ 2/ 3/DE/ USD JPY XAU 100, 0,001 999999999999999, 260230 NONREF CRED SPRI CHQB OUR BEN SHA";

    private const string Xml =
        "<Document <AppHdr </Document> <!-- --> <![CDATA[ ]]> <!DOCTYPE &amp; &lt; &#0; &#x10FFFF; &#xD800; &x; "
        + "<?xml ?> xmlns=\"\" xmlns:a=\" Ccy=\"USD\" Ccy=\"XAU\" /> </ <GrpHdr> <CdtTrfTxInf> <NbOfTxs>2</NbOfTxs> "
        + "<UETR> <BICFI> <IBAN> <LEI> 1e5 -1 0.00001 2026-02-30 24:00:00 Z +14:00 true "
        + "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08 urn:iso:std:iso:20022:tech:xsd:head.001.001.02 "
        + "xsi:nil=\"true\" pacs.009.001.08 USABA";

    private const string Fedwire =
        "{1500}30 {1510}1000 {1510}1631 {1520} {2000} {3100} {3400} {3600}CTR* {3600}BTR* {3600}CTPCOV* {3610}COVS* "
        + "{3620} {3700} {3710}USD {4000} {4100} {4200} {4320} {5000} {5010} {6500} {7050} {8200}0010 {8300} {9000} "
        + "* ** {";

    private static readonly byte[][] Octets =
    [
        [13, 10], [10], [1], [3], [0xEF, 0xBB, 0xBF], [0xC3], [0xED, 0xA0, 0x80], [0, 0, 0, 0],
        [0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private static readonly byte[][] Heads =
    [
        .. "FXWCBAN".Select(format => new byte[] { 0, 0, 0, 25, (byte)format, 0 }),
        .. "FXWBAN".Select(format => new byte[] { 0, 0, 0, 40, (byte)format, 8, 1, 0, 0, 0, 0, 0, 0, 0 }),
        [0, 0, 0, 1], [0, 1, 0, 0], [0, 0x10, 0, 0], .. Enumerable.Range(1, 15).Select(kind => new[] { (byte)kind }),
    ];

    /// <summary>The words of a family; never empty.</summary>
    public static byte[][] Of(SeedFamily family) => family switch
    {
        SeedFamily.Fin or SeedFamily.FinBody => [.. Split(Fin), .. Octets],
        SeedFamily.Iso20022 => [.. Split(Xml), .. Octets],
        SeedFamily.Fedwire => [.. Split(Fedwire), .. Octets],
        SeedFamily.Session => [.. Heads, .. Octets],
        _ => [.. Split(Fin), .. Split(Xml), .. Split(Fedwire), .. Octets],
    };

    private static IEnumerable<byte[]> Split(string words) => words.Split(' ').Select(Encoding.ASCII.GetBytes);
}
