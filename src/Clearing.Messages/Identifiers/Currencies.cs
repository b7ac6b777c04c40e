namespace Clearing.Messages.Identifiers;

/// <summary>Currency codes of ISO 4217 (Data/iso4217.csv: list, date and source).</summary>
public static class Currencies
{
    /// <summary>
    /// What a code without a minor unit (XDR, XAU) is given: as many decimals as any message can write.
    /// </summary>
    public const int MostDigits = 5;

    private const int Unknown = -1;

    private static readonly sbyte[] Digits = new sbyte[26 * 26 * 26];

    private static readonly bool[] Commodities = new bool[26 * 26 * 26];

    static Currencies()
    {
        Array.Fill(Digits, (sbyte)Unknown);
        foreach (string[] row in CodeTable.Rows("iso4217.csv"))
        {
            int index = CodeTable.IndexOf(row[0], 3);
            Digits[index] = (sbyte)(row[1].Length == 0 ? MostDigits : CodeTable.ByteOf(row[1]));
            Commodities[index] = row[2] == "commodity";
        }
    }

    /// <summary>Decimals of the currency's minor unit: USD 2, JPY 0, KWD 3; -1 = no code in use.</summary>
    public static int MinorDigits(ReadOnlySpan<byte> code)
    {
        int index = CodeTable.IndexOf(code, 3);
        return index < 0 ? Unknown : Digits[index];
    }

    /// <summary>True for the precious metals, which are no money of a payment: XAU, XAG, XPD, XPT (C08).</summary>
    public static bool IsCommodity(ReadOnlySpan<byte> code)
    {
        int index = CodeTable.IndexOf(code, 3);
        return index >= 0 && Commodities[index];
    }
}
