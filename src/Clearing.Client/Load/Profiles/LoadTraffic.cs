namespace Clearing.Client.Load.Profiles;

/// <summary>What a payment travels as.</summary>
public enum LoadMessage
{
    /// <summary>MT 103 of FIN.</summary>
    Mt103,

    /// <summary>pacs.009.001.08 of ISO 20022.</summary>
    Pacs009,

    /// <summary>Fedwire tags, a bank transfer (BTR).</summary>
    Fedwire,

    /// <summary>Instructions of fixed layout, without a message.</summary>
    Bulk,

    /// <summary>JSON over HTTP: a request a payment, or a bulk of the size of the frame.</summary>
    Json,
}

/// <summary>Who is paid.</summary>
public enum PayeeChoice { Uniform, Hot, Zipf }

/// <summary>How payees are drawn among all banks but the payer.</summary>
/// <param name="Choice">Evenly, one bank more than the others, or by rank.</param>
/// <param name="Value">Hot: the share of payments to the first bank. Zipf: the exponent, 0 to 3 in steps of a half.
/// </param>
public readonly record struct LoadPayees(PayeeChoice Choice, decimal Value = 0);

/// <summary>Shares of what is sent that is not a plain new payment.</summary>
/// <param name="Bad">Broken messages, that must be refused.</param>
/// <param name="Duplicate">Payments sent again as they were, that must have no second effect.</param>
/// <param name="Cancel">Orders to cancel a payment sent before.</param>
public readonly record struct LoadMix(decimal Bad, decimal Duplicate, decimal Cancel);

/// <summary>What is sent.</summary>
public sealed record LoadTraffic
{
    public LoadMessage Message { get; init; } = LoadMessage.Mt103;

    /// <summary>Payments a frame; 1 = a frame a message.</summary>
    public int Frame { get; init; } = 64;

    public LoadPayees Payees { get; init; }

    /// <summary>Smallest amount in minor units. All amounts have the same number of digits, so that a message keeps its
    /// length.</summary>
    public long LeastMinor { get; init; } = 100_00;

    public long MostMinor { get; init; } = 999_99;

    public LoadMix Mix { get; init; }
}
