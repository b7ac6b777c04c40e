using Clearing.Audit.Format;
using Clearing.Audit.Ids;
using Clearing.Audit.Rules;
using Clearing.Audit.Stores;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit;

/// <summary>
/// Audits one stream from its beginning to its tail. What is found broken stops the parts that stand on it; the others
/// go on.
/// </summary>
internal sealed class LedgerAudit : IDisposable
{
    private readonly IStoredJournal _store;
    private readonly StoredStream _stream;
    private readonly AuditedLedger? _audited;
    private readonly Chain _chain;
    private readonly SliceReader _slices = new();
    private readonly FindingBook _findings = new();
    private readonly KeptStates _kept;
    private readonly ScriptRule? _script;
    private readonly LedgerMachine? _machine;

    // Why no more is read, of records, or carried out; null = it is.
    private string? _chainEnd;
    private string? _recordsEnd;
    private string? _machineEnd;
    private long _groups;
    private long _sliceCount;
    private long _texts;
    private long _textGroups;

    /// <param name="store">Where the stream is.</param>
    /// <param name="stream">Its row.</param>
    /// <param name="audited">What its ledger is; null = nobody told.</param>
    public LedgerAudit(IStoredJournal store, StoredStream stream, AuditedLedger? audited)
    {
        _store = store;
        _stream = stream;
        _audited = audited;
        _chain = new Chain(stream);
        _kept = new KeptStates(store, stream, audited, _findings);
        if (audited is null)
        {
            _machineEnd = AuditReport.NoScenario;
        }
        else if (stream.First.Sequence > 0)
        {
            _machineEnd = $"retention has taken the groups up to {stream.First.Sequence}";
        }
        else
        {
            _script = new ScriptRule(audited);
            _machine = new LedgerMachine(audited);
        }
    }

    /// <summary>The ids of its instructions.</summary>
    public IdCensus Ids { get; } = new();

    private LedgerMachine? Running => _machineEnd is null ? _machine : null;

    /// <param name="told">Told the sequence of each group.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OtherWorldException">The stream is of another world than the ledger that was told.</exception>
    /// <exception cref="StoreUnreadableException">The store cannot be read.</exception>
    public async Task<LedgerFindings> RunAsync(Action<long> told, CancellationToken cancellation)
    {
        await _kept.ReadAsync(cancellation).ConfigureAwait(false);
        await ReadGroupsAsync(told, cancellation).ConfigureAwait(false);
        if (Running is not null)
        {
            _kept.End();
        }

        foreach (DoubledId doubled in Ids.Doubled())
        {
            _findings.Add(
                AuditParts.Once, doubled.Second.Group, doubled.Second.Record,
                $"instruction {AuditedIds.Text(doubled.Id)} stands here and as record {doubled.First.Record} of group "
                + $"{doubled.First.Group}", FindingBook.NextOfRule);
        }

        await CountTextsAsync(cancellation).ConfigureAwait(false);
        return new LedgerFindings(
            _stream.Name, _groups, _chain.Records - _stream.First.Records, _chain.Sequence,
            Convert.ToHexStringLower(_chain.Hash), [.. Sections()]);
    }

    public void Dispose() => _machine?.Dispose();

    private async Task ReadGroupsAsync(Action<long> told, CancellationToken cancellation)
    {
        try
        {
            await foreach (StoredGroup group in _store.GroupsAsync(_stream, cancellation).ConfigureAwait(false))
            {
                GroupHead head = _chain.Follow(group);
                _groups++;
                CheckWorld(group.Body);
                await JudgeAsync(group, head, cancellation).ConfigureAwait(false);
                told(group.Sequence);
            }

            DamageException.Need(_chain.TailFault() is null, -1, _chain.TailFault() ?? "");
        }
        catch (DamageException damage)
        {
            await RefuseIfPrunedAsync(cancellation).ConfigureAwait(false);
            _findings.Add(AuditParts.Chain, _chain.Sequence + 1, damage);
            _chainEnd = $"not judged behind group {_chain.Sequence}, where the chain breaks";
            _recordsEnd ??= _chainEnd;
            _machineEnd ??= _chainEnd;
        }
    }

    private async Task JudgeAsync(StoredGroup group, GroupHead head, CancellationToken cancellation)
    {
        if (head.Engine != Ledger.EngineVersion)
        {
            _machineEnd ??= $"not judged from group {head.Sequence} on, which engine version {head.Engine} wrote; this "
                + $"is version {Ledger.EngineVersion}";
        }

        if (_recordsEnd is null)
        {
            JudgeRecords(group, head);
        }

        if (_recordsEnd is null && head.TextOctets > 0)
        {
            await JudgeTextsAsync(head, cancellation).ConfigureAwait(false);
        }

        if (Running is { } machine)
        {
            await _kept.JudgeSealedAsync(machine.Ledger, cancellation).ConfigureAwait(false);
        }

        await _kept.JudgeCheckpointsAsync(_chain, Running, cancellation).ConfigureAwait(false);
    }

    private void JudgeRecords(in StoredGroup group, in GroupHead head)
    {
        _slices.Begin(head);
        try
        {
            while (_slices.TryRead(group.Body))
            {
                _sliceCount++;
                AddIds(head.Sequence);
                Carry(head.Sequence);
            }
        }
        catch (DamageException damage)
        {
            _findings.Add(AuditParts.Records, head.Sequence, damage);
            _recordsEnd = $"not judged behind group {head.Sequence - 1}";
            _machineEnd ??= _recordsEnd;
            return;
        }

        EndGroup(group, head.Sequence);
    }

    private void Carry(long sequence)
    {
        if (Running is not { } machine)
        {
            return;
        }

        _script!.Take(_slices);
        try
        {
            machine.Run(_slices);
        }
        catch (DamageException damage)
        {
            _findings.Add(AuditParts.Results, sequence, damage);
            _machineEnd = $"not judged behind group {sequence - 1}";
        }

        NoteBreaches(machine, sequence);
    }

    private void EndGroup(in StoredGroup group, long sequence)
    {
        if (Running is not { } machine)
        {
            return;
        }

        try
        {
            machine.EndGroup(GroupHead.DigestOf(group.Body));
        }
        catch (DamageException damage)
        {
            _findings.Add(AuditParts.Results, sequence, damage);
            _machineEnd = $"not judged behind group {sequence - 1}";
        }

        NoteBreaches(machine, sequence);
    }

    private void AddIds(long sequence)
    {
        ReadOnlySpan<LedgerCommand> commands = _slices.Commands;
        for (int i = 0; i < commands.Length; i++)
        {
            if (!commands[i].IsScripted)
            {
                Ids.Add(IdEntry.Of(commands[i].Id.Value, sequence, _slices.Before + i + 1));
            }
        }
    }

    private async Task JudgeTextsAsync(GroupHead head, CancellationToken cancellation)
    {
        byte[]? texts = await _store.TextsAsync(_stream, head.Sequence, cancellation).ConfigureAwait(false);
        try
        {
            _textGroups++;
            _texts += TextsReader.Check(head, texts, _slices.Digests);
        }
        catch (DamageException damage)
        {
            _findings.Add(AuditParts.Messages, head.Sequence, damage);
        }
    }

    private async Task CountTextsAsync(CancellationToken cancellation)
    {
        long kept = await _store.TextCountAsync(_stream, cancellation).ConfigureAwait(false);
        if (_recordsEnd is null && kept > _textGroups)
        {
            _findings.Add(
                AuditParts.Messages, 0, 0,
                $"messages are kept with {kept} groups, and {_textGroups} groups say that they have any",
                FindingBook.NextOfStore);
        }
    }

    private void CheckWorld(ReadOnlySpan<byte> body)
    {
        if (_groups == 1 && _audited is not null && !GroupHead.WorldOf(body).SequenceEqual(_audited.World))
        {
            throw new OtherWorldException(
                $"{_stream.Name} in {_store.Location} was written for another scenario. Name the one that it was "
                + "served with, as it was then.");
        }
    }

    // While the audit read, what it had not come to was pruned.
    private async Task RefuseIfPrunedAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StoredStream> now = await _store.StreamsAsync(cancellation).ConfigureAwait(false);
        if (now.Any(stream => stream.Id == _stream.Id && stream.First.Sequence > _chain.Sequence))
        {
            throw new StoreUnreadableException(
                $"{_store.Location}: retention took groups of {_stream.Name} while they were audited. Start again.");
        }
    }

    private void NoteBreaches(LedgerMachine machine, long sequence)
    {
        foreach (Breach breach in machine.Rules.TakeBreaches())
        {
            _findings.Add(breach.Part, sequence, RecordOf(breach.Payment), breach.Text, FindingBook.NextOfRule);
        }
    }

    private int RecordOf(int payment)
    {
        ReadOnlySpan<LedgerCommand> commands = _slices.Commands;
        for (int i = 0; i < commands.Length && payment >= 0; i++)
        {
            if (commands[i].Command.Payment == payment)
            {
                return _slices.Before + i + 1;
            }
        }

        return 0;
    }

    private IEnumerable<AuditSection> Sections()
    {
        SectionTexts texts = new(_machine, _audited);
        long records = _chain.Records - _stream.First.Records;
        yield return _findings.Section(AuditParts.Chain, SectionTexts.Chain(_groups, _chain.Epochs), null);
        yield return _findings.Section(
            AuditParts.Records, SectionTexts.Records(records, _sliceCount, _script), _recordsEnd);
        yield return _findings.Section(AuditParts.Messages, SectionTexts.Messages(_texts, _textGroups), _recordsEnd);
        yield return _findings.Section(AuditParts.Once, SectionTexts.Once(Ids.Count), _recordsEnd);
        yield return _findings.Section(AuditParts.Results, texts.Results, _machineEnd);
        yield return _findings.Section(AuditParts.Money, texts.Money, _machineEnd);
        yield return _findings.Section(AuditParts.Bounds, texts.Bounds, _machineEnd);
        yield return _findings.Section(AuditParts.Sets, texts.Sets, _machineEnd);
        yield return _findings.Section(AuditParts.Finality, texts.Finality, _machineEnd);
        yield return _findings.Section(AuditParts.Sealed, _kept.SealedText, _machineEnd);
        yield return _findings.Section(AuditParts.Checkpoints, _kept.CheckpointText, _machineEnd);
    }
}
