using System.ComponentModel;

namespace Clearing.Scenarios.Generators;

/// <summary>A day of payments to be drawn, as written under <c>payments: - generate:</c>.</summary>
public sealed record PaymentGeneratorDocument
{
    [Description("Name of a shipped calibration that gives every value not written here.")]
    public string? Calibration { get; init; }

    [Description("Number of payments a day.")]
    public int? Count { get; init; }

    [Description("Value of a day: the amounts are rescaled so that they sum to exactly this. Default: as drawn.")]
    public decimal? Total { get; init; }

    [Description("How amounts are drawn.")]
    public AmountDocument? Amount { get; init; }

    [Description("Name of a shipped intraday profile; uniform where nothing is said.")]
    public string? Profile { get; init; }

    [Description("An intraday profile of one's own, instead of a named one.")]
    public IReadOnlyList<ProfileSegment>? Hours { get; init; }

    [Description("Who pays whom.")]
    public NetworkDocument? Network { get; init; }

    [Description("How short of funds a bank may be at the close.")]
    public FundingDocument? Funding { get; init; }

    [Description("Where the sizes of participants come from.")]
    public SizeRule? Sizes { get; init; }

    [Description("Shares of urgent and high payments by count; the rest is normal.")]
    public PriorityShares? Priorities { get; init; }

    [Description("Shares of payment kinds by count, in any unit. Default: all of kind bank.")]
    public IReadOnlyDictionary<string, decimal>? Kinds { get; init; }

    [Description("First letters of the payment ids; a number from 1 follows. Default g, the source's number, a dash.")]
    public string? Prefix { get; init; }

    [Description("The only day that gets payments, from 1. Default: every day, each drawn afresh.")]
    public int? Day { get; init; }

    /// <summary>Every value of this document, those of <paramref name="preset"/> where it has none.</summary>
    internal PaymentGeneratorDocument Over(PaymentGeneratorDocument preset)
    {
        bool ownProfile = Profile is not null || Hours is not null;
        return new()
        {
            Calibration = Calibration,
            Count = Count ?? preset.Count,
            Total = Total ?? preset.Total,
            Amount = (Amount ?? new()).Over(preset.Amount ?? new()),
            Profile = ownProfile ? Profile : preset.Profile,
            Hours = ownProfile ? Hours : preset.Hours,
            Network = (Network ?? new()).Over(preset.Network ?? new()),
            Funding = Funding ?? preset.Funding,
            Sizes = Sizes ?? preset.Sizes,
            Priorities = Priorities ?? preset.Priorities,
            Kinds = Kinds ?? preset.Kinds,
            Prefix = Prefix ?? preset.Prefix,
            Day = Day ?? preset.Day,
        };
    }
}

/// <summary>Where the size of a participant comes from.</summary>
public enum SizeRule
{
    /// <summary>From the generator that made it; one listed by hand counts as large as the largest.</summary>
    Generated,

    /// <summary>All are equal.</summary>
    Equal,

    /// <summary>In proportion to the opening balance.</summary>
    Balance,
}

/// <summary>Lognormal amounts: exp(mu + sigma z) in the currency's major unit, z standard normal.</summary>
public sealed record AmountDocument
{
    [Description("Mean of the logarithm of the amount in major units.")]
    public decimal? Mu { get; init; }

    [Description("Standard deviation of the logarithm of the amount; 0 to 6.")]
    public decimal? Sigma { get; init; }

    [Description("Smallest amount. Default one minor unit.")]
    public decimal? Minimum { get; init; }

    [Description("Largest amount.")]
    public decimal? Maximum { get; init; }

    [Description("Correlation of the amount with the size of the smaller of the two banks; 0 to 1, default 0.")]
    public decimal? SizeCorrelation { get; init; }

    [Description("Makes some of the large amounts round.")]
    public RoundingDocument? Round { get; init; }

    internal AmountDocument Over(AmountDocument preset) => new()
    {
        Mu = Mu ?? preset.Mu,
        Sigma = Sigma ?? preset.Sigma,
        Minimum = Minimum ?? preset.Minimum,
        Maximum = Maximum ?? preset.Maximum,
        SizeCorrelation = SizeCorrelation ?? preset.SizeCorrelation,
        Round = Round ?? preset.Round,
    };
}

/// <summary>Round amounts.</summary>
public sealed record RoundingDocument
{
    [Description("Share of the amounts of at least `to` that become round; 0 to 1.")]
    public decimal? Share { get; init; }

    [Description("They become the nearest multiple of this.")]
    public decimal? To { get; init; }
}

/// <summary>A stretch of an intraday profile, evenly filled.</summary>
public sealed record ProfileSegment
{
    [Description("Start, local time of day.")]
    public string? From { get; init; }

    [Description("End, local time of day; 24:00 is midnight.")]
    public string? To { get; init; }

    [Description("Share of the day's payments, in any unit.")]
    public decimal? Share { get; init; }
}

/// <summary>Which ordered pairs of banks exchange payments.</summary>
public enum NetworkShape
{
    /// <summary>Every ordered pair.</summary>
    Complete,

    /// <summary>A pair is linked with probability min(1, k × size × size).</summary>
    ScaleFree,
}

/// <summary>Who pays whom, and how often.</summary>
public sealed record NetworkDocument
{
    [Description("Complete, or scale-free. Default: complete for up to 60 participants.")]
    public NetworkShape? Shape { get; init; }

    [Description("Expected number of ordered pairs that are linked; scale-free only. Default 15 a participant.")]
    public int? Links { get; init; }

    [Description("Sigma of the lognormal factor on the weight of a link. Default 1.")]
    public decimal? WeightSigma { get; init; }

    [Description("The weight of a link is proportional to (size × size) to this power. Default 0.8.")]
    public decimal? WeightExponent { get; init; }

    [Description("Share of the payments between banks linked both ways that the one ahead in receipts pays; 0 to 1.")]
    public decimal? Squaring { get; init; }

    internal NetworkDocument Over(NetworkDocument preset) => new()
    {
        Shape = Shape ?? preset.Shape,
        Links = Links ?? preset.Links,
        WeightSigma = WeightSigma ?? preset.WeightSigma,
        WeightExponent = WeightExponent ?? preset.WeightExponent,
        Squaring = Squaring ?? preset.Squaring,
    };
}

/// <summary>
/// How short of funds a bank may be at the close. Banks that would end the day further in debit borrow or let a
/// correspondent pay, so some of their payments run the other way or come from a large bank.
/// </summary>
public sealed record FundingDocument
{
    [Description("Largest net debits at the close of all together, shared out by size.")]
    public decimal? Total { get; init; }

    [Description("Shared in proportion to size to this power. Default 1.")]
    public decimal? Exponent { get; init; }
}

/// <summary>Shares of priorities by count.</summary>
public sealed record PriorityShares
{
    [Description("Share of urgent payments; 0 to 1.")]
    public decimal? Urgent { get; init; }

    [Description("Share of high payments; 0 to 1.")]
    public decimal? High { get; init; }
}
