using Clearing.Messages.Sessions;

namespace Clearing.Server.Ledgers;

/// <summary>Finds a currency of the world by the three octets of its code.</summary>
internal sealed class CurrencyIndex
{
    private readonly uint[] _codes;
    private readonly int[] _digits;

    public CurrencyIndex(IReadOnlyList<DirectoryCurrency> currencies)
    {
        _codes = [.. currencies.Select(c => Pack((byte)c.Code[0], (byte)c.Code[1], (byte)c.Code[2]))];
        _digits = [.. currencies.Select(c => (int)c.MinorDigits)];
    }

    public int Count => _codes.Length;

    /// <summary>Index of the currency; -1 = the world has it not.</summary>
    public int Find(ReadOnlySpan<byte> code) =>
        code.Length == 3 ? Array.IndexOf(_codes, Pack(code[0], code[1], code[2])) : -1;

    /// <summary>Decimals of an amount.</summary>
    public int DigitsOf(int currency) => _digits[currency];

    private static uint Pack(byte one, byte two, byte three) => (uint)((one << 16) | (two << 8) | three);
}
