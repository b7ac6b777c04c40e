namespace Clearing.Scenarios;

/// <summary>A payment as a message file holds it, or why it does not: what `payments: - messages:` reads.</summary>
public sealed record MessagePayment
{
    /// <summary>Place of the message in its file, as `clearing message parse` numbers it.</summary>
    public required int Index { get; init; }

    /// <summary>What is wrong with the message, with its code and field; null for one that may be accepted.</summary>
    public string? Problem { get; init; }

    /// <summary>What identifies the message for ever, as a MIR does; empty = nothing.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The same from end to end of a payment (SW-16); empty where the message has none.</summary>
    public string Uetr { get; init; } = "";

    /// <summary>The sender's reference.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Who pays: BICs and routing numbers, the first that names a participant counts.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Who is paid, likewise.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "";

    /// <summary>A plain decimal in the currency's major unit.</summary>
    public string Amount { get; init; } = "";

    public DateOnly? ValueDate { get; init; }

    /// <summary>When the message was made, microseconds since the Unix epoch; null where it does not say.</summary>
    public long? CreatedAtUs { get; init; }

    /// <summary>True of a message that its sender calls urgent.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>True when the sender says that it may have been sent before.</summary>
    public bool IsPossibleDuplicate { get; init; }
}

/// <summary>Reads the payments of one message file, in order; messages that are none are left out.</summary>
/// <param name="path">Of a file that is there.</param>
public delegate IReadOnlyList<MessagePayment> MessageFileReader(string path);
