using System.Runtime.CompilerServices;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>Fills the columns of one day.</summary>
internal sealed class DayDraw(
    PaymentGeneratorDocument options,
    PaymentNetwork network,
    long[] fundingMinor,
    GeneratedPayments payments,
    Range rows)
{
    public void Run(GeneratorDay day, int participants, Currency currency, Func<Purpose, RandomStream> stream)
    {
        // Each of these reads streams and writes columns of its own, so they may run side by side.
        Parallel.Invoke(
            () => DrawMoves(participants, currency, stream),
            () => IntradayProfile.Of(options, day)
                .Fill(Of(payments.DueAt), stream(Purpose.Hours), stream(Purpose.Times)),
            () => DrawPriorities(stream(Purpose.Priorities)),
            () => DrawKinds(stream(Purpose.Kinds)));
    }

    // Who pays whom how much.
    private void DrawMoves(int participants, Currency currency, Func<Purpose, RandomStream> stream)
    {
        var amounts = new AmountDraw(options.Amount ?? new(), currency, stream);
        DrawLinks(amounts, stream(Purpose.Counterparties), out int[] links);
        amounts.Settle(
            Of(payments.AmountMinor),
            options.Total is decimal total ? Amounts.ToMinor(total, currency) : null);
        if (IsBeyondReason(Of(payments.AmountMinor)))
        {
            return;
        }

        var positions = new PositionDraw(Of(payments.From), Of(payments.To), Of(payments.AmountMinor), participants);
        positions.Square(links, network.TwoWay, options.Network?.Squaring ?? 0, stream(Purpose.Squaring));
        positions.Fund(fundingMinor);
    }

    // Amounts drawn so large that positions may leave 64 bits; the reader then refuses the scenario.
    private static bool IsBeyondReason(ReadOnlySpan<long> amounts)
    {
        Int128 sum = 0;
        foreach (long amount in amounts)
        {
            sum += amount;
        }

        return sum > long.MaxValue / 2;
    }

    private Span<T> Of<T>(T[] column) => column.AsSpan(rows);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawLinks(AmountDraw amounts, RandomStream stream, out int[] links)
    {
        Span<int> from = Of(payments.From);
        Span<int> to = Of(payments.To);
        Span<long> weight = Of(payments.AmountMinor);
        links = new int[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            int link = network.Link(stream.At(i));
            links[i] = link;
            from[i] = network.From[link];
            to[i] = network.To[link];
            weight[i] = amounts.Weight(i, network.RankStart[link], network.RankWidth[link]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawPriorities(RandomStream stream)
    {
        Span<Priority> priority = Of(payments.Priority);
        ulong[] thresholds =
            ShareTable.Thresholds([options.Priorities?.Urgent ?? 0, options.Priorities?.High ?? 0]);
        for (int i = 0; i < priority.Length; i++)
        {
            // Urgent, high, and normal where the number falls in neither share.
            priority[i] = (Priority)ShareTable.Find(thresholds, stream.At(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawKinds(RandomStream stream)
    {
        if (payments.KindNames.Length == 1)
        {
            return;
        }

        decimal sum = options.Kinds!.Values.Sum();
        ulong[] thresholds = ShareTable.Thresholds([.. payments.KindNames.Select(k => options.Kinds[k] / sum)]);
        Span<byte> kind = Of(payments.Kind);
        int last = payments.KindNames.Length - 1;
        for (int i = 0; i < kind.Length; i++)
        {
            kind[i] = (byte)Math.Min(ShareTable.Find(thresholds, stream.At(i)), last);
        }
    }
}
