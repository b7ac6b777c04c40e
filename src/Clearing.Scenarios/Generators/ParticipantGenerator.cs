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

        UInt128[] cumulated =
            Sharing.Cumulated(LogShares(options, logSize, RandomStream.Of(seed, source, Purpose.Balances)));
        return new()
        {
            Ids = ids,
            Size = size,
            BalanceMinor = Amount(options.BalanceTotal, options.Balance ?? 0, cumulated, currency),
            CreditMinor = options.CreditTotal is null && options.Credit == GeneratorChecks.Unlimited
                ? [.. Enumerable.Repeat(long.MaxValue, count)]
                : Amount(options.CreditTotal, Amounts.Parse(options.Credit), cumulated, currency),
        };
    }

    /// <summary>Digits of the number in a generated id.</summary>
    internal static int Width(int count) => count.ToString(CultureInfo.InvariantCulture).Length;

    // The logarithm of each one's share of a total: by size, times a lognormal factor.
    private static long[] LogShares(ParticipantGeneratorDocument options, long[] logSize, RandomStream stream)
    {
        long power = FixedPoint.ToQ32(options.ShareExponent ?? 1);
        long spread = FixedPoint.ToQ28((options.ShareSpread ?? 0) * FixedPoint.Log2E);
        var shares = new long[logSize.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            long bySize = (long)(((Int128)power * logSize[i]) >> FixedPoint.FractionBits);
            shares[i] = bySize + ((spread * NormalTable.Quantile(stream.At(i))) >> 24);
        }

        return shares;
    }

    private static long[] Amount(decimal? total, decimal each, UInt128[] cumulated, Currency currency)
    {
        if (total is not null)
        {
            return Sharing.Out(Amounts.ToMinor(total.Value, currency), cumulated);
        }

        var amounts = new long[cumulated.Length];
        Array.Fill(amounts, Amounts.ToMinor(each, currency));
        return amounts;
    }
}
