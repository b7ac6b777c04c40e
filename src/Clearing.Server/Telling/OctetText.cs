using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Clearing.Server.Telling;

/// <summary>Writes a message octet by octet, without texts in between.</summary>
internal readonly ref struct OctetText(IBufferWriter<byte> to)
{
    private const int MostDigits = 24;

    public void Add(ReadOnlySpan<byte> octets) => to.Write(octets);

    public void Add(string ascii) => Encoding.ASCII.GetBytes(ascii, to);

    /// <summary>A number with at least so many digits.</summary>
    public void Digits(long number, byte digits)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(MostDigits), out int written, new StandardFormat('D', digits));
        to.Advance(written);
    }

    /// <summary>16 octets as a UUID, in lower case.</summary>
    public void Uuid(UInt128 id)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, id);
        Utf8Formatter.TryFormat(new Guid(octets, bigEndian: true), to.GetSpan(36), out int written);
        to.Advance(written);
    }

    /// <summary>An instant in UTC in a pattern of <see cref="DateTime"/>.</summary>
    public void Time(long timeUs, string pattern)
    {
        DateTime.UnixEpoch.AddMicroseconds(timeUs)
            .TryFormat(to.GetSpan(MostDigits), out int written, pattern, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>Minor units as a decimal number.</summary>
    /// <param name="amountMinor">Not negative.</param>
    /// <param name="decimals">Of the currency.</param>
    /// <param name="mark">Between units and decimals.</param>
    /// <param name="always">True when the mark stands even without decimals (FIN).</param>
    public void Amount(long amountMinor, int decimals, byte mark, bool always)
    {
        long scale = 1;
        for (int i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        Digits(amountMinor / scale, 0);
        if (decimals > 0 || always)
        {
            Add([mark]);
        }

        if (decimals > 0)
        {
            Digits(amountMinor % scale, (byte)decimals);
        }
    }
}
