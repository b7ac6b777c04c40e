using System.Buffers;

namespace Clearing.Messages.Sessions;

/// <summary>What the server says of an open session.</summary>
[Flags]
public enum WelcomeMarks : byte
{
    None = 0,

    /// <summary>Development only: nobody proved anything, which a server allows on a loopback address alone.</summary>
    Unproven = 1,

    /// <summary>An acknowledgement says that the octets of the message are durable too.</summary>
    KeepsMessages = 2,
}

/// <summary>The session is open.</summary>
public sealed record Welcome
{
    public WelcomeMarks Marks { get; init; }

    /// <summary>Rises with every session of this server.</summary>
    public required long Session { get; init; }

    /// <summary>Index of the participant in the directory.</summary>
    public required int Participant { get; init; }

    /// <summary>Name of the ledger.</summary>
    public required string Ledger { get; init; }

    /// <summary>SHA-256 over the entries of the directory; see sessions.md.</summary>
    public required ReadOnlyMemory<byte> DirectoryHash { get; init; }

    /// <summary>Most unanswered instructions; the server reads no further beyond.</summary>
    public required int InstructionWindow { get; init; }

    /// <summary>Most notices not yet acknowledged; the server sends no further beyond.</summary>
    public required int NoticeWindow { get; init; }

    /// <summary>Silence after which the client must say something, milliseconds; twice as long ends the session.</summary>
    public required int HeartbeatMs { get; init; }

    /// <summary>The highest number of a bulk instruction of the participant in the ledger; 0 = none yet.</summary>
    public required ulong LastNumber { get; init; }

    /// <summary>Number of the first notice that will be sent; 0 = none are wanted.</summary>
    public required ulong FirstNotice { get; init; }

    /// <summary>Business time, microseconds since 1970-01-01 UTC.</summary>
    public required long TimeUs { get; init; }

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Welcome welcome)
    {
        FieldReader reader = new(contents);
        bool isWelcome = reader.Octet() == (byte)ControlKind.Welcome;
        welcome = new Welcome
        {
            Marks = (WelcomeMarks)reader.Octet(),
            Session = reader.Long(),
            Participant = reader.Int(),
            Ledger = reader.Text(),
            DirectoryHash = reader.Octets(SessionProtocol.HashLength),
            InstructionWindow = reader.Int(),
            NoticeWindow = reader.Int(),
            HeartbeatMs = reader.Int(),
            LastNumber = reader.Number(),
            FirstNotice = reader.Number(),
            TimeUs = reader.Long(),
        };
        return isWelcome && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Welcome);
        writer.Octet((byte)Marks);
        writer.Long(Session);
        writer.Int(Participant);
        writer.Text(Ledger);
        writer.Octets(DirectoryHash.Span, SessionProtocol.HashLength);
        writer.Int(InstructionWindow);
        writer.Int(NoticeWindow);
        writer.Int(HeartbeatMs);
        writer.Number(LastNumber);
        writer.Number(FirstNotice);
        writer.Long(TimeUs);
    }
}
