using System.ComponentModel;

namespace Clearing.Scenarios.Generators;

/// <summary>A list of participants to be drawn, as written under <c>participants: - generate:</c>.</summary>
public sealed record ParticipantGeneratorDocument
{
    [Description("Name of a shipped calibration that gives every value not written here.")]
    public string? Calibration { get; init; }

    [Description("Number of participants.")]
    public int? Count { get; init; }

    [Description("First letters of the ids; a number padded with zeros follows. Default B.")]
    public string? Prefix { get; init; }

    [Description("The size of rank r is r to the power of minus this. Default 1; 0 makes all equal.")]
    public decimal? SizeExponent { get; init; }

    [Description("Opening balances of all together, shared out by size.")]
    public decimal? BalanceTotal { get; init; }

    [Description("Opening balance of each.")]
    public decimal? Balance { get; init; }

    [Description("Intraday credit of all together, shared out by size.")]
    public decimal? CreditTotal { get; init; }

    [Description("Intraday credit of each: an amount or the word unlimited.")]
    public string? Credit { get; init; }

    [Description("Totals are shared in proportion to size to this power. Default 1; 0 shares equally.")]
    public decimal? ShareExponent { get; init; }

    [Description("Sigma of a lognormal factor on each share, so that banks of one size differ. Default 0.")]
    public decimal? ShareSpread { get; init; }

    /// <summary>Every value of this document, those of <paramref name="preset"/> where it has none.</summary>
    internal ParticipantGeneratorDocument Over(ParticipantGeneratorDocument preset)
    {
        bool ownBalance = Balance is not null || BalanceTotal is not null;
        bool ownCredit = Credit is not null || CreditTotal is not null;
        return new()
        {
            Calibration = Calibration,
            Count = Count ?? preset.Count,
            Prefix = Prefix ?? preset.Prefix,
            SizeExponent = SizeExponent ?? preset.SizeExponent,
            BalanceTotal = ownBalance ? BalanceTotal : preset.BalanceTotal,
            Balance = ownBalance ? Balance : preset.Balance,
            CreditTotal = ownCredit ? CreditTotal : preset.CreditTotal,
            Credit = ownCredit ? Credit : preset.Credit,
            ShareExponent = ShareExponent ?? preset.ShareExponent,
            ShareSpread = ShareSpread ?? preset.ShareSpread,
        };
    }
}
