using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>
/// The order of fields in each message, as the breaker needs it, and one plain valid text of each to break. Written
/// apart from the reader's tables, so that the two check each other.
/// </summary>
internal static class FinShapes
{
    /// <summary>
    /// Type, then its fields in order: ! mandatory, * may repeat; a number alone stands for all its options.
    /// </summary>
    private static readonly Dictionary<string, string> Orders = new()
    {
        ["103"] = "20! 13C* 23B! 23E* 26T 32A! 33B 36 50! 51A 52 53 54 55 56 57 59! 70 71A! 71F* 71G 72 77B",
        ["103.STP"] = "20! 13C* 23B! 23E* 26T 32A! 33B 36 50! 52 53 54 55 56 57 59! 70 71A! 71F* 71G 72 77B",
        ["103.REMIT"] = "20! 13C* 23B! 23E* 26T 32A! 33B 36 50! 51A 52 53 54 55 56 57 59! 71A! 71F* 71G 72 77B 77T!",
        ["202"] = "20! 21! 13C* 32A! 52 53 54 56 57 58! 72",
        ["202.COV"] = "20! 21! 13C* 32A! 52 53 54 56 57 58! 72 50! 59! 70 33B",
        ["205"] = "20! 21! 13C* 32A! 52! 53 56 57 58! 72",
        ["205.COV"] = "20! 21! 13C* 32A! 52! 53 56 57 58! 72 50! 59! 70 33B",
        ["900"] = "20! 21! 25! 13D 32A! 52 72",
        ["910"] = "20! 21! 25! 13D 32A! 50 52 56 72",
        ["940"] = "20! 21 25! 28C! 60! 61* 86* 62! 64 65*",
        ["942"] = "20! 21 25! 28C! 34F!* 13D! 61* 86* 90D 90C",
        ["950"] = "20! 25! 28C! 60! 61* 62! 64",
        ["192"] = "20! 21! 11S! 79",
        ["196"] = "20! 21! 76! 77A 11 79",
        ["199"] = "20! 21 79!",
    };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["103"] = "20=REF1|23B=CRED|32A=261123USD1000,|50K=/123\nALICE|59=/456\nBOB|71A=SHA",
        ["103.STP"] = "20=REF1|23B=CRED|32A=261123USD1000,|50K=/123\nALICE|59=/456\nBOB|71A=SHA",
        ["103.REMIT"] = "20=REF1|23B=CRED|32A=261123USD1000,|50K=/123\nALICE|59=/456\nBOB|71A=SHA|77T=/NARR/TEXT",
        ["202"] = "20=REF1|21=REL1|32A=261123USD1000,|58A=BANKGB2L",
        ["202.COV"] = "20=REF1|21=REL1|32A=261123USD1000,|58A=BANKGB2L|50K=/123\nALICE|59=/456\nBOB",
        ["205"] = "20=REF1|21=REL1|32A=261123USD1000,|52A=BANKUS33|58A=BANKGB2L",
        ["205.COV"] = "20=REF1|21=REL1|32A=261123USD1000,|52A=BANKUS33|58A=BANKGB2L|50K=/123\nALICE|59=/456\nBOB",
        ["900"] = "20=REF1|21=REL1|25=123456|32A=261123USD1000,",
        ["910"] = "20=REF1|21=REL1|25=123456|32A=261123USD1000,|52A=BANKGB2L",
        ["940"] = "20=REF1|25=123456|28C=1/1|60F=C261123USD10,|61=261123C5,NTRFREF9|62F=C261123USD15,",
        ["942"] = "20=REF1|25=123456|28C=1/1|34F=USD0,|13D=2611231200+0000|61=261123C5,NTRFREF9",
        ["950"] = "20=REF1|25=123456|28C=1/1|60F=C261123USD10,|61=261123C5,NTRFREF9|62F=C261123USD15,",
        ["192"] = "20=REF1|21=REL1|11S=103\n261123|79=/DUPL/",
        ["196"] = "20=REF1|21=REL1|76=/CNCL/",
        ["199"] = "20=REF1|79=WE ASK YOU",
    };

    public static IEnumerable<string> Types => Texts.Keys.Order(StringComparer.Ordinal);

    /// <summary>The plain message of a type, between two banks whose countries no rule looks at.</summary>
    public static FinMessage Plain(string type)
    {
        string[] parts = type.Split('.');
        bool hasUetr = parts[0] is "103" or "202" or "205";
        List<FinTag> header = [];
        if (parts.Length == 2)
        {
            header.Add(new FinTag("119", parts[1]));
        }

        if (hasUetr)
        {
            header.Add(new FinTag("121", "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"));
        }

        return new FinMessage
        {
            BasicHeader = "F01BANKUS33AXXX0001000001",
            ApplicationHeader = $"I{parts[0]}BANKCHZZXXXXN",
            UserHeader = header,
            Fields = [.. Texts[type].Split('|').Select(f => f.Split('=', 2)).Select(f => new FinField(f[0], f[1]))],
            Trailers = [new FinTag("CHK", "0123456789AB")],
        };
    }

    /// <summary>Where in the order a field belongs; behind everything when the message does not know it.</summary>
    public static int Position(string type, string tag)
    {
        string[] order = Order(type);
        int at = Array.FindIndex(order, o => Matches(o, tag));
        return at < 0 ? order.Length : at;
    }

    public static bool IsMandatory(string type, string tag) =>
        Array.Exists(Order(type), o => o.Contains('!', StringComparison.Ordinal) && Matches(o, tag));

    public static bool MayRepeat(string type, string tag) =>
        Array.Exists(Order(type), o => o.Contains('*', StringComparison.Ordinal) && Matches(o, tag));

    /// <summary>True where copied fields of another message may follow.</summary>
    public static bool HasCopy(string type) => type.EndsWith("92", StringComparison.Ordinal)
        || type.EndsWith("96", StringComparison.Ordinal);

    /// <summary>The common group is the same in every category.</summary>
    private static string[] Order(string type) =>
        (Orders.GetValueOrDefault(type) ?? Orders["1" + type[1..]]).Split(' ');

    private static bool Matches(string entry, string tag)
    {
        string name = entry.TrimEnd('!', '*');
        return name == tag || (name.Length == 2 && tag.StartsWith(name, StringComparison.Ordinal));
    }
}
