using System.Buffers;
using System.Buffers.Binary;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// Gathers the payments of several calls into one slice, with what is kept beside them, and knows which answer is
/// whose. Used again and again: it allocates nothing once it has grown.
/// </summary>
/// <param name="most">Commands of a slice.</param>
internal sealed class SliceBuilder(int most)
{
    private readonly LedgerCommand[] _commands = new LedgerCommand[most];
    private readonly CommandResult[] _results = new CommandResult[most];
    private readonly (StateCall Call, int Place)[] _askers = new (StateCall, int)[most];
    private readonly byte[] _digests = new byte[most * LedgerRecords.DigestOctets];
    private readonly ArrayBufferWriter<byte> _texts = new();
    private bool _hasDigests;

    public int Count { get; private set; }

    /// <summary>The most octets that its journal record may take.</summary>
    public int Octets => Count * LedgerRecords.MostRecordOctets;

    public ReadOnlySpan<LedgerCommand> Commands => _commands.AsSpan(0, Count);

    public Span<CommandResult> Results => _results.AsSpan(0, Count);

    /// <summary>Digests by command; empty where no command has one.</summary>
    public ReadOnlySpan<byte> Digests =>
        _hasDigests ? _digests.AsSpan(0, Count * LedgerRecords.DigestOctets) : default;

    /// <summary>
    /// The messages of the commands that were accepted, once <see cref="GatherTexts"/> has been called.
    /// </summary>
    public ReadOnlySpan<byte> Texts => _texts.WrittenSpan;

    public void Clear()
    {
        _askers.AsSpan(0, Count).Clear();
        _texts.Clear();
        _hasDigests = false;
        Count = 0;
    }

    /// <summary>Adds a payment or an order; what its sender may not say is taken out of it.</summary>
    public void Add(in LedgerCommand command, StateCall call, int place, ReadOnlySpan<byte> digest)
    {
        bool isPayment = command.Command.Kind == CommandKind.Submit;
        _commands[Count] = isPayment
            ? command with { IsScripted = false, Command = command.Command with { Payment = -1 } }
            : command with { IsScripted = false };
        _askers[Count] = (call, place);
        Span<byte> kept = _digests.AsSpan(Count * LedgerRecords.DigestOctets, LedgerRecords.DigestOctets);
        kept.Clear();
        digest.CopyTo(kept);
        _hasDigests |= !digest.IsEmpty;
        Count++;
    }

    /// <summary>Answers every command with what became of it.</summary>
    public void Answer(Ledger ledger)
    {
        for (int i = 0; i < Count; i++)
        {
            (StateCall call, int place) = _askers[i];
            call.Answers[place] = States.Of(_commands[i].Id, _results[i], ledger);
        }
    }

    /// <summary>Gathers the messages that are to be kept: of the commands that were accepted.</summary>
    public void GatherTexts()
    {
        for (int i = 0; i < Count;)
        {
            StateCall call = _askers[i].Call;
            ReadOnlySpan<byte> texts = call is BatchCall batch ? batch.Batch.Texts.Span : default;
            int place = 0;
            for (; i < Count && _askers[i].Call == call; i++)
            {
                if (texts.IsEmpty)
                {
                    continue;
                }

                for (; place < _askers[i].Place; place++)
                {
                    texts = texts[LengthOf(texts)..];
                }

                if (_results[i].Verdict == Verdict.Accepted)
                {
                    _texts.Write(texts[..LengthOf(texts)]);
                }
            }
        }
    }

    /// <summary>True when texts hold so many messages and nothing else.</summary>
    public static bool AreTexts(ReadOnlySpan<byte> texts, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (texts.Length < sizeof(uint)
                || BinaryPrimitives.ReadUInt32BigEndian(texts) > texts.Length - sizeof(uint))
            {
                return false;
            }

            texts = texts[LengthOf(texts)..];
        }

        return texts.IsEmpty;
    }

    private static int LengthOf(ReadOnlySpan<byte> texts) =>
        (int)BinaryPrimitives.ReadUInt32BigEndian(texts) + sizeof(uint);
}
