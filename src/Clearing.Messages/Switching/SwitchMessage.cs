namespace Clearing.Messages.Switching;

/// <summary>Of a FIN message (SW-5); in the order in which a queue serves them.</summary>
public enum MessagePriority : byte
{
    /// <summary>S: the network's own messages.</summary>
    System = 0,

    /// <summary>U: late after 15 minutes; needs monitoring 1 or 3.</summary>
    Urgent = 1,

    /// <summary>N: late after 100 minutes.</summary>
    Normal = 2,
}

/// <summary>What the sender wants to be told of a delivery (SW-13).</summary>
public enum DeliveryMonitoring : byte
{
    None = 0,

    /// <summary>1: a 010 when it is late; of urgent messages.</summary>
    NonDelivery = 1,

    /// <summary>2: a 011 when it is delivered.</summary>
    Delivery = 2,

    /// <summary>3: both.</summary>
    Both = 3,
}

/// <summary>What is known of a message besides its content.</summary>
[Flags]
public enum MessageMarks : byte
{
    None = 0,

    /// <summary>PDE: the sender may have sent it before (SW-10).</summary>
    PossibleDuplicateEmission = 1,

    /// <summary>PDM: the network may have delivered it before (SW-10).</summary>
    PossibleDuplicateMessage = 2,

    /// <summary>DLM: delivered late (SW-11).</summary>
    Delayed = 4,

    /// <summary>Another message with the same business key was carried not long ago.</summary>
    BusinessDuplicate = 8,

    /// <summary>Delivered without the authorisation that its service asks for (SW-14).</summary>
    Bypassed = 16,

    /// <summary>In an answer: what was answered came before and is not carried again.</summary>
    Replay = 32,

    /// <summary>TNG: a training message.</summary>
    Training = 64,
}

/// <summary>A message inside the switch: what the network must know of it, and a handle to its octets.</summary>
public readonly record struct SwitchMessage
{
    /// <summary>Index of the sending terminal; <see cref="SwitchOptions.Network"/> for what the network says.</summary>
    public int Sender { get; init; }

    /// <summary>Index of the receiving terminal; <see cref="SwitchOptions.Network"/> for 020 and 097.</summary>
    public int Receiver { get; init; }

    /// <summary>Message type: 103, 202, 96, 10.</summary>
    public int Type { get; init; }

    public MessagePriority Priority { get; init; }

    public DeliveryMonitoring Monitoring { get; init; }

    /// <summary>
    /// The copy service of field 103: its place in <see cref="SwitchOptions.Services"/> plus 1; 0 = none.
    /// </summary>
    public int Service { get; init; }

    public MessageMarks Marks { get; init; }

    /// <summary>
    /// The message this one is about: with PDE the first attempt; in a 020 what is asked for; in system messages to
    /// users the message they report on (106).
    /// </summary>
    public Mir Related { get; init; }

    /// <summary>In a 011: under which reference the message was delivered (107).</summary>
    public Mir Output { get; init; }

    /// <summary>In a 096 and the 097 that answers it: the copy that was sent to the centre (109).</summary>
    public long CopyReference { get; init; }

    /// <summary>In a 097: why refused, empty = authorised. In 010, 019, 021: the reason told to the user.</summary>
    public AnswerCode Reason { get; init; }

    /// <summary>Hash of blocks 3 and 4: the same for every attempt to send them.</summary>
    public ulong BodyHash { get; init; }

    /// <summary>The payment, as sender and type with its UETR, or its reference, date and amount; 0 = none.</summary>
    public UInt128 BusinessKey { get; init; }

    /// <summary>
    /// Where the shell keeps the octets; in what the network says about a message, those of that message. In a 066: how
    /// many messages are undelivered.
    /// </summary>
    public long Payload { get; init; }

    /// <summary>In a 097 and what it releases: where the shell keeps 114, 115, 165; 0 = none.</summary>
    public long ReleaseInformation { get; init; }
}
