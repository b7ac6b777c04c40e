namespace Clearing.Scenarios.Generators;

/// <summary>What a scenario's participants and payments look like, to compare with published figures.</summary>
public sealed record ScenarioDescription
{
    public required string Scenario { get; init; }

    /// <summary>ISO 4217 code of every amount.</summary>
    public required string Currency { get; init; }

    public required int Days { get; init; }

    public required int Participants { get; init; }

    /// <summary>Participants that send or receive at least one payment.</summary>
    public required int ActiveParticipants { get; init; }

    /// <summary>Sum of the opening balances, minor units.</summary>
    public required Int128 BalanceMinor { get; init; }

    /// <summary>Sum of the intraday credit of those whose credit has an end, minor units.</summary>
    public required Int128 CreditMinor { get; init; }

    public required int UnlimitedCredit { get; init; }

    public required int Payments { get; init; }

    /// <summary>Sum of the amounts, minor units.</summary>
    public required Int128 ValueMinor { get; init; }

    public required AmountDescription Amounts { get; init; }

    /// <summary>Of the value sent, by payer.</summary>
    public required ConcentrationDescription Concentration { get; init; }

    public required NetworkDescription Network { get; init; }

    /// <summary>
    /// Sum over participants of what they send more than they receive: the least liquidity in which everything could
    /// settle at once, at the worst of the days; minor units.
    /// </summary>
    public required Int128 NetDebitMinor { get; init; }

    /// <summary>Participants that on some day send more than they receive by more than balance and credit.</summary>
    public required int ShortAtClose { get; init; }

    /// <summary>By local clock hour, those in which something falls due, from the first of the day.</summary>
    public required IReadOnlyList<HourDescription> Hours { get; init; }

    /// <summary>Urgent, high, normal.</summary>
    public required IReadOnlyList<ShareDescription> Priorities { get; init; }

    /// <summary>By name, ordinal.</summary>
    public required IReadOnlyList<ShareDescription> Kinds { get; init; }
}

/// <summary>Amounts in minor units; percentile p is the smallest amount that at least p % do not exceed.</summary>
public sealed record AmountDescription(
    decimal MeanMinor,
    long MinimumMinor,
    long Percentile1Minor,
    long Percentile10Minor,
    long MedianMinor,
    long Percentile90Minor,
    long Percentile99Minor,
    long MaximumMinor);

/// <summary>Shares of the value sent by the largest payers, and the Herfindahl-Hirschman index; 0 to 1.</summary>
public sealed record ConcentrationDescription(
    decimal Top1, decimal Top5, decimal Top10, decimal Top40, decimal Herfindahl);

/// <summary>The network of a day: who sends at least one payment to whom. Averages over the days.</summary>
/// <param name="Links">Ordered pairs with a payment.</param>
/// <param name="Density">Links over all ordered pairs of participants, 0 to 1.</param>
/// <param name="Reciprocity">Share of the links whose opposite is a link too, 0 to 1.</param>
/// <param name="MeanDegree">Links over participants that sent or received.</param>
/// <param name="MaximumOutDegree">Most payees of one payer on one day.</param>
/// <param name="MaximumInDegree">Most payers of one payee on one day.</param>
public sealed record NetworkDescription(
    decimal Links,
    decimal Density,
    decimal Reciprocity,
    decimal MeanDegree,
    int MaximumOutDegree,
    int MaximumInDegree);

/// <summary>One clock hour of the local day, and its shares of the whole; 0 to 1.</summary>
/// <param name="Hour">0 to 23: from this full hour to the next.</param>
/// <param name="CountShare">Of the number of payments.</param>
/// <param name="ValueShare">Of their value.</param>
public sealed record HourDescription(int Hour, decimal CountShare, decimal ValueShare);

/// <summary>A named part and its shares of the whole; 0 to 1.</summary>
public sealed record ShareDescription(string Name, decimal CountShare, decimal ValueShare);
