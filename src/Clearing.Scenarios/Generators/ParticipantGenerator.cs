using System.Globalization;
using Clearing.Scenarios.Calibrations;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>Draws participants: sizes by a power of their rank, balances and credit shared out by size.</summary>
public static class ParticipantGenerator
{
    /// <summary>Size of the participant of rank 1; the scale of every generated size.</summary>
    public const long LargestSize = 1L << FixedPoint.FractionBits;

    /// <summary>The document with the values of its calibration filled in; the calibration must exist.</summary>
    public static ParticipantGeneratorDocument Resolve(ParticipantGeneratorDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Calibration is null
            ? document
            : document.Over(CalibrationFile.Load(document.Calibration).Participants);
    }

    /// <summary>Draws the participants of a document that <see cref="GeneratorChecks"/> found in order.</summary>
    /// <param name="document">The values as written.</param>
    /// <param name="currency">Currency of the amounts.</param>
    /// <param name="seed">Seed of the scenario.</param>
    /// <param name="source">Place of the source among the scenario's participants, from 0.</param>
    public static GeneratedParticipants Draw(
        ParticipantGeneratorDocument document, Currency currency, ulong seed, int source)
    {
        ParticipantGeneratorDocument options = Resolve(document);
        int count = options.Count ?? 0;
        long exponent = FixedPoint.ToQ32(options.SizeExponent ?? 1);
        var ids = new string[count];
        var logSize = new long[count];
        var size = new long[count];
        string prefix = options.Prefix ?? "B";
        string digits = "D" + Width(count).ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++)
        {
            long logRank = FixedPoint.Log2((ulong)i + 1);
            ids[i] = prefix + (i + 1).ToString(digits, CultureInfo.InvariantCulture);
            logSize[i] = -(long)(((Int128)exponent * logRank) >> FixedPoint.FractionBits);
            size[i] = Math.Max(1, (long)FixedPoint.Exp2(logSize[i] + (32L << FixedPoint.FractionBits)));
        }

        UInt128[] cumulated = Shares(options, logSize, RandomStream.Of(seed, source, Purpose.Balances));
        return new()
        {
            Ids = ids,
            Size = size,
            BalanceMinor = SharedOut(options.BalanceTotal, options.Balance ?? 0, cumulated, currency),
            CreditMinor = options.CreditTotal is null && options.Credit == GeneratorChecks.Unlimited
                ? [.. Enumerable.Repeat(long.MaxValue, count)]
                : SharedOut(options.CreditTotal, Amounts.Parse(options.Credit), cumulated, currency),
        };
    }

    /// <summary>Digits of the number in a generated id.</summary>
    internal static int Width(int count) => count.ToString(CultureInfo.InvariantCulture).Length;

    // The running sums of what each is to get of a total.
    private static UInt128[] Shares(ParticipantGeneratorDocument options, long[] logSize, RandomStream stream)
    {
        long power = FixedPoint.ToQ32(options.ShareExponent ?? 1);
        long spread = FixedPoint.ToQ28((options.ShareSpread ?? 0) * FixedPoint.Log2E);
        var cumulated = new UInt128[logSize.Length];
        UInt128 sum = 0;
        for (int i = 0; i < logSize.Length; i++)
        {
            long bySize = (long)(((Int128)power * logSize[i]) >> FixedPoint.FractionBits);
            long factor = (spread * NormalTable.Quantile(stream.At(i))) >> 24;
            long top = 40L << FixedPoint.FractionBits;
            sum += Math.Max(1, FixedPoint.Exp2(Math.Min(top + bySize + factor, top + (20L << FixedPoint.FractionBits))));
            cumulated[i] = sum;
        }

        return cumulated;
    }

    private static long[] SharedOut(decimal? total, decimal each, UInt128[] cumulated, Currency currency)
    {
        var amounts = new long[cumulated.Length];
        if (total is null)
        {
            Array.Fill(amounts, Amounts.ToMinor(each, currency));
            return amounts;
        }

        // Differences of rounded running sums: each share is exact to one minor unit, and the sum to the last.
        var whole = (UInt128)Amounts.ToMinor(total.Value, currency);
        UInt128 before = 0;
        for (int i = 0; i < amounts.Length; i++)
        {
            UInt128 after = whole * cumulated[i] / cumulated[^1];
            amounts[i] = (long)(after - before);
            before = after;
        }

        return amounts;
    }
}
