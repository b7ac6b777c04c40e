using Clearing.Scenarios.Calibrations;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Finds what is wrong with generator documents: every problem, each with the key it is about, before anything is
/// drawn. A document without problems can be drawn.
/// </summary>
public static class GeneratorChecks
{
    /// <summary>The word for credit without end.</summary>
    internal const string Unlimited = "unlimited";

    /// <summary>Payments and participants that a source may have at most.</summary>
    internal const int MaximumPayments = 100_000_000;

    private const int MaximumParticipants = 1_000_000;
    private const int LongestId = 11;

    /// <summary>The most participants that a complete network may have: its pairs grow with the square.</summary>
    private const int MaximumComplete = 2_000;

    /// <summary>Names that <c>calibration</c> may have.</summary>
    public static IReadOnlyList<string> Calibrations => CalibrationFile.Names;

    /// <summary>Names that <c>profile</c> may have.</summary>
    public static IReadOnlyList<string> Profiles { get; } =
        [.. CalibrationFile.Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The problems of a list of participants to be drawn.</summary>
    public static IReadOnlyList<GeneratorProblem> Check(ParticipantGeneratorDocument document, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(document);
        var found = new Findings();
        if (!found.Calibration(document.Calibration))
        {
            return found.Problems;
        }

        ParticipantGeneratorDocument options = ParticipantGenerator.Resolve(document);
        found.Range("count", options.Count, 1, MaximumParticipants, required: true);
        found.Range("size-exponent", options.SizeExponent, 0, 3);
        found.Range("share-exponent", options.ShareExponent, 0, 3);
        found.Range("share-spread", options.ShareSpread, 0, 3);
        found.Amount("balance-total", options.BalanceTotal, currency);
        found.Amount("balance", options.Balance, currency);
        found.Amount("credit-total", options.CreditTotal, currency);
        found.OneOf("balance", options.Balance is not null, "balance-total", options.BalanceTotal is not null);
        found.OneOf("credit", options.Credit is not null, "credit-total", options.CreditTotal is not null);
        if (options.Credit is not null and not Unlimited)
        {
            if (Amounts.TryParse(options.Credit, out decimal credit))
            {
                found.Amount("credit", credit, currency);
            }
            else
            {
                found.Add("credit", $"is '{options.Credit}'; write an amount or unlimited");
            }
        }

        CheckPrefix(found, options);
        return found.Problems;
    }

    /// <summary>The problems of payments to be drawn.</summary>
    /// <param name="document">The values as written.</param>
    /// <param name="participants">Number of participants of the scenario.</param>
    /// <param name="days">The business days of the scenario.</param>
    /// <param name="currency">Currency of the amounts.</param>
    public static IReadOnlyList<GeneratorProblem> Check(
        PaymentGeneratorDocument document, int participants, IReadOnlyList<GeneratorDay> days, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(days);
        var found = new Findings();
        if (!found.Calibration(document.Calibration))
        {
            return found.Problems;
        }

        PaymentGeneratorDocument options = PaymentGenerator.Resolve(document);
        if (participants < 2)
        {
            found.Add("", $"payments are drawn between at least two participants, the scenario has {participants}");
        }

        found.Range("count", options.Count, 1, MaximumPayments, required: true);
        found.Range("day", options.Day, 1, days.Count);
        if (options.Count is int count && (long)count * (options.Day is null ? days.Count : 1) > MaximumPayments)
        {
            found.Add("count", $"is {count} on each of {days.Count} days; write at most {MaximumPayments} in all");
        }

        CheckAmounts(found, options, currency);
        CheckNetwork(found, options.Network ?? new(), participants);
        found.Amount("funding.total", options.Funding?.Total, currency);
        found.Range("funding.exponent", options.Funding?.Exponent, 0, 3);
        CheckShares(found, options);
        ProfileChecks.Check(found, options, days);
        return found.Problems;
    }

    private static void CheckPrefix(Findings found, ParticipantGeneratorDocument options)
    {
        string prefix = options.Prefix ?? "B";
        int width = ParticipantGenerator.Width(options.Count ?? 1);
        if (!prefix.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
        {
            found.Add("prefix", $"is '{prefix}'; write letters A to Z and digits only");
        }
        else if (prefix.Length + width > LongestId)
        {
            found.Add("prefix", $"is '{prefix}'; with {width} digits ids would be longer than {LongestId}");
        }
    }

    private static void CheckAmounts(Findings found, PaymentGeneratorDocument options, Currency currency)
    {
        AmountDocument amount = options.Amount ?? new();
        found.Range("amount.mu", amount.Mu, -20, 40, required: true);
        found.Range("amount.sigma", amount.Sigma, 0, 6);
        found.Range("amount.size-correlation", amount.SizeCorrelation, 0, 1);
        found.Amount("amount.minimum", amount.Minimum, currency, positive: true);
        found.Amount("amount.maximum", amount.Maximum, currency, positive: true);
        found.Range("amount.round.share", amount.Round?.Share, 0, 1);
        found.Amount("amount.round.to", amount.Round?.To, currency, positive: true);
        found.Amount("total", options.Total, currency, positive: true);
        decimal least = amount.Minimum ?? (1 / Amounts.PowerOfTen(currency));
        if (amount.Maximum < least)
        {
            found.Add("amount.maximum", Invariant($"is {amount.Maximum}, below the minimum {least}"));
        }
        else if (options.Total < least * (options.Count ?? 1))
        {
            found.Add("total", Invariant($"is {options.Total}; {options.Count} payments need at least {least} each"));
        }
        else if (options.Total > amount.Maximum * (options.Count ?? 1))
        {
            found.Add(
                "total", Invariant($"is {options.Total}; {options.Count} payments are at most {amount.Maximum} each"));
        }
    }

    private static void CheckNetwork(Findings found, NetworkDocument network, int participants)
    {
        found.Range("network.links", network.Links, 1, MaximumPayments);
        found.Range("network.weight-sigma", network.WeightSigma, 0, 4);
        found.Range("network.weight-exponent", network.WeightExponent, 0, 2);
        found.Range("network.squaring", network.Squaring, 0, 1);
        if (network.Shape == NetworkShape.Complete && participants > MaximumComplete)
        {
            found.Add(
                "network.shape",
                $"is complete; {participants} participants are too many for it, at most {MaximumComplete}; "
                + "write scale-free");
        }
    }

    private static void CheckShares(Findings found, PaymentGeneratorDocument options)
    {
        found.Range("priorities.urgent", options.Priorities?.Urgent, 0, 1);
        found.Range("priorities.high", options.Priorities?.High, 0, 1);
        if ((options.Priorities?.Urgent ?? 0) + (options.Priorities?.High ?? 0) > 1)
        {
            found.Add("priorities", "sum to more than 1; write shares of the whole");
        }

        if (options.Kinds is null)
        {
            return;
        }

        foreach ((string kind, decimal share) in options.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            found.Range("kinds." + kind, share, 0, 1_000_000);
        }

        if (options.Kinds.Count > 255 || options.Kinds.Values.Sum() <= 0)
        {
            found.Add("kinds", "write 1 to 255 kinds, one of them with a share above 0");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
