using System.Collections.Frozen;
using System.Globalization;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>The national currencies of ISO 4217 with the decimals of their minor units (Data/iso4217.csv).</summary>
internal static class CurrencyTable
{
    private static readonly FrozenDictionary<string, Currency> ByCode = Read();

    public static IEnumerable<string> Codes => ByCode.Keys.Order(StringComparer.Ordinal);

    public static Currency? Find(string code) => ByCode.TryGetValue(code, out Currency currency) ? currency : null;

    private static FrozenDictionary<string, Currency> Read()
    {
        Dictionary<string, Currency> table = new(StringComparer.Ordinal);
        foreach (string line in Resources.Lines("iso4217.csv"))
        {
            if (line.Length > 4 && line[3] == ',' && line[0] != '#' && line != "code,decimals")
            {
                table.Add(line[..3], new Currency(line[..3], int.Parse(line[4..], CultureInfo.InvariantCulture)));
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
