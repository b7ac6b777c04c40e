namespace Clearing.Reports.Explanations;

/// <summary>What became of one payment, as the files of a run tell it.</summary>
/// <param name="Payment">Its id.</param>
/// <param name="From">Payer.</param>
/// <param name="To">Payee.</param>
/// <param name="Amount">With the currency's decimals.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Systems">Its fate in each system that had it, in the order of the file.</param>
public sealed record Explanation(
    string Payment, string From, string To, string Amount, string Currency, IReadOnlyList<PaymentFate> Systems);

/// <summary>What became of a payment in one system. Words and times are those of the files; empty = none.</summary>
public sealed record PaymentFate
{
    public required string System { get; init; }
    public required string Priority { get; init; }
    public required string DueAt { get; init; }
    public required string EnteredAt { get; init; }
    public required string SettledAt { get; init; }
    public required string Status { get; init; }
    public required string Route { get; init; }
    public required string Reason { get; init; }

    /// <summary>Why the arrangement made it; empty for a payment of the scenario.</summary>
    public required string Origin { get; init; }

    /// <summary>The tests it failed if it waited at the close.</summary>
    public IReadOnlyList<FailedWait> Tests { get; init; } = [];

    /// <summary>The set that released it, where the run kept certificates.</summary>
    public ReleasedSet? Set { get; init; }

    /// <summary>Of its two sides those that could not pay what they owed to a cycle.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];
}

/// <summary>A test that a waiting payment failed.</summary>
public sealed record FailedWait(string Test, string Needed, string Available);

/// <summary>The set that released a payment.</summary>
/// <param name="Number">In its system.</param>
/// <param name="Mechanism">What found it; empty for a phase or a group.</param>
/// <param name="With">The other payments of the set.</param>
public sealed record ReleasedSet(string Number, string Mechanism, IReadOnlyList<string> With);
