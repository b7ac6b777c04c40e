using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// Octets of XML 1.0. The scans read whole vectors: a buffer ends in <see cref="Padding"/> zero octets, and zero is an
/// octet that no scan passes, so that the end needs no test of its own.
/// </summary>
internal static class XmlChars
{
    /// <summary>Zero octets behind a message.</summary>
    public const int Padding = 64;

    /// <summary>The first octet from there that is no blank: space, tab, carriage return, line feed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlanks(ReadOnlySpan<byte> octets, int at) =>
        octets[at] > ' ' ? at : SkipSomeBlanks(octets, at);

    private static int SkipSomeBlanks(ReadOnlySpan<byte> octets, int at)
    {
        while (true)
        {
            Vector128<byte> here = Vector128.Create(octets.Slice(at, Vector128<byte>.Count));
            Vector128<byte> blank = Vector128.Equals(here, Vector128.Create((byte)' '))
                | Vector128.Equals(here, Vector128.Create((byte)'\t'))
                | Vector128.Equals(here, Vector128.Create((byte)'\n'))
                | Vector128.Equals(here, Vector128.Create((byte)'\r'));
            uint other = ~blank.ExtractMostSignificantBits() & 0xFFFF;
            if (other != 0)
            {
                return unchecked(at + BitOperations.TrailingZeroCount(other));
            }

            at = unchecked(at + Vector128<byte>.Count);
        }
    }

    /// <summary>
    /// The first octet from there that plain text does not hold: markup, entity, a control character, one beyond ASCII,
    /// or a closing bracket (which might end what is no CDATA).
    /// </summary>
    public static int SkipPlain(ReadOnlySpan<byte> octets, int at)
    {
        while (true)
        {
            Vector256<byte> here = Vector256.Create(octets.Slice(at, Vector256<byte>.Count));
            Vector256<byte> special = Vector256.LessThan(here.AsSByte(), Vector256.Create((sbyte)' ')).AsByte()
                | Vector256.Equals(here, Vector256.Create((byte)'<'))
                | Vector256.Equals(here, Vector256.Create((byte)'&'))
                | Vector256.Equals(here, Vector256.Create((byte)']'));
            uint found = special.ExtractMostSignificantBits();
            if (found != 0)
            {
                return unchecked(at + BitOperations.TrailingZeroCount(found));
            }

            at = unchecked(at + Vector256<byte>.Count);
        }
    }

    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>Octets of the name without colon at that place; 0 = there is none.</summary>
    public static int NameLength(ReadOnlySpan<byte> octets, int at)
    {
        int start = at;
        while (true)
        {
            byte octet = octets[at];
            if (octet < 128)
            {
                bool letter = char.IsAsciiLetter((char)octet) || octet == '_';
                bool later = char.IsAsciiDigit((char)octet) || octet is (byte)'-' or (byte)'.';
                if (!letter && (!later || at == start))
                {
                    return at - start;
                }

                at++;
                continue;
            }

            if (Rune.DecodeFromUtf8(octets[at..], out Rune rune, out int length) != System.Buffers.OperationStatus.Done
                || !IsNameRune(rune.Value, at == start))
            {
                return at - start;
            }

            at += length;
        }
    }

    /// <summary>True for a character that XML 1.0 allows.</summary>
    public static bool IsChar(int rune) =>
        rune is '\t' or '\n' or '\r' or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD)
            or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>Octets of the character at that place; 0 = it is none that XML allows.</summary>
    public static int CharLength(ReadOnlySpan<byte> octets, int at)
    {
        byte first = octets[at];
        if (first < 128)
        {
            return first >= ' ' || IsBlank(first) ? 1 : 0;
        }

        return Rune.DecodeFromUtf8(octets[at..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done
            && IsChar(rune.Value) ? length : 0;
    }

    private static bool IsNameRune(int rune, bool first) => rune is
        (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) or (>= 0x370 and <= 0x37D)
        or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) or (>= 0x2070 and <= 0x218F)
        or (>= 0x2C00 and <= 0x2FEF) or (>= 0x3001 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF)
        or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF)
        || (!first && rune is (0xB7 or (>= 0x300 and <= 0x36F) or (>= 0x203F and <= 0x2040)));
}
