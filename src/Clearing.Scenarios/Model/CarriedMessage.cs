namespace Clearing.Scenarios.Model;

/// <summary>A message that the switch took in or gave out in a run: a row of <c>messages.csv</c>.</summary>
public sealed record CarriedMessage
{
    /// <summary>Index of the arrangement whose payments it is about.</summary>
    public required int Arrangement { get; init; }

    /// <summary>True when it left the switch; false when it came from its sender.</summary>
    public required bool IsOutput { get; init; }

    /// <summary>When it left its sender, or the switch; microseconds since the Unix epoch.</summary>
    public required long Time { get; init; }

    /// <summary>Address of the sender, 12 characters.</summary>
    public required string From { get; init; }

    /// <summary>Address of the receiver, 12 characters.</summary>
    public required string To { get; init; }

    /// <summary>Message type: 103, 096, pacs.009.001.08, BTR.</summary>
    public required string Type { get; init; }

    /// <summary>Number of the MT message of the same business, whatever the format: 103, 202, 96, 900.</summary>
    public required int Business { get; init; }

    /// <summary>Session of the terminal that sent or receives it.</summary>
    public required int Session { get; init; }

    /// <summary>Input or output sequence number in the words of SW-9.</summary>
    public required int Sequence { get; init; }

    /// <summary>Message input reference, 28 characters; empty while the switch has given none.</summary>
    public string InputReference { get; set; } = "";

    /// <summary>Message output reference, 28 characters; empty for what came in.</summary>
    public string OutputReference { get; init; } = "";

    /// <summary>What it is about: with PDE the MIR of the first attempt, in a notice that of the payment.</summary>
    public string RelatedReference { get; init; } = "";

    /// <summary>In a 096 and the 097 that answers it: number of the copy; 0 = none.</summary>
    public long Copy { get; init; }

    /// <summary>The sender may have sent it before (PDE).</summary>
    public bool IsPossibleEmission { get; init; }

    /// <summary>The network may have delivered it before (PDM).</summary>
    public bool IsPossibleDelivery { get; init; }

    /// <summary>`ack`, `uak`, the code of a refusal, or empty: nobody answered.</summary>
    public string Answer { get; set; } = "";

    /// <summary>When the answer came; 0 = never.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>Why a payment was refused: code of a 019 or 097; empty = it was not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Dense index of the payment it is about; -1 = none.</summary>
    public int Payment { get; init; } = -1;

    /// <summary>Name of the file with its octets; empty = they were not written.</summary>
    public string File { get; set; } = "";

    /// <summary>Place of the message in that file, from 1; 0 = nowhere.</summary>
    public int Index { get; set; }
}
