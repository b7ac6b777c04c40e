using System.Buffers;

namespace Clearing.Messages.Sessions;

/// <summary>What a participant may order about its own payments and money, where its system has it.</summary>
public enum OrderKind : byte
{
    None = 0,

    /// <summary>Cancel a waiting payment.</summary>
    Cancel = 1,

    /// <summary>Give a waiting payment another priority.</summary>
    Reprioritise = 2,

    /// <summary>Set the bilateral limit to a counterparty.</summary>
    SetLimit = 3,

    /// <summary>Set the multilateral limit.</summary>
    SetMultilateralLimit = 4,

    /// <summary>Set aside an amount for a class of payments.</summary>
    SetReserve = 5,

    /// <summary>Pay into the position.</summary>
    Fund = 6,

    /// <summary>Take supplemental money back out of the position.</summary>
    Withdraw = 7,
}

/// <summary>An order.</summary>
public sealed record Order
{
    /// <summary>Repeated in the answer.</summary>
    public uint Request { get; init; }

    public required OrderKind Kind { get; init; }

    /// <summary>Index of the system in the directory.</summary>
    public byte System { get; init; }

    /// <summary>Priority: the new one. Reserve: the class. Fund: 1 = supplemental money. Else 0.</summary>
    public byte Detail { get; init; }

    /// <summary>Id of the order, any number but 0 that was never used; the same again has no second effect.</summary>
    public required UInt128 Id { get; init; }

    /// <summary>Cancel, priority: id of the payment's instruction. Else 0.</summary>
    public UInt128 Payment { get; init; }

    /// <summary>Limit: index of the counterparty in the directory. Else -1.</summary>
    public int Counterparty { get; init; } = -1;

    /// <summary>Limits, reserve, fund, withdraw: minor units. Else 0.</summary>
    public long AmountMinor { get; init; }

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out Order order)
    {
        FieldReader reader = new(contents);
        bool isOrder = reader.Octet() == (byte)ControlKind.Order;
        order = new Order
        {
            Request = reader.Number32(),
            Kind = (OrderKind)reader.Octet(),
            System = reader.Octet(),
            Detail = reader.Octet(),
            Id = reader.Id(),
            Payment = reader.Id(),
            Counterparty = reader.Int(),
            AmountMinor = reader.Long(),
        };
        return isOrder && reader.IsDone && order.Kind is > OrderKind.None and <= OrderKind.Withdraw && order.Id != 0;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.Order);
        writer.Number32(Request);
        writer.Octet((byte)Kind);
        writer.Octet(System);
        writer.Octet(Detail);
        writer.Id(Id);
        writer.Id(Payment);
        writer.Int(Counterparty);
        writer.Long(AmountMinor);
    }
}

/// <summary>What became of an order.</summary>
/// <param name="Request">As asked.</param>
/// <param name="Answer">
/// <see cref="Standing.Done"/>, <see cref="Standing.NotDone"/>, or why it was refused.
/// </param>
public sealed record OrderAnswer(uint Request, AnswerRecord Answer)
{
    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out OrderAnswer answer)
    {
        FieldReader reader = new(contents);
        bool isAnswer = reader.Octet() == (byte)ControlKind.OrderAnswer;
        answer = new OrderAnswer(reader.Number32(), reader.Answer());
        return isAnswer && reader.IsDone;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.OrderAnswer);
        writer.Number32(Request);
        writer.Answer(Answer);
    }
}
