using System.Buffers;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Switching;

/// <summary>
/// A system control processor without its wires: a replica of the switch and its part in keeping the replicas one
/// (SW-2, SW-3). The active one makes a record safe by having a standby hold it. Whoever takes over has asked all
/// processors but one, so one of the two that hold a safe record was asked.
/// </summary>
public sealed class ControlProcessor
{
    private readonly int _number;
    private readonly SwitchMachine _machine;
    private readonly bool[] _follows;
    private ControlBook _book;
    private int _promised;

    // True while records of an earlier epoch wait: what follows from them may have left already, so it does not again.
    private bool _inherits;

    /// <summary>A processor of a network that opens: number 0 is active, the others are standbys.</summary>
    public ControlProcessor(ControlBook book, int number)
        : this(book, number, new SwitchMachine(book.Options, isStandby: number != 0))
    {
    }

    private ControlProcessor(ControlBook book, int number, SwitchMachine machine)
    {
        _book = book;
        _number = number;
        _machine = machine;
        _promised = machine.Epoch;
        _follows = new bool[book.Places.Length];
        Array.Fill(_follows, true);
    }

    private ControlStatus Failure => _machine.IsActive ? ControlStatus.NotSafe : ControlStatus.NotActive;

    /// <summary>A standby that goes on from another's state.</summary>
    /// <exception cref="InvalidDataException">It is no such state.</exception>
    public static ControlProcessor Import(ControlBook book, int number, ReadOnlySpan<byte> state) =>
        new(book, number, SwitchMachine.Import(book.Options, state));

    /// <summary>Equal on all processors at the same record and epoch.</summary>
    public byte[] Digest() => _machine.Digest();

    /// <summary>False for an epoch that it refuses to hear of.</summary>
    public bool Heeds(int epoch) => epoch >= _promised && !(_machine.IsActive && epoch == _machine.Epoch);

    /// <summary>
    /// Promises to heed no epoch before <paramref name="epoch"/>, and ceases to be active. Refused when something as
    /// late was promised.
    /// </summary>
    public ControlStanding Promise(int epoch)
    {
        bool isLater = epoch > _promised;
        if (isLater)
        {
            StepDown(epoch);
        }

        return Standing(isLater ? ControlVerdict.Follows : ControlVerdict.Stale);
    }

    /// <summary>To a standby: what the active processor has.</summary>
    public ControlStanding Follow(ReplicaBatch batch)
    {
        if (!Heeds(batch.Epoch))
        {
            return Standing(ControlVerdict.Stale);
        }

        StepDown(batch.Epoch);
        bool isNewEpoch = batch.Epoch > _machine.Epoch;
        if (batch.Safe > (isNewEpoch ? _machine.LastApplied : _machine.LastRecord))
        {
            return Standing(ControlVerdict.Behind);
        }

        if (isNewEpoch)
        {
            // What an earlier epoch left and nobody applied may never have been safe: the new active one knows.
            Apply(SwitchInputKind.ControlDown, _machine.LastApplied, batch.TimeUs);
        }

        ReadOnlySpan<SwitchInput> records = batch.Records.Span;
        for (int i = 0; i < records.Length; i++)
        {
            _machine.Replicate(batch.Safe + 1 + i, batch.Epoch, records[i]);
        }

        Apply(SwitchInputKind.Stored, batch.Safe, batch.TimeUs);
        return Standing(ControlVerdict.Follows);
    }

    /// <summary>
    /// To the active one: applies inputs at their own instants and says what follows, once a standby has them. What
    /// an earlier call left unsafe goes first; while it stays so, nothing new is taken in.
    /// </summary>
    /// <exception cref="ArgumentException">An input that only the processors may give themselves.</exception>
    public async Task<ControlReply> ApplyAsync(Blob<SwitchInput> inputs, long nowUs, ControlMember member)
    {
        Check(inputs.Span);
        List<SwitchOutput> safe = [];
        if (!_machine.IsActive)
        {
            return Reply(ControlStatus.NotActive, safe);
        }

        bool hasTail = inputs.Count > 0 && _machine.LastRecord > _machine.LastApplied;
        if (hasTail && !await MakeSafeAsync(nowUs, safe, member))
        {
            return Reply(Failure, safe);
        }

        List<SwitchOutput> outputs = [];
        foreach (ref readonly SwitchInput input in inputs.Span)
        {
            _machine.Apply(input, outputs);
        }

        outputs.RemoveAll(output => output.Kind == SwitchOutputKind.Store);
        if (!await MakeSafeAsync(nowUs, outputs, member))
        {
            return Reply(Failure, safe);
        }

        safe.AddRange(outputs);
        return Reply(ControlStatus.Done, safe);
    }

    /// <summary>
    /// To the one that all but one have promised <paramref name="epoch"/>, and that knows most: it goes on from its
    /// last record. <paramref name="answered"/> tells who is worth calling. What follows from the records it finds is
    /// lost with the dead one: senders repeat and are answered, deliveries come again with PDM.
    /// </summary>
    public Task<ControlReply> TakeOverAsync(
        int epoch, SiloAddress[] places, bool[] answered, long nowUs, ControlMember member)
    {
        if (epoch != _promised)
        {
            return Task.FromResult(Reply(ControlStatus.NotActive, []));
        }

        while (!_machine.IsActive || _machine.Epoch < epoch)
        {
            Apply(SwitchInputKind.TakeOver, 0, nowUs);
        }

        _book = new ControlBook { Options = _book.Options, Places = places };
        answered.CopyTo(_follows, 0);
        _inherits = _machine.LastRecord > _machine.LastApplied;
        return ApplyAsync(default, nowUs, member);
    }

    /// <summary>To the active one: who is missing may be back, or live in another place.</summary>
    public Task<ControlReply> AdmitAsync(SiloAddress[] places, long nowUs, ControlMember member)
    {
        _book = new ControlBook { Options = _book.Options, Places = places };
        Array.Fill(_follows, true);
        return ApplyAsync(default, nowUs, member);
    }

    private static void Check(ReadOnlySpan<SwitchInput> inputs)
    {
        foreach (ref readonly SwitchInput input in inputs)
        {
            if (input.Kind is SwitchInputKind.None or > SwitchInputKind.Forbid)
            {
                throw new ArgumentException($"{input.Kind} is for the control processors to say.", nameof(inputs));
            }
        }
    }

    /// <summary>Has the standbys hold all records; then applies them.</summary>
    /// <returns>False when no standby holds them, or one heeds another epoch: then nothing may leave.</returns>
    private async Task<bool> MakeSafeAsync(long nowUs, List<SwitchOutput> outputs, ControlMember member)
    {
        ReplicaBatch batch = Tail(nowUs);
        bool hasFollower = await BringAsync(batch, member);
        if (!hasFollower && _machine.IsActive && _follows.AsSpan().Contains(false))
        {
            // Nobody is left of those in step: whoever is back will do.
            Array.Fill(_follows, true);
            hasFollower = await BringAsync(batch, member);
        }

        if (!hasFollower || !_machine.IsActive)
        {
            return false;
        }

        SwitchInput stored = Fact(SwitchInputKind.Stored, batch.Safe + batch.Records.Count, nowUs);
        _machine.Apply(stored, _inherits ? [] : outputs);
        _inherits = false;
        return true;
    }

    /// <summary>Gives the batch to those believed to be in step, and the state to those that lack it.</summary>
    private async Task<bool> BringAsync(ReplicaBatch batch, ControlMember member)
    {
        ControlStanding?[] answers = await Task.WhenAll(Enumerable.Range(0, _follows.Length)
            .Select(peer => CallAsync(peer, () => member(peer, _book.Places[peer]).ReplicateAsync(batch))));

        // One without a past has forgotten what it promised: only who still leads all but one may take it in.
        bool leads = 1 + answers.Count(IsFollowing) >= _follows.Length - 1;
        byte[]? state = null;
        for (int peer = 0; peer < answers.Length; peer++)
        {
            if (answers[peer] is { Verdict: ControlVerdict.Behind }
                || (leads && answers[peer] is { Verdict: ControlVerdict.Blank }))
            {
                int lacking = peer;
                state ??= Export();
                answers[peer] = await CallAsync(
                    peer,
                    () => member(lacking, _book.Places[lacking]).ImportAsync(_book, lacking, new(state), batch));
            }

            _follows[peer] = peer == _number || IsFollowing(answers[peer]);
        }

        foreach (ControlStanding? answer in answers)
        {
            if (answer is { Verdict: ControlVerdict.Stale } refusal)
            {
                StepDown(Math.Max(refusal.Promised, _promised));
            }
        }

        return answers.Any(IsFollowing);
    }

    private static bool IsFollowing(ControlStanding? answer) => answer is { Verdict: ControlVerdict.Follows };

    private async Task<ControlStanding?> CallAsync(int peer, Func<Task<ControlStanding>> call)
    {
        if (peer == _number || !_follows[peer])
        {
            return null;
        }

        try
        {
            return await call();
        }
        catch (Exception e) when (SwitchControl.IsLoss(e))
        {
            return null;
        }
    }

    private ReplicaBatch Tail(long nowUs)
    {
        SwitchInput[] records = new SwitchInput[(int)(_machine.LastRecord - _machine.LastApplied)];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = _machine.Record(_machine.LastApplied + 1 + i);
        }

        return new ReplicaBatch
        {
            Epoch = _machine.Epoch,
            Safe = _machine.LastApplied,
            Records = new(records),
            TimeUs = nowUs,
        };
    }

    private byte[] Export()
    {
        ArrayBufferWriter<byte> state = new();
        _machine.Export(state);
        return state.WrittenSpan.ToArray();
    }

    private void StepDown(int epoch)
    {
        if (_machine.IsActive && epoch > _machine.Epoch)
        {
            // It keeps its records: whoever asked may find that it knows most.
            Apply(SwitchInputKind.ControlDown, _machine.LastRecord, 0);
        }

        _promised = epoch;
    }

    private void Apply(SwitchInputKind kind, long number, long timeUs) =>
        _machine.Apply(Fact(kind, number, timeUs), []);

    private SwitchInput Fact(SwitchInputKind kind, long number, long timeUs) => new()
    {
        Kind = kind,
        Number = number,
        Epoch = _machine.Epoch,
        TimeUs = timeUs,
    };

    private ControlStanding Standing(ControlVerdict verdict) =>
        new(verdict, _promised, _machine.IsActive, _machine.Epoch, _machine.LastRecord);

    private ControlReply Reply(ControlStatus status, List<SwitchOutput> outputs) => new()
    {
        Status = status,
        Epoch = _machine.Epoch,
        LastApplied = _machine.LastApplied,
        Standbys = status == ControlStatus.Done ? _follows.Count(follows => follows) - 1 : 0,
        NextDueUs = _machine.NextDueUs,
        Outputs = new(outputs.ToArray()),
    };
}
