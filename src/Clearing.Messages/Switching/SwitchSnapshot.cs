using System.Buffers;

namespace Clearing.Messages.Switching;

/// <summary>The state as octets, the same for the same state: little-endian, collections by length.</summary>
internal static class SwitchSnapshot
{
    private const int Version = 2;

    public static void Write(IBufferWriter<byte> destination, SwitchState state, int epoch, long lastApplied)
    {
        StateWriter writer = new(destination);
        writer.Int(Version);
        writer.Int(epoch);
        writer.Long(lastApplied);
        writer.Long(state.NowUs);
        writer.Long(state.LastMessage);
        writer.Long(state.LastEntered);
        writer.Int(state.LastSystemSequence);
        writer.Int(state.Terminals.Length);
        foreach (Terminal terminal in state.Terminals)
        {
            WriteTerminal(writer, terminal);
        }

        List<int> slots = state.Store.InOrder();
        writer.Int(slots.Count);
        foreach (int slot in slots)
        {
            WriteStored(writer, state.Store[slot]);
        }

        writer.Int(state.BusinessKeys.Count);
        for (int i = 0; i < state.BusinessKeys.Count; i++)
        {
            writer.Wide(state.BusinessKeys[i]);
        }

        writer.Int(state.Relationships.Count);
        foreach ((int sender, int receiver, int type) in state.Relationships.Order())
        {
            writer.Int(sender);
            writer.Int(receiver);
            writer.Int(type);
        }

        writer.Int(state.Bypassed.Length);
        foreach (bool bypassed in state.Bypassed)
        {
            writer.Int(bypassed ? 1 : 0);
        }
    }

    /// <exception cref="InvalidDataException">Not such a state, or of another network.</exception>
    public static (int Epoch, long LastApplied) Read(ReadOnlySpan<byte> octets, SwitchState state)
    {
        StateReader reader = new(octets);
        Need(reader.Int() == Version, "another version");
        int epoch = reader.Int();
        long lastApplied = reader.Long();
        state.NowUs = reader.Long();
        state.LastMessage = reader.Long();
        state.LastEntered = reader.Long();
        state.LastSystemSequence = reader.Int();
        Need(reader.Int() == state.Terminals.Length, "another number of terminals");
        foreach (Terminal terminal in state.Terminals)
        {
            ReadTerminal(ref reader, terminal, state.Options.HistoryPerTerminal);
        }

        List<int> slots = [];
        for (int left = reader.Length(); left > 0; left--)
        {
            slots.Add(ReadStored(ref reader, state));
        }

        Place(state, slots);
        for (int left = reader.Length(); left > 0; left--)
        {
            state.BusinessKeys.Add(reader.Wide());
        }

        for (int left = reader.Length(); left > 0; left--)
        {
            state.Relationships.Add((reader.Int(), reader.Int(), reader.Int()));
        }

        Need(reader.Int() == state.Bypassed.Length, "another number of services");
        for (int i = 0; i < state.Bypassed.Length; i++)
        {
            state.Bypassed[i] = reader.Int() == 1;
        }

        Need(reader.IsAtEnd, "octets are left over");
        return (epoch, lastApplied);
    }

    internal static void Need(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"Not a state of this switch: {what}.");
        }
    }

    // Queues and what is out are in the order in which messages entered them, not in which they were accepted.
    private static void Place(SwitchState state, List<int> slots)
    {
        MessageStore store = state.Store;
        slots.Sort((a, b) => store[a].Entered.CompareTo(store[b].Entered));
        foreach (int slot in slots.Where(slot => store[slot].Place == MessagePlace.Queued))
        {
            SwitchMessage message = store[slot].Message;
            state.Terminals[message.Receiver].Queues[(int)message.Priority].Append(slot);
            state.Age.Append(slot);
        }

        slots.Sort((a, b) => store[a].Mor.Sequence.CompareTo(store[b].Mor.Sequence));
        foreach (int slot in slots.Where(slot => store[slot].Place == MessagePlace.Out))
        {
            state.Terminals[store[slot].Message.Receiver].Out.Add(slot);
        }
    }

    private static void WriteTerminal(StateWriter writer, Terminal terminal)
    {
        writer.Int((int)terminal.State);
        writer.Int(terminal.LoginSession);
        writer.Int(terminal.LoginRequest);
        writer.Int(terminal.Session);
        writer.Int(terminal.SelectRequest);
        writer.Int(terminal.NextIsn);
        writer.Int(terminal.LastOsn);
        writer.Int(terminal.History.Count);
        for (int i = 0; i < terminal.History.Count; i++)
        {
            ref HistoryEntry entry = ref terminal.History[i];
            writer.Int(entry.Session);
            writer.Int(entry.Sequence);
            writer.Long(unchecked((long)entry.BodyHash));
            writer.Int(entry.Receiver);
            writer.Int(entry.Type);
            writer.Int(entry.Service);
            writer.Long(unchecked((long)entry.Code.Packed));
            writer.Int((int)entry.Marks | (int)entry.Fate << 8);
            writer.Long(unchecked((long)entry.Reason.Packed));
            writer.Long(entry.AcceptedUs);
            writer.Long(entry.Payload);
            writer.Int(entry.FirstSession);
            writer.Int(entry.FirstSequence);
        }

        writer.Int(terminal.Decided?.Count ?? 0);
        for (int i = 0; i < terminal.Decided?.Count; i++)
        {
            writer.Wide(terminal.Decided[i]);
        }
    }

    private static void ReadTerminal(ref StateReader reader, Terminal terminal, int historyLimit)
    {
        terminal.State = (TerminalState)reader.Enum((int)TerminalState.Selected);
        terminal.LoginSession = reader.Int();
        terminal.LoginRequest = reader.Int();
        terminal.Session = reader.Int();
        terminal.SelectRequest = reader.Int();
        terminal.NextIsn = reader.Int();
        terminal.LastOsn = reader.Int();
        int count = reader.Length();
        Need(count <= historyLimit, "a history longer than allowed");
        for (; count > 0; count--)
        {
            HistoryEntry entry = new()
            {
                Session = reader.Int(),
                Sequence = reader.Int(),
                BodyHash = unchecked((ulong)reader.Long()),
                Receiver = reader.Int(),
                Type = reader.Int(),
                Service = reader.Int(),
                Code = new AnswerCode(unchecked((ulong)reader.Long())),
            };
            int marksAndFate = reader.Enum(((int)MessageFate.GivenUp << 8) | 0xff);
            entry.Marks = (MessageMarks)(marksAndFate & 0xff);
            entry.Fate = (MessageFate)(marksAndFate >> 8);
            entry.Reason = new AnswerCode(unchecked((ulong)reader.Long()));
            entry.AcceptedUs = reader.Long();
            entry.Payload = reader.Long();
            entry.FirstSession = reader.Int();
            entry.FirstSequence = reader.Int();
            terminal.History.Add(entry);
        }

        int decided = reader.Length();
        Need(decided == 0 || terminal.Decided is not null, "decisions of a terminal that is no centre");
        for (; decided > 0; decided--)
        {
            terminal.Decided!.Add(reader.Wide());
        }
    }

    private static void WriteStored(StateWriter writer, in StoredMessage stored)
    {
        writer.Long(stored.Number);
        writer.Long(stored.Entered);
        writer.Int((int)stored.Place);
        writer.Int(stored.IsWatched ? 1 : 0);
        writer.Long(stored.AcceptedUs);
        writer.Long(stored.FirstSentUs);
        writer.Long(stored.SentUs);
        writer.Int(stored.Attempts);
        writer.Mir(stored.Mir);
        writer.Mir(stored.Mor);
        SwitchRecords.WriteMessage(writer, stored.Message);
    }

    private static int ReadStored(ref StateReader reader, SwitchState state)
    {
        StoredMessage stored = new()
        {
            Number = reader.Long(),
            Entered = reader.Long(),
            Place = (MessagePlace)reader.Enum((int)MessagePlace.Out),
            IsWatched = reader.Enum(1) == 1,
            AcceptedUs = reader.Long(),
            FirstSentUs = reader.Long(),
            SentUs = reader.Long(),
            Attempts = reader.Int(),
            Mir = reader.Mir(),
            Mor = reader.Mir(),
        };
        stored.Message = SwitchRecords.ReadMessage(ref reader);
        Need(stored.Place != MessagePlace.Free, "a message that is nowhere");
        Need((uint)stored.Message.Receiver < (uint)state.Terminals.Length, "a receiver that is not there");
        Need(stored.Message.Sender < state.Terminals.Length, "a sender that is not there");
        int slot = state.Store.Add(stored);
        state.Link(slot);
        return slot;
    }
}
