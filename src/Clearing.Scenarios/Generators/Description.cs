using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using NodaTime;
using NodaTime.TimeZones;

namespace Clearing.Scenarios.Generators;

/// <summary>Describes a compiled scenario in figures.</summary>
public static class Description
{
    private const long HourUs = 3_600_000_000;

    // Share figures are exact to this many places.
    private const int Places = 6;

    public static ScenarioDescription Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        PaymentTable payments = scenario.Payments;
        Int128 value = Sum(payments.AmountMinor);
        FlowTotals flows = FlowTotals.Of(scenario);
        return new()
        {
            Scenario = scenario.Name,
            Currency = scenario.Currency.Code,
            Days = scenario.Calendar.Days.Count,
            Participants = scenario.Participants.Count,
            ActiveParticipants = flows.Active,
            BalanceMinor = Sum(scenario.Participants.Select(p => p.BalanceMinor)),
            CreditMinor = Sum(scenario.Participants.Select(p => p.CreditMinor).Where(c => c != long.MaxValue)),
            UnlimitedCredit = scenario.Participants.Count(p => p.CreditMinor == long.MaxValue),
            Payments = payments.Count,
            ValueMinor = value,
            Amounts = AmountsOf(payments.AmountMinor, value),
            Concentration = ConcentrationOf(flows.Sent, value),
            Network = flows.Network,
            NetDebitMinor = flows.NetDebit,
            ShortAtClose = flows.ShortAtClose,
            Hours = HoursOf(scenario, value),
            Priorities = SharesOf(
                [.. Enum.GetNames<Priority>().Select(n => n.ToLowerInvariant())],
                payments, value, i => (int)payments.Priority[i]),
            Kinds = SharesOf(payments.KindNames, payments, value, i => payments.Kind[i]),
        };
    }

    /// <summary>A share, 0 where there is no whole.</summary>
    internal static decimal Ratio(Int128 part, Int128 whole)
    {
        if (whole == 0)
        {
            return 0;
        }

        // Integers to six places, half away from zero; parts of a day's value stay far below the edge of 128 bits.
        Int128 scaled = ((part * 2_000_000) + whole) / (whole * 2);
        return new decimal((long)scaled) / 1_000_000m;
    }

    private static AmountDescription AmountsOf(long[] amounts, Int128 value)
    {
        if (amounts.Length == 0)
        {
            return new(0, 0, 0, 0, 0, 0, 0, 0);
        }

        long[] sorted = [.. amounts];
        Array.Sort(sorted);
        long At(int percent) => sorted[Math.Max(0, (int)((((long)sorted.Length * percent) + 99) / 100) - 1)];
        return new(
            decimal.Round((decimal)value / sorted.Length, Places),
            sorted[0], At(1), At(10), At(50), At(90), At(99), sorted[^1]);
    }

    private static ConcentrationDescription ConcentrationOf(Int128[] sent, Int128 value)
    {
        Int128[] ordered = [.. sent.OrderDescending()];
        decimal Top(int n) => Ratio(Sum(ordered.Take(n)), value);
        decimal herfindahl = ordered.Select(s => Ratio(s, value)).Sum(s => s * s);
        return new(Top(1), Top(5), Top(10), Top(40), decimal.Round(herfindahl, Places));
    }

    private static List<HourDescription> HoursOf(Scenario scenario, Int128 value)
    {
        PaymentTable payments = scenario.Payments;
        var count = new long[24];
        var sum = new Int128[24];
        DateTimeZone zone = DateTimeZoneProviders.Tzdb[scenario.Calendar.TimeZone];
        ZoneInterval? interval = null;
        for (int i = 0; i < payments.Count; i++)
        {
            var instant = Instant.FromUnixTimeTicks(payments.DueAt[i] * 10);
            if (interval is null || !interval.Contains(instant))
            {
                interval = zone.GetZoneInterval(instant);
            }

            long local = payments.DueAt[i] + (interval.WallOffset.Ticks / 10);
            int hour = (int)(((local / HourUs % 24) + 24) % 24);
            count[hour]++;
            sum[hour] += payments.AmountMinor[i];
        }

        int first = scenario.Calendar.Days.Count == 0
            ? 0
            : Instant.FromUnixTimeTicks(scenario.Calendar.Days[0].OpenAt * 10).InZone(zone).Hour;
        return
        [
            .. Enumerable.Range(first, 24)
                .Select(h => h % 24)
                .Where(h => count[h] > 0)
                .Select(h => new HourDescription(h, Ratio(count[h], payments.Count), Ratio(sum[h], value))),
        ];
    }

    private static List<ShareDescription> SharesOf(
        string[] names, PaymentTable payments, Int128 value, Func<int, int> partOf)
    {
        var count = new long[names.Length];
        var sum = new Int128[names.Length];
        for (int i = 0; i < payments.Count; i++)
        {
            count[partOf(i)]++;
            sum[partOf(i)] += payments.AmountMinor[i];
        }

        return
        [
            .. Enumerable.Range(0, names.Length)
                .OrderBy(i => names == payments.KindNames ? names[i] : "", StringComparer.Ordinal)
                .Select(i => new ShareDescription(names[i], Ratio(count[i], payments.Count), Ratio(sum[i], value))),
        ];
    }

    private static Int128 Sum(IEnumerable<long> values)
    {
        Int128 sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static Int128 Sum(IEnumerable<Int128> values)
    {
        Int128 sum = 0;
        foreach (Int128 value in values)
        {
            sum += value;
        }

        return sum;
    }
}
