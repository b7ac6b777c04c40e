using System.Globalization;
using Clearing.Scenarios.Calibrations;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Draws days of payments. Every purpose (network, amounts, hours, priorities, …) reads its own stream of the seed,
/// so a change to one leaves the draws of the others alone, and every number comes from integers only.
/// </summary>
public static class PaymentGenerator
{
    /// <summary>The document with the values of its calibration filled in; the calibration must exist.</summary>
    public static PaymentGeneratorDocument Resolve(PaymentGeneratorDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Calibration is null
            ? document
            : document.Over(CalibrationFile.Load(document.Calibration).Payments);
    }

    /// <summary>How many payments the document draws over these days, without drawing them.</summary>
    public static int CountOf(PaymentGeneratorDocument document, IReadOnlyList<GeneratorDay> days)
    {
        PaymentGeneratorDocument options = Resolve(document);
        return (options.Count ?? 0) * Days(options, days).Count;
    }

    /// <summary>The prefix of the ids: row n is named by it and n + 1.</summary>
    public static string PrefixOf(PaymentGeneratorDocument document, int source) =>
        Resolve(document).Prefix ?? string.Create(CultureInfo.InvariantCulture, $"g{source + 1}-");

    /// <summary>Draws the payments of a document that <see cref="GeneratorChecks"/> found in order.</summary>
    /// <param name="document">The values as written.</param>
    /// <param name="participants">In the order of account indexes.</param>
    /// <param name="days">The business days of the scenario.</param>
    /// <param name="currency">Currency of the amounts.</param>
    /// <param name="seed">Seed of the scenario.</param>
    /// <param name="source">Place of the source among the scenario's payments, from 0.</param>
    public static GeneratedPayments Draw(
        PaymentGeneratorDocument document,
        IReadOnlyList<ParticipantSize> participants,
        IReadOnlyList<GeneratorDay> days,
        Currency currency,
        ulong seed,
        int source)
    {
        PaymentGeneratorDocument options = Resolve(document);
        IReadOnlyList<GeneratorDay> drawn = Days(options, days);
        int perDay = options.Count ?? 0;
        int count = perDay * drawn.Count;
        long[] size = Sizes(options, participants);
        long[] funding = Funding(options.Funding, size, currency);
        PaymentNetwork network = PaymentNetwork.Draw(
            size,
            options.Network ?? new(),
            RandomStream.Of(seed, source, Purpose.Links),
            RandomStream.Of(seed, source, Purpose.LinkWeights));
        bool onlyFirstDay = drawn.All(d => d.Number == 1);
        var payments = new GeneratedPayments
        {
            Prefix = PrefixOf(document, source),
            From = new int[count],
            To = new int[count],
            AmountMinor = new long[count],
            DueAt = new long[count],
            Day = onlyFirstDay ? null : new ushort[count],
            Priority = new Priority[count],
            Kind = new byte[count],
            KindNames = KindsOf(options),
        };
        for (int i = 0; i < drawn.Count; i++)
        {
            int number = drawn[i].Number;
            payments.Day?.AsSpan(i * perDay, perDay).Fill((ushort)number);
            var draw = new DayDraw(options, network, funding, payments, new Range(i * perDay, (i + 1) * perDay));
            draw.Run(drawn[i], participants.Count, currency, p => RandomStream.Of(seed, source, p, number));
        }

        return payments;
    }

    /// <summary>The kinds in the order of their indexes: by ordinal code unit.</summary>
    internal static string[] KindsOf(PaymentGeneratorDocument options) =>
        options.Kinds is null ? ["bank"] : [.. options.Kinds.Keys.Order(StringComparer.Ordinal)];

    private static IReadOnlyList<GeneratorDay> Days(
        PaymentGeneratorDocument options, IReadOnlyList<GeneratorDay> days) =>
        options.Day is int only ? [.. days.Where(d => d.Number == only)] : days;

    // Per account, the largest net debit at the close; empty where nothing asks for it.
    private static long[] Funding(FundingDocument? options, long[] size, Currency currency)
    {
        if (options?.Total is not decimal total)
        {
            return [];
        }

        var logShare = new long[size.Length];
        long exponent = FixedPoint.ToQ32(options.Exponent ?? 1);
        for (int i = 0; i < size.Length; i++)
        {
            long logSize = FixedPoint.Log2((ulong)size[i]) - (32L << FixedPoint.FractionBits);
            logShare[i] = (long)(((Int128)exponent * logSize) >> FixedPoint.FractionBits);
        }

        return Sharing.Out(Amounts.ToMinor(total, currency), Sharing.Cumulated(logShare));
    }

    private static long[] Sizes(PaymentGeneratorDocument options, IReadOnlyList<ParticipantSize> participants)
    {
        const long Largest = ParticipantGenerator.LargestSize;
        long most = Math.Max(1, participants.Max(p => p.BalanceMinor));
        return (options.Sizes ?? SizeRule.Generated) switch
        {
            SizeRule.Equal => [.. participants.Select(_ => Largest)],
            SizeRule.Balance =>
                [.. participants.Select(p => Math.Max(1, (long)((Int128)p.BalanceMinor * Largest / most)))],
            _ => [.. participants.Select(p => p.Size > 0 ? p.Size : Largest)],
        };
    }
}
