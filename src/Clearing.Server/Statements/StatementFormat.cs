namespace Clearing.Server.Statements;

/// <summary>As what a statement is written.</summary>
public enum StatementFormat : byte
{
    Json = 0,
    Csv = 1,
    Mt940 = 2,
    Mt950 = 3,
    Camt052 = 4,
    Camt053 = 5,
}

/// <summary>The names and media types of the formats.</summary>
internal static class StatementFormats
{
    private static readonly (StatementFormat Format, string Name, string Media)[] All =
    [
        (StatementFormat.Json, "json", "application/json"),
        (StatementFormat.Csv, "csv", "text/csv"),
        (StatementFormat.Mt940, "mt940", "application/vnd.swift.mt940"),
        (StatementFormat.Mt950, "mt950", "application/vnd.swift.mt950"),
        (StatementFormat.Camt052, "camt052", "application/vnd.iso20022.camt.052+xml"),
        (StatementFormat.Camt053, "camt053", "application/vnd.iso20022.camt.053+xml"),
    ];

    public static string MediaOf(StatementFormat format) => All[(int)format].Media;

    /// <summary>The format of a name (<c>camt053</c>); null = there is none of it.</summary>
    public static StatementFormat? Named(string name) =>
        All.Where(one => one.Name == name).Select(one => (StatementFormat?)one.Format).FirstOrDefault();

    /// <summary>The first format that is wanted of a list of media types; null = any will do, or none is.</summary>
    public static StatementFormat? Wanted(IEnumerable<string> media)
    {
        foreach (string wanted in media)
        {
            foreach ((StatementFormat format, _, string own) in All)
            {
                if (own.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                {
                    return format;
                }
            }
        }

        return null;
    }

    public static bool IsMt(StatementFormat format) => format is StatementFormat.Mt940 or StatementFormat.Mt950;
}
