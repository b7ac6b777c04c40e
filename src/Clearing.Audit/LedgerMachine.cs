using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Audit.Format;
using Clearing.Audit.Rules;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit;

/// <summary>Carries the records of a stream out again, and hands what happens to the rules.</summary>
internal sealed class LedgerMachine : IDisposable
{
    private const int EventOctets = 49;

    private readonly AuditedLedger _audited;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private CommandResult[] _results = new CommandResult[4_096];
    private byte[] _octets = new byte[1 << 16];

    public LedgerMachine(AuditedLedger audited)
    {
        _audited = audited;
        Ledger = new Ledger(audited.Book);
        Rules = new EventRules(audited);
    }

    public Ledger Ledger { get; }

    public EventRules Rules { get; }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Carries out one slice.</summary>
    /// <exception cref="DamageException">It cannot be carried out, or not as the journal says.</exception>
    public void Run(SliceReader slice)
    {
        ReadOnlySpan<LedgerCommand> commands = slice.Commands;
        if (_results.Length < commands.Length)
        {
            _results = new CommandResult[commands.Length];
        }

        _results.AsSpan(0, commands.Length).Clear();
        try
        {
            Ledger.Replay(slice.Instant, commands, _results.AsSpan(0, commands.Length));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            int record = FirstRefused(commands);
            string why = e is InvalidDataException && record > 0
                ? $"the ledger answers {_results[record - 1].Verdict} to {commands[record - 1].Id}, which the journal "
                    + "says it accepted"
                : $"the ledger cannot carry out the slice at {slice.Instant}: {e.Message}";
            throw new DamageException(-1, why) { Record = record > 0 ? slice.Before + record : 0 };
        }

        ReadOnlySpan<SettlementEvent> events = Ledger.Events.Events;
        Events += events.Length;
        Digest(events, Ledger.Events.Runs);
        Rules.Take(commands, events, Ledger.Events.Runs);
    }

    /// <summary>Ends a group.</summary>
    /// <exception cref="DamageException">Its events are not those of which its digest was made.</exception>
    public void EndGroup(ReadOnlySpan<byte> digest)
    {
        Span<byte> found = stackalloc byte[SHA256.HashSizeInBytes];
        _digest.GetHashAndReset(found);
        Rules.EndGroup();
        DamageException.Need(
            digest.SequenceEqual(found), 176,
            "carried out again, its records give other events than those of which its digest was made");
    }

    /// <summary>The state now, as a ledger that was loaded from it saves it, and its state hash.</summary>
    public (byte[] Octets, byte[] Hash) State()
    {
        ArrayBufferWriter<byte> state = new(1 << 16);
        Ledger.Save(state);
        return Load(state.WrittenSpan);
    }

    /// <summary>A saved state likewise: what had been sealed already when it was loaded is in none of them.</summary>
    /// <exception cref="InvalidDataException">These octets are no state of the ledger.</exception>
    public (byte[] Octets, byte[] Hash) Load(ReadOnlySpan<byte> state)
    {
        ArrayBufferWriter<byte> again = new(state.Length);
        var loaded = Ledger.Load(_audited.Book, state);
        loaded.Save(again);
        return (again.WrittenSpan.ToArray(), loaded.StateHash());
    }

    public void Dispose() => _digest.Dispose();

    // From 1; 0 = none.
    private int FirstRefused(ReadOnlySpan<LedgerCommand> commands)
    {
        for (int i = 0; i < commands.Length; i++)
        {
            bool isPayment = commands[i].Command.Kind == CommandKind.Submit;
            if (_results[i].Verdict != Verdict.Accepted
                || (isPayment && commands[i].Command.Payment != _results[i].Number))
            {
                return i + 1;
            }
        }

        return 0;
    }

    // Of each event its member and its fields, as docs/reference/journal.md says ("The digest of the events").
    private void Digest(ReadOnlySpan<SettlementEvent> events, ReadOnlySpan<EventRun> runs)
    {
        if (_octets.Length < events.Length * EventOctets)
        {
            _octets = new byte[events.Length * EventOctets];
        }

        Span<byte> to = _octets;
        foreach (EventRun run in runs)
        {
            foreach (ref readonly SettlementEvent e in events.Slice(run.Start, run.Count))
            {
                to[0] = (byte)run.Member;
                BinaryPrimitives.WriteInt64LittleEndian(to[1..], e.Time);
                BinaryPrimitives.WriteInt64LittleEndian(to[9..], e.AmountMinor);
                BinaryPrimitives.WriteInt64LittleEndian(to[17..], e.PayerBalanceMinor);
                BinaryPrimitives.WriteInt64LittleEndian(to[25..], e.PayeeBalanceMinor);
                BinaryPrimitives.WriteInt32LittleEndian(to[33..], e.Payment);
                BinaryPrimitives.WriteInt32LittleEndian(to[37..], e.From);
                BinaryPrimitives.WriteInt32LittleEndian(to[41..], e.To);
                to[45] = (byte)e.Kind;
                to[46] = (byte)e.Route;
                to[47] = (byte)e.Reason;
                to[48] = (byte)e.Priority;
                to = to[EventOctets..];
            }
        }

        _digest.AppendData(_octets.AsSpan(0, events.Length * EventOctets));
    }
}
