using System.Buffers;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Sessions;

/// <summary>First frame of a session: who the client is and what it wants.</summary>
public sealed record Hello
{
    /// <summary>Notices from where the server knows the participant to have taken them.</summary>
    public const ulong AsKept = ulong.MaxValue;

    public byte Version { get; init; } = SessionProtocol.Version;

    public NetworkEnvironment Environment { get; init; } = NetworkEnvironment.Test;

    public AnswerForm Answers { get; init; }

    public NoticeForm Notices { get; init; }

    /// <summary>Which key of the terminal; 0 = none.</summary>
    public int KeyId { get; init; }

    /// <summary>Address of the terminal, 12 characters.</summary>
    public required string Terminal { get; init; }

    /// <summary>Name of the ledger; empty = the only one.</summary>
    public string Ledger { get; init; } = "";

    /// <summary>Most unanswered instructions that are wanted; 0 = as many as the server likes.</summary>
    public int InstructionWindow { get; init; }

    /// <summary>Most notices not yet acknowledged that are wanted; 0 = as many as the server likes.</summary>
    public int NoticeWindow { get; init; }

    /// <summary>Number of the last notice that is safe with the client; <see cref="AsKept"/> = it does not say.
    /// </summary>
    public ulong LastNotice { get; init; } = AsKept;

    /// <summary>32 octets that the client never used before; unused without a key.</summary>
    public required ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Hello hello)
    {
        FieldReader reader = new(contents);
        bool isHello = reader.Octet() == (byte)ControlKind.Hello;
        hello = new Hello
        {
            Version = reader.Octet(),
            Environment = (NetworkEnvironment)reader.Octet(),
            Answers = (AnswerForm)reader.Octet(),
            Notices = (NoticeForm)reader.Octet(),
            KeyId = reader.Int(),
            Terminal = reader.Text(SessionProtocol.AddressLength),
            Ledger = reader.Text(),
            InstructionWindow = reader.Int(),
            NoticeWindow = reader.Int(),
            LastNotice = reader.Number(),
            Nonce = reader.Octets(SessionProtocol.NonceLength),
        };
        return isHello && reader.IsDone && hello.InstructionWindow >= 0 && hello.NoticeWindow >= 0
            && hello.Answers <= AnswerForm.Native && hello.Notices <= NoticeForm.Iso20022;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Hello);
        writer.Octet(Version);
        writer.Octet((byte)Environment);
        writer.Octet((byte)Answers);
        writer.Octet((byte)Notices);
        writer.Int(KeyId);
        writer.Text(Terminal, SessionProtocol.AddressLength);
        writer.Text(Ledger);
        writer.Int(InstructionWindow);
        writer.Int(NoticeWindow);
        writer.Number(LastNotice);
        writer.Octets(Nonce.Span, SessionProtocol.NonceLength);
    }
}
