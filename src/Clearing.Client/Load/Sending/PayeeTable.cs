using System.Numerics;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// Draws payees among the banks of a directory, never the payer, from 64 uniform bits. In integers, so that the same
/// seed pays the same banks on every machine.
/// </summary>
internal sealed class PayeeTable
{
    private readonly int _banks;
    private readonly ulong _hot;
    private readonly ulong[] _thresholds = [];

    /// <param name="payees">How they are drawn.</param>
    /// <param name="banks">How many there are, at least 2.</param>
    public PayeeTable(LoadPayees payees, int banks)
    {
        _banks = banks;
        if (payees.Choice == PayeeChoice.Hot)
        {
            _hot = (ulong)(payees.Value * (1UL << 32));
        }
        else if (payees.Choice == PayeeChoice.Zipf)
        {
            _thresholds = Ranks(banks, (int)(payees.Value * 2));
        }
    }

    /// <summary>Index of the bank paid.</summary>
    public int Draw(ulong uniform, int payer)
    {
        if (_thresholds.Length > 0)
        {
            int rank = Array.BinarySearch(_thresholds, uniform);
            return Other(rank < 0 ? ~rank : Math.Min(rank + 1, _banks - 1), payer);
        }

        // The low half decides whether the hot bank is paid, the high half which of the others.
        if ((uniform & uint.MaxValue) < _hot)
        {
            return Other(0, payer);
        }

        int other = (int)(((uniform >> 32) * (ulong)(_banks - 1)) >> 32);
        return other >= payer ? other + 1 : other;
    }

    private int Other(int bank, int payer) => bank != payer ? bank : (bank + 1) % _banks;

    /// <summary>Running sums of 1 / rank^(halves / 2) as thresholds on 64 uniform bits; the last is open.</summary>
    private static ulong[] Ranks(int banks, int halves)
    {
        BigInteger[] sums = new BigInteger[banks];
        BigInteger sum = 0;
        for (int i = 0; i < banks; i++)
        {
            sum += Root((BigInteger.One << 96) / BigInteger.Pow(i + 1, halves));
            sums[i] = sum;
        }

        return [.. sums.Take(banks - 1).Select(s => (ulong)((s << 64) / sum))];
    }

    /// <summary>The whole part of a square root, by Newton's method.</summary>
    private static BigInteger Root(BigInteger square)
    {
        if (square < 2)
        {
            return square;
        }

        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
