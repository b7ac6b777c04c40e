using System.Buffers;

namespace Clearing.Messages.Switching;

/// <summary>A record as octets: what a shell writes on its two media and sends to a standby.</summary>
public static class SwitchRecords
{
    /// <summary>Writes a record.</summary>
    public static void Write(IBufferWriter<byte> destination, in SwitchInput record)
    {
        StateWriter writer = new(destination);
        writer.Int((int)record.Kind);
        writer.Long(record.TimeUs);
        writer.Int(record.Terminal);
        writer.Int(record.Session);
        writer.Int(record.Sequence);
        writer.Long(record.Number);
        writer.Long(unchecked((long)record.Code.Packed));
        WriteMessage(writer, record.Message);
    }

    /// <summary>Reads one record.</summary>
    /// <exception cref="InvalidDataException">The octets are no record.</exception>
    public static SwitchInput Read(ReadOnlySpan<byte> octets)
    {
        StateReader reader = new(octets);
        SwitchInput record = new()
        {
            Kind = (SwitchInputKind)reader.Enum((int)SwitchInputKind.Forbid),
            TimeUs = reader.Long(),
            Terminal = reader.Int(),
            Session = reader.Int(),
            Sequence = reader.Int(),
            Number = reader.Long(),
            Code = new AnswerCode(unchecked((ulong)reader.Long())),
            Message = ReadMessage(ref reader),
        };
        SwitchSnapshot.Need(reader.IsAtEnd, "octets are left over");
        return record;
    }

    internal static void WriteMessage(StateWriter writer, in SwitchMessage message)
    {
        writer.Int(message.Sender);
        writer.Int(message.Receiver);
        writer.Int(message.Type);
        writer.Int((int)message.Priority | (int)message.Monitoring << 8 | (int)message.Marks << 16);
        writer.Int(message.Service);
        writer.Mir(message.Related);
        writer.Mir(message.Output);
        writer.Long(message.CopyReference);
        writer.Long(unchecked((long)message.Reason.Packed));
        writer.Long(unchecked((long)message.BodyHash));
        writer.Wide(message.BusinessKey);
        writer.Long(message.Payload);
        writer.Long(message.ReleaseInformation);
    }

    internal static SwitchMessage ReadMessage(ref StateReader reader)
    {
        int sender = reader.Int();
        int receiver = reader.Int();
        int type = reader.Int();
        int packed = reader.Enum(0xffffff);
        SwitchSnapshot.Need((packed & 0xff) <= (int)MessagePriority.Normal, "a priority beyond its range");
        return new SwitchMessage
        {
            Sender = sender,
            Receiver = receiver,
            Type = type,
            Priority = (MessagePriority)(packed & 0xff),
            Monitoring = (DeliveryMonitoring)(packed >> 8 & 3),
            Marks = (MessageMarks)(packed >> 16),
            Service = reader.Int(),
            Related = reader.Mir(),
            Output = reader.Mir(),
            CopyReference = reader.Long(),
            Reason = new AnswerCode(unchecked((ulong)reader.Long())),
            BodyHash = unchecked((ulong)reader.Long()),
            BusinessKey = reader.Wide(),
            Payload = reader.Long(),
            ReleaseInformation = reader.Long(),
        };
    }
}
