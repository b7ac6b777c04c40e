using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fin;

/// <summary>A tag between braces: where its value lies.</summary>
internal readonly record struct TagAt(int Number, Slot Value);

/// <summary>
/// The blocks around a text: headers 1 to 3, trailers 5, and block 4 where it holds tags instead of a text (system and
/// service messages). Reads without allocating and is used again for the next message.
/// </summary>
internal sealed partial class Envelope
{
    private const int BasicHeaderLength = 25;
    private const int TimeLength = 4;

    /// <summary>A MIR or MOR.</summary>
    private const int ReferenceLength = 28;

    /// <summary>MT 096: a message in its copy to the centre of a copy service.</summary>
    private const int CopyToCentre = 96;

    /// <summary>A bit for each service that there is: messages, acknowledgements, sessions of terminals.</summary>
    private static readonly ulong Services = new int[]
    {
        1, 2, 3, 5, 6, 12, 13, 14, 15, 21, 22, 23, 25, 26, 33, 35, 42, 43,
    }.Aggregate(0UL, (services, service) => services | 1UL << service);

    private readonly TagAt[] _systemTags = new TagAt[64];
    private int _systemTagCount;

    /// <summary>Block 4 as a text.</summary>
    public TextBlock Text { get; } = new();

    /// <summary>F, A or L.</summary>
    public char Application { get; private set; }

    /// <summary>01 for messages of users and of the system; others are service messages.</summary>
    public int Service { get; private set; }

    /// <summary>Logical terminal of block 1.</summary>
    public Slot Terminal { get; private set; }

    /// <summary>LT, session and sequence of block 1; for an output message the MIR of block 2.</summary>
    public Slot Identity { get; private set; }

    /// <summary>Message type number; -1 without a block 2.</summary>
    public int MessageType { get; private set; }

    public Slot Sender { get; private set; }

    public Slot Receiver { get; private set; }

    /// <summary>Value of {119:}.</summary>
    public Slot ValidationFlag { get; private set; }

    /// <summary>Value of {103:}: the copy service.</summary>
    public Slot CopyService { get; private set; }

    /// <summary>Value of {121:}.</summary>
    public Slot Uetr { get; private set; }

    /// <summary>Value of {108:}.</summary>
    public Slot UserReference { get; private set; }

    /// <summary>The MIR in {PDE:}.</summary>
    public Slot EarlierInput { get; private set; }

    /// <summary>One letter of block 2 of an input message.</summary>
    public Slot Priority { get; private set; }

    /// <summary>True with a PDE or a PDM trailer.</summary>
    public bool IsPossibleDuplicate { get; private set; }

    /// <summary>True when block 4 holds a text of fields.</summary>
    public bool HasText { get; private set; }

    /// <summary>Tags of a block 4 that holds no text.</summary>
    public ReadOnlySpan<TagAt> SystemTags => _systemTags.AsSpan(0, _systemTagCount);

    /// <summary>Reads all blocks; false when one of them is broken.</summary>
    public bool Read(ReadOnlySpan<byte> message, MessageErrors errors)
    {
        Clear();
        int at = 0;
        if (!ReadBasicHeader(message, ref at, errors))
        {
            return false;
        }

        if (Next(message, ref at) == '2' && !ReadApplicationHeader(message, ref at, errors))
        {
            return false;
        }

        if (Next(message, ref at) == '3' && !ReadUserHeader(message, ref at, errors))
        {
            return false;
        }

        bool hasBody = Next(message, ref at) == '4';
        if (hasBody && !ReadBody(message, ref at, errors))
        {
            return false;
        }

        if (Next(message, ref at) == '5' && !ReadTrailers(message, ref at, errors))
        {
            return false;
        }

        while (Next(message, ref at) == 'S')
        {
            if (!SkipLocalBlock(message, ref at, errors))
            {
                return false;
            }
        }

        CheckWhole(message, at, hasBody, errors);
        return !errors.Any;
    }

    /// <summary>A text without headers.</summary>
    public void ReadBodyAlone(ReadOnlySpan<byte> message, int start)
    {
        Clear();
        HasText = true;
        Text.Split(message, start);
    }

    private void Clear()
    {
        Text.Clear();
        Terminal = default;
        _systemTagCount = 0;
        MessageType = -1;
        Sender = default;
        Receiver = default;
        Identity = default;
        ValidationFlag = default;
        CopyService = default;
        Uetr = default;
        UserReference = default;
        EarlierInput = default;
        Priority = default;
        IsPossibleDuplicate = false;
        HasText = false;
    }

    /// <summary>Nothing is left over, and what the message cannot do without is there.</summary>
    private void CheckWhole(ReadOnlySpan<byte> message, int at, bool hasBody, MessageErrors errors)
    {
        if (at < message.Length)
        {
            Fail(errors, "H98", "behind the blocks", at, "only the blocks 1 to 5 in this order and S, each once, "
                + "and nothing but white space between them");
        }
        else if (Service == 1 && MessageType < 0)
        {
            Fail(errors, "H25", "block 2", at, "the application header is missing");
        }
        else if (Service == 1 && !hasBody)
        {
            Fail(errors, "H98", "block 4", at, "the text block is missing");
        }
        else if (Service != 1 && HasText)
        {
            Fail(errors, "H98", "block 4", Text.End, "tags between braces, as messages of services have no text");
        }
        else if (MessageType == CopyToCentre && CopyService.IsEmpty)
        {
            Fail(errors, "U01", "block 3", at, "{103:} with the copy service, as the message is a copy to its centre");
        }
    }

    /// <summary>The name of the block that begins here behind white space; 0 = none.</summary>
    public static byte Next(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length && message[at] is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t')
        {
            at++;
        }

        return at + 2 < message.Length && message[at] == '{' && message[at + 2] == ':' ? message[at + 1] : (byte)0;
    }

    private bool ReadBasicHeader(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        int close = message.IndexOf((byte)'}');
        if (!message.StartsWith("{1:"u8) || close != 3 + BasicHeaderLength)
        {
            return Fail(errors, "H01", "block 1", 0,
                "a message begins with {1:, application, service, terminal, session and sequence: 25 characters");
        }

        ReadOnlySpan<byte> header = message.Slice(3, BasicHeaderLength);
        Application = (char)header[0];
        Service = Ascii.Number(header.Slice(1, 2));
        bool isHeader = OctetClasses.Fits(header, OctetClasses.BasicHeader);
        bool isService = Service is >= 0 and < 64 && (Services >> Service & 1) != 0;
        if (isHeader && isService && Application is ('F' or 'A' or 'L'))
        {
            Terminal = new Slot(6, 12);
            Sender = Terminal;
            Identity = new Slot(6, 22);
            at = close + 1;
            return true;
        }

        if (Application is not ('F' or 'A' or 'L') || !isService)
        {
            Fail(errors, "H01", "block 1", 3, "application F, A or L, and a service that there is, such as 01 or 21");
        }

        if (!FieldCursor.IsTerminal(header.Slice(3, 12)))
        {
            Fail(errors, "H10", "block 1", 6, "the address of a logical terminal, 12 characters");
        }

        if (!Ascii.AreDigits(header.Slice(15, 4)))
        {
            Fail(errors, "H15", "block 1", 18, "a session of four digits");
        }

        if (!Ascii.AreDigits(header.Slice(19, 6)))
        {
            Fail(errors, "H20", "block 1", 22, "a sequence of six digits");
        }

        return false;
    }

    private bool ReadApplicationHeader(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        int start = at + 3;
        int length = message[start..].IndexOf((byte)'}');
        if (length < 4 || Ascii.Number(message.Slice(start + 1, 3)) is var number && number < 0)
        {
            return Fail(errors, length < 4 ? "H25" : "H30", "block 2", start, "I or O and a message type of 3 digits");
        }

        ReadOnlySpan<byte> header = message.Slice(start, length);
        MessageType = Ascii.Number(header.Slice(1, 3));
        at = start + length + 1;
        switch (header[0])
        {
            case (byte)'I':
                CheckInput(header, start, errors);
                break;
            case (byte)'O':
                CheckOutput(header, start, errors);
                break;
            default:
                Fail(errors, "H26", "block 2", start, "I for input or O for output");
                break;
        }

        return !errors.Any;
    }

    /// <summary>Type, destination, priority, delivery monitoring, obsolescence period.</summary>
    private void CheckInput(ReadOnlySpan<byte> header, int start, MessageErrors errors)
    {
        if (header.Length is not (17 or 18 or 21))
        {
            Fail(errors, "H25", "block 2", start, "17, 18 or 21 characters for an input message");
            return;
        }

        if (!FieldCursor.IsTerminal(header.Slice(4, 12)))
        {
            Fail(errors, "H50", "block 2", start + 4, "the address of the receiver, 12 characters");
        }

        byte priority = header[16];
        bool isSystem = MessageType < 100;
        if (priority is not ((byte)'S' or (byte)'U' or (byte)'N') || (priority == 'S') != isSystem)
        {
            Fail(errors, "H40", "block 2", start + 16, "priority U or N, S for the system's own messages only");
        }

        byte monitoring = header.Length > 17 ? header[17] : (byte)0;
        bool isMonitored = priority switch
        {
            (byte)'U' => monitoring is (byte)'1' or (byte)'3',
            (byte)'N' => monitoring is 0 or (byte)'2',
            _ => monitoring is 0 or (byte)'1' or (byte)'2' or (byte)'3',
        };
        if (!isMonitored || (header.Length == 21 && !IsPeriod(priority, header[18..])))
        {
            Fail(errors, "H80", "block 2", start + 17,
                "monitoring 1 or 3 with priority U, 2 or none with N; obsolescence 003 with U, 020 with N");
        }

        Receiver = new Slot(start + 4, 12);
        Priority = new Slot(start + 16, 1);
    }

    private static bool IsPeriod(byte priority, ReadOnlySpan<byte> period) => priority switch
    {
        (byte)'U' => period.SequenceEqual("003"u8),
        (byte)'N' => period.SequenceEqual("020"u8),
        _ => Ascii.AreDigits(period),
    };

    /// <summary>Type, input time, message input reference, output date and time, priority.</summary>
    private void CheckOutput(ReadOnlySpan<byte> header, int start, MessageErrors errors)
    {
        bool isOutput = header.Length is 46 or 47
            && FieldCursor.IsTime(header.Slice(4, 4), 24)
            && IsReference(header.Slice(8, 28))
            && FieldCursor.DateOf(header.Slice(36, 6)) > 0
            && FieldCursor.IsTime(header.Slice(42, 4), 24);
        if (!isOutput)
        {
            Fail(errors, "H25", "block 2", start,
                "type, input time, input reference of 28, output date and time, priority: 47 characters");
            return;
        }

        if (header.Length == 47 && header[46] is not ((byte)'S' or (byte)'U' or (byte)'N'))
        {
            Fail(errors, "H40", "block 2", start + 46, "priority S, U or N");
        }

        Identity = new Slot(start + 8, 28);
        Receiver = Terminal;
        Sender = new Slot(start + 14, 12);
    }

    /// <summary>Date, logical terminal, session and sequence of the message as it was handed in (MIR).</summary>
    private static bool IsReference(ReadOnlySpan<byte> text) =>
        OctetClasses.Fits(text, OctetClasses.Reference) && FieldCursor.DateOf(text[..6]) > 0;

    private static bool Fail(MessageErrors errors, string code, string where, int at, string wanted)
    {
        errors.Add(code, MessageLayer.Envelope, $"{where}, octet {at}", $"wanted: {wanted}");
        return false;
    }
}
