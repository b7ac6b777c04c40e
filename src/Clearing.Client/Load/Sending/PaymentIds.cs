using System.Buffers.Binary;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// Names payment n of a session, differently in every run: as octets of a UETR, of a reference, of an IMAD, and as the
/// id by which the ledger knows it. Not for several threads at once.
/// </summary>
internal sealed class PaymentIds
{
    private readonly ulong _key;
    private readonly byte[] _uetr = new byte[36];
    private readonly byte[] _reference = new byte[16];
    private readonly byte[] _source = new byte[14];
    private readonly ulong _run;
    private readonly int _session;

    /// <param name="run">Names the run; drawn anew for each.</param>
    /// <param name="session">Names the session.</param>
    public PaymentIds(ulong run, int session)
    {
        _run = run;
        _session = session;
        _key = unchecked(SplitMix.Mix(run + SplitMix.Golden) ^ SplitMix.Mix((ulong)(session + 1) * SplitMix.Golden));
    }

    /// <summary>A version-4 UUID.</summary>
    public UInt128 UetrOf(long n)
    {
        ulong high = unchecked(SplitMix.Mix(_key + ((ulong)n * SplitMix.Golden) + 1));
        ulong low = SplitMix.Mix(high);
        return new UInt128(
            (high & 0xFFFF_FFFF_FFFF_0FFFUL) | 0x4000UL, (low & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL);
    }

    /// <summary>Id of the order to cancel payment n.</summary>
    public UInt128 OrderIdOf(long n) => UetrOf(long.MinValue + n);

    /// <summary>The UETR as its 36 characters; good until the next call.</summary>
    public ReadOnlySpan<byte> UetrTextOf(long n)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, UetrOf(n));
        int at = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10)
            {
                _uetr[at++] = (byte)'-';
            }

            _uetr[at++] = "0123456789abcdef"u8[octets[i] >> 4];
            _uetr[at++] = "0123456789abcdef"u8[octets[i] & 15];
        }

        return _uetr;
    }

    /// <summary>A reference of 16 characters; good until the next call.</summary>
    public ReadOnlySpan<byte> ReferenceOf(long n)
    {
        ulong bits = (ulong)(UetrOf(n) & ulong.MaxValue);
        for (int i = 0; i < _reference.Length; i++)
        {
            _reference[i] = "0123456789ABCDEF"u8[(int)((bits >> (60 - (4 * i))) & 15)];
        }

        return _reference;
    }

    /// <summary>
    /// Input source and sequence of an IMAD: three characters of the run, three of the session, two and six digits of
    /// the payment; good until the next call.
    /// </summary>
    public ReadOnlySpan<byte> SourceOf(long n)
    {
        WriteBase36(_source.AsSpan(0, 3), (long)(_run % 46_656));
        WriteBase36(_source.AsSpan(3, 3), _session);
        WriteBase36(_source.AsSpan(6, 2), n / 1_000_000);
        long rest = n % 1_000_000;
        for (int i = 13; i >= 8; i--, rest /= 10)
        {
            _source[i] = (byte)('0' + (rest % 10));
        }

        return _source;
    }

    private static void WriteBase36(Span<byte> to, long value)
    {
        for (int i = to.Length - 1; i >= 0; i--, value /= 36)
        {
            to[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8[(int)(value % 36)];
        }
    }
}
