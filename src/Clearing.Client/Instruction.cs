namespace Clearing.Client;

/// <summary>A payment to make, without a message.</summary>
public readonly record struct Instruction
{
    /// <summary>
    /// The bank's own number, rising from instruction to instruction: the same number again is the same instruction,
    /// also after a restart of the bank's program. 0 = the client gives the next one.
    /// </summary>
    public ulong Number { get; init; }

    /// <summary>Index of the payee in the directory.</summary>
    public required int Payee { get; init; }

    /// <summary>Minor units of the currency, at least 1.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>Index of the currency in the directory.</summary>
    public byte Currency { get; init; }

    /// <summary>0 urgent, 1 high, 2 normal.</summary>
    public byte Priority { get; init; }

    /// <summary>Index of the payment kind; 0 unless the systems tell kinds apart.</summary>
    public byte PaymentKind { get; init; }

    public Instruction() => Priority = 2;
}
