namespace Clearing.Messages.Instructions;

/// <summary>Whose rules an ISO 20022 message is written by.</summary>
public enum IsoUsage
{
    /// <summary>CBPR+: correspondent banking, institutions by BIC, settled on accounts.</summary>
    Cbpr = 1,

    /// <summary>Fedwire Funds since July 2025: routing numbers, IMAD as message id, clearing system FDW.</summary>
    Fedwire = 2,

    /// <summary>CHIPS since April 2024: participant numbers, clearing system CHI.</summary>
    Chips = 3,
}
