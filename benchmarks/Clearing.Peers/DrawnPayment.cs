using System.Buffers.Binary;

namespace Clearing.Peers;

/// <summary>
/// A payment of the load. Everything about it follows from its number: the id looks as random as a UETR does, pairs are
/// spread evenly, amounts are 1 to 1,000 minor units.
/// </summary>
public readonly record struct DrawnPayment(Guid Id, int Payer, int Payee, long AmountMinor)
{
    private const int AmountMost = 1_000;
    private const ulong SecondHalf = 0xD1B54A32D192ED03;

    /// <summary>Numbers below this belong to the first client, the next as many to the second, and so on.</summary>
    private const ulong NumbersPerClient = 1UL << 40;

    public static DrawnPayment Of(int client, ulong number, int accounts)
    {
        number = checked(((ulong)client * NumbersPerClient) + number);
        ulong bits = Mix(number);
        int payer = (int)(bits % (ulong)accounts);
        int step = 1 + (int)((bits >> 20) % (ulong)(accounts - 1));
        long amount = 1 + (long)((bits >> 40) % AmountMost);
        return new DrawnPayment(IdOf(bits, Mix(number ^ SecondHalf)), payer, (payer + step) % accounts, amount);
    }

    private static Guid IdOf(ulong first, ulong second)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, first);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], second);
        octets[6] = (byte)((octets[6] & 0x0F) | 0x40);
        octets[8] = (byte)((octets[8] & 0x3F) | 0x80);
        return new Guid(octets, bigEndian: true);
    }

    // A bijection of 64 bits whose halves look unrelated (splitmix64's finisher).
    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
