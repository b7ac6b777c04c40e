using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Clearing.Reports.Files;

/// <summary>Digits as UTF-8 bytes.</summary>
internal static class Digits
{
    /// <summary>Most bytes that <see cref="Amount"/> writes for a currency of at most eight decimals.</summary>
    public const int MaxAmountLength = 30;

    private static readonly long[] PowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ];

    /// <summary>Two decimal digits, 0..99.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(Span<byte> target, int at, int number)
    {
        int tens = number / 10;
        target[at] = (byte)('0' + tens);
        target[at + 1] = (byte)('0' + (number - (tens * 10)));
    }

    /// <summary>A whole number; returns its length.</summary>
    public static int Whole(Span<byte> target, long number)
    {
        _ = Utf8Formatter.TryFormat(number, target, out int written);
        return written;
    }

    /// <summary>An amount that is not negative, with exactly the currency's decimals; returns its length.</summary>
    public static int Amount(Span<byte> target, long minor, int decimals)
    {
        if (decimals == 0)
        {
            return Whole(target, minor);
        }

        long scale = PowersOfTen[decimals];
        long whole = minor / scale;
        long fraction = minor - (whole * scale);
        int length = Whole(target, whole);
        target[length] = (byte)'.';
        for (int i = decimals; i > 0; i--)
        {
            long rest = fraction / 10;
            target[length + i] = (byte)('0' + (fraction - (rest * 10)));
            fraction = rest;
        }

        return length + decimals + 1;
    }
}
