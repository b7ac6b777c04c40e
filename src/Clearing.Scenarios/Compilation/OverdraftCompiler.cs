using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `overdraft`.</summary>
internal sealed class OverdraftCompiler(SystemScope scope)
{
    private const int MostDays = 100_000;
    private const int MostPeriods = 100_000_000;

    private readonly CompilationContext _context = scope.Context;

    public OverdraftRule? Compile()
    {
        if (scope.Rules.Overdraft is not { Every: { } every } document)
        {
            return null;
        }

        Mark At(string property) => _context.Marks.Of(document, property);
        (long rate, long divisor) = Rate(document.Rate, At(nameof(document.Rate)));
        (long overnight, long overnightDivisor) = Rate(document.OvernightRate, At(nameof(document.OvernightRate)));
        WaiverDocument? waiver = document.Waiver;
        return new OverdraftRule
        {
            PeriodUs = scope.PeriodUs(every, At(nameof(document.Every))),
            RateNumber = rate,
            RateDivisor = divisor,
            DaysOfYear = Number(document.DaysOfYear, 360, MostDays, At(nameof(document.DaysOfYear))),
            PeriodsOfDay = Number(document.PeriodsOfDay, 0, MostPeriods, At(nameof(document.PeriodsOfDay))),
            WaiverMinor = waiver is null
                ? 0 : scope.AmountOr(waiver.Amount, _context.Marks.Of(waiver, nameof(waiver.Amount)), 0),
            WaiverDays = waiver is null
                ? 10 : Number(waiver.Days, 10, MostDays, _context.Marks.Of(waiver, nameof(waiver.Days))),
            OvernightRateNumber = overnight,
            OvernightRateDivisor = overnightDivisor,
        };
    }

    private int Number(int? given, int usual, int greatest, Mark at)
    {
        if (given is < 1 || given > greatest)
        {
            _context.Error(ErrorCodes.OutOfRange, at, $"{given} is out of range; write 1 to {greatest}");
        }

        return given ?? usual;
    }

    /// <summary>A price a year as an exact fraction.</summary>
    private (long Number, long Divisor) Rate(decimal? given, Mark at)
    {
        const int Divisor = 1_000_000_000;
        decimal number = (given ?? 0) * Divisor;
        if (number < 0 || number > 100 * (decimal)Divisor || number != decimal.Truncate(number))
        {
            _context.Error(ErrorCodes.OutOfRange, at,
                "The price is out of range; write 0 to 100 with at most 9 decimals, such as 0.005");
            return (0, 1);
        }

        long common = Math.Max(1, (long)System.Numerics.BigInteger.GreatestCommonDivisor((long)number, Divisor));
        return ((long)number / common, Divisor / common);
    }
}
