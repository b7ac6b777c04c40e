using System.Buffers;

namespace Clearing.Messages.Sessions;

/// <summary>What became of these instructions of mine?</summary>
/// <param name="Request">Repeated in the answer.</param>
/// <param name="Ids">1 to <see cref="Most"/> ids (<see cref="InstructionIds"/>).</param>
public sealed record Ask(uint Request, IReadOnlyList<UInt128> Ids)
{
    /// <summary>The most ids of one question.</summary>
    public const int Most = 1024;

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Ask ask)
    {
        FieldReader reader = new(contents);
        bool isAsk = reader.Octet() == (byte)ControlKind.Ask;
        uint request = reader.Number32();
        int count = reader.Short();
        List<UInt128> ids = [];
        for (int i = 0; i < count && !reader.IsBroken; i++)
        {
            ids.Add(reader.Id());
        }

        ask = new Ask(request, ids);
        return isAsk && reader.IsDone && count is > 0 and <= Most;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Ask);
        writer.Number32(Request);
        writer.Short((ushort)Ids.Count);
        foreach (UInt128 id in Ids)
        {
            writer.Id(id);
        }
    }
}

/// <summary>Where an instruction stands that was asked about, 32 octets.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Answer">As it would be answered now; <see cref="Standing.Unknown"/> when the ledger has it not.</param>
public readonly record struct InstructionState(UInt128 Id, AnswerRecord Answer);

/// <summary>The answer to <see cref="Ask"/>, in the order of its ids.</summary>
/// <param name="Request">As asked.</param>
/// <param name="Answers">One for each id.</param>
public sealed record States(uint Request, IReadOnlyList<InstructionState> Answers)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out States states)
    {
        FieldReader reader = new(contents);
        bool isStates = reader.Octet() == (byte)ControlKind.States;
        uint request = reader.Number32();
        int count = reader.Short();
        List<InstructionState> answers = [];
        for (int i = 0; i < count && !reader.IsBroken; i++)
        {
            answers.Add(new InstructionState(reader.Id(), reader.Answer()));
        }

        states = new States(request, answers);
        return isStates && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.States);
        writer.Number32(Request);
        writer.Short((ushort)Answers.Count);
        foreach (InstructionState state in Answers)
        {
            writer.Id(state.Id);
            writer.Answer(state.Answer);
        }
    }
}
