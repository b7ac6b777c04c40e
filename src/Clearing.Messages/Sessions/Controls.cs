using System.Buffers;

namespace Clearing.Messages.Sessions;

/// <summary>A nonce for the client to answer.</summary>
/// <param name="Nonce">32 octets that the server never used before.</param>
public sealed record Challenge(ReadOnlyMemory<byte> Nonce)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Challenge challenge)
    {
        FieldReader reader = new(contents);
        bool isChallenge = reader.Octet() == (byte)ControlKind.Challenge;
        challenge = new Challenge(reader.Octets(SessionProtocol.NonceLength));
        return isChallenge && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Challenge);
        writer.Octets(Nonce.Span, SessionProtocol.NonceLength);
    }
}

/// <summary>Controls of nothing but their kind: response, logout, a request for the directory.</summary>
public static class BareControl
{
    /// <summary>True for the contents of that control.</summary>
    public static bool Is(ReadOnlySpan<byte> contents, ControlKind kind) =>
        contents.Length == 1 && contents[0] == (byte)kind;

    /// <summary>Writes the contents of a control frame.</summary>
    public static void Write(ControlKind kind, IBufferWriter<byte> to) => new FieldWriter(to).Octet((byte)kind);
}

/// <summary>The connection ends now.</summary>
/// <param name="Code">Why.</param>
/// <param name="Number">What the code says it is; else 0.</param>
/// <param name="Text">For people, at most 255 characters.</param>
public sealed record Close(CloseCode Code, ulong Number, string Text)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Close close)
    {
        FieldReader reader = new(contents);
        bool isClose = reader.Octet() == (byte)ControlKind.Close;
        close = new Close((CloseCode)reader.Short(), reader.Number(), reader.Text());
        return isClose && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Close);
        writer.Short((ushort)Code);
        writer.Number(Number);
        writer.Text(Text);
    }
}

/// <summary>Are you there?</summary>
/// <param name="IsAnswer">True of the answer, which repeats the token.</param>
/// <param name="Token">Anything.</param>
/// <param name="TimeUs">Of the server's: its business time, microseconds since 1970-01-01 UTC; else 0.</param>
public readonly record struct Heartbeat(bool IsAnswer, ulong Token, long TimeUs)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Heartbeat heartbeat)
    {
        FieldReader reader = new(contents);
        bool isHeartbeat = reader.Octet() == (byte)ControlKind.Heartbeat;
        byte answer = reader.Octet();
        heartbeat = new Heartbeat(answer == 1, reader.Number(), reader.Long());
        return isHeartbeat && reader.IsDone && answer <= 1;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Heartbeat);
        writer.Octet(IsAnswer ? (byte)1 : (byte)0);
        writer.Number(Token);
        writer.Long(TimeUs);
    }
}

/// <summary>Notices are safe with the client and need not be sent again.</summary>
/// <param name="Number">All up to this one.</param>
public readonly record struct NoticesTaken(ulong Number)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out NoticesTaken taken)
    {
        FieldReader reader = new(contents);
        bool isTaken = reader.Octet() == (byte)ControlKind.NoticesTaken;
        taken = new NoticesTaken(reader.Number());
        return isTaken && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.NoticesTaken);
        writer.Number(Number);
    }
}

/// <summary>Why an instruction was refused, for people; comes before its answer.</summary>
/// <param name="Instruction">Number of the instruction in the session.</param>
/// <param name="Code">Code of the error: T27, XSD-ORDER.</param>
/// <param name="Where">The place in the message.</param>
/// <param name="What">What was found and what is wanted, at most 255 characters.</param>
public sealed record Remark(ulong Instruction, string Code, string Where, string What)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Remark remark)
    {
        FieldReader reader = new(contents);
        bool isRemark = reader.Octet() == (byte)ControlKind.Remark;
        remark = new Remark(reader.Number(), reader.Text(), reader.Text(), reader.Text());
        return isRemark && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Remark);
        writer.Number(Instruction);
        writer.Text(Code);
        writer.Text(Where);
        writer.Text(What);
    }
}
