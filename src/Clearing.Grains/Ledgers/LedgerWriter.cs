using System.Buffers;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// An open ledger in the hands of its one writer: turn by turn it carries out what is due and what is asked, gives the
/// octets of its slices to the journal, and lets answers go when these are durable. It lives from the opening of the
/// journal to its first fault; used by one turn at a time.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private readonly LedgerSite _site;
    private readonly Ledger _ledger;
    private readonly IJournal _journal;
    private readonly GroupCommit _commit;
    private readonly Archive _archive;
    private readonly NewsDesk _news;
    private readonly Action _wake;
    private readonly SliceBuilder _slice;
    private readonly ArrayBufferWriter<byte> _octets = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _events = new(1 << 16);
    private readonly List<LedgerCall> _turn = [];
    private readonly Checkpoints _checkpoints;
    private CommandResult[] _scripted = new CommandResult[16];
    private Task<GroupPlace> _last;

    // The business instant of this turn.
    private long _now = long.MinValue;

    /// <param name="site">Where it stands.</param>
    /// <param name="open">The ledger as its journal says.</param>
    /// <param name="news">Told what happens.</param>
    /// <param name="log">Told what a person should know.</param>
    /// <param name="wake">Called when there is something for another turn.</param>
    public LedgerWriter(LedgerSite site, OpenLedger open, NewsDesk news, ILogger log, Action wake)
    {
        _site = site;
        _ledger = open.Ledger;
        _journal = open.Journal;
        _commit = new GroupCommit(open.Journal, site.Stamp, site.Options.Groups);
        _archive = new Archive(open.Ledger, open.Sealed);
        _news = news;
        _wake = wake;
        _checkpoints = new Checkpoints(site, open, log);
        MostCommands = Math.Min(site.Options.MostCommands, open.Ledger.MostCommands);
        _slice = new SliceBuilder(MostCommands);
        _last = Task.FromResult(open.Journal.Tail);
    }

    /// <summary>The most commands of one turn.</summary>
    public int MostCommands { get; }

    public Ledger Ledger => _ledger;

    /// <summary>Payments that waited in the queues behind the last turn; may be read by anybody.</summary>
    public int WaitingCount { get; private set; }

    public long Epoch => _journal.Epoch;

    /// <summary>The last place that is durable.</summary>
    public GroupPlace Durable => _commit.Durable;

    /// <summary>
    /// The next instant at which there is something to do unasked; <see cref="long.MaxValue"/> = none.
    /// </summary>
    public long NextInstant => Math.Min(NextScripted, _ledger.NextInstant);

    /// <summary>What ended it; null while it works.</summary>
    public Exception? Fault => _commit.Fault ?? _archive.Fault;

    private long NextScripted => _ledger.ScriptedTaken < _site.Script.Length
        ? _site.Script[_ledger.ScriptedTaken].Command.Time
        : long.MaxValue;

    /// <summary>One turn: what is due by the clock, then the calls in order.</summary>
    /// <param name="calls">Together at most <see cref="MostCommands"/> commands, but at least one call.</param>
    public async ValueTask TurnAsync(IReadOnlyList<LedgerCall> calls)
    {
        _archive.TakeSealed();
        if (!_ledger.MayAccept)
        {
            // Nothing may be forgotten that is not sealed.
            await _archive.DrainAsync(_last);
        }

        _news.Publish();
        await RunDueAsync();
        Dictionary<InstructionId, ArchivedInstruction>? archived = await _archive.FindAsync(calls);
        foreach (LedgerCall call in calls)
        {
            if (call is SubscribeCall subscription)
            {
                EndSlice();
                await TakeAsync(subscription);
            }
            else
            {
                Take(call, archived);
            }
        }

        EndSlice();
        WaitingCount = _ledger.WaitingCount;
        _archive.SealNext(_last, _wake);
        _news.WakeAfter(_last, _wake);
        if (_checkpoints.AreDue && (_ledger.FirstRun is null || _checkpoints.AreOverdue))
        {
            // What left memory before it has to be sealed.
            GroupPlace place = await CloseAsync();
            await _archive.DrainAsync(_last);
            _checkpoints.Begin(place);
        }
    }

    /// <summary>Waits until everything so far is durable, and writes a last checkpoint where one can be had.</summary>
    public async Task FinishAsync()
    {
        GroupPlace place = _checkpoints.AreWanted ? await CloseAsync() : await _last;
        _news.Publish();
        await _archive.DrainAsync(_last);
        await _checkpoints.FinishAsync(place);
    }

    public async ValueTask DisposeAsync()
    {
        await _commit.DisposeAsync();
        await _archive.DisposeAsync();
        await _checkpoints.DisposeAsync();
        await _journal.DisposeAsync();
    }

    // Scripted commands at their instants, then what the systems do by themselves. Nothing from outside may overtake
    // what is scripted, so all of it comes first, however much is due; between its slices there is time to write.
    private async ValueTask RunDueAsync()
    {
        _now = _site.Clock.NowUs;
        while (NextScripted <= _now)
        {
            if (!_commit.HasRoomFor(1, LedgerRecords.MostRecordOctets))
            {
                await _last;
            }

            RunScript();
        }

        if (_ledger.NextInstant <= _now && _now > _ledger.Now)
        {
            Execute(_now, default, default, default, null);
        }
    }

    // All that is scripted for the next instant.
    private void RunScript()
    {
        int from = _ledger.ScriptedTaken;
        int count = 1;
        while (from + count < _site.Script.Length && _site.Script[from + count].Command.Time == NextScripted)
        {
            count++;
        }

        if (_scripted.Length < count)
        {
            _scripted = new CommandResult[count];
        }

        Execute(NextScripted, _site.Script.AsSpan(from, count), _scripted.AsSpan(0, count), default, null);
    }

    private void Take(LedgerCall call, Dictionary<InstructionId, ArchivedInstruction>? archived)
    {
        switch (call)
        {
            case BatchCall batch:
                Take(batch, archived);
                break;
            case OrderCall order:
                EndSlice();
                Take(order, archived);
                break;
            case AskCall ask:
                EndSlice();
                for (int i = 0; i < ask.Ids.Count; i++)
                {
                    ask.Answers[i] = StateOf(ask.Ids.Span[i], archived);
                }

                _turn.Add(ask);
                break;
            case ILook look:
                EndSlice();
                look.Take(_ledger);
                _turn.Add(call);
                break;
        }
    }

    // News begins behind a group, so that has to be closed first.
    private async ValueTask TakeAsync(SubscribeCall call)
    {
        GroupPlace place = await _last;
        _news.Publish();
        if (call.Ends)
        {
            _news.Remove(call.Observer);
        }
        else
        {
            _news.Add(call.Observer, place.Sequence);
        }

        call.Complete(place.Sequence);
    }

    private void Take(BatchCall call, Dictionary<InstructionId, ArchivedInstruction>? archived)
    {
        if (_ledger.WaitingCount >= _site.Options.MostQueued || !HasRoomFor(call))
        {
            call.Refuse(Standing.Busy);
            return;
        }

        ReadOnlySpan<LedgerCommand> commands = call.Batch.Commands.Span;
        for (int i = 0; i < commands.Length; i++)
        {
            ref readonly LedgerCommand command = ref commands[i];
            Standing check = States.Check(command, call.Batch.Participant, call.Batch.Account, isOrder: false);
            if (check != Standing.Unknown)
            {
                call.Answers[i] = States.Refused(command.Id, check);
            }
            else if (archived is not null && archived.TryGetValue(command.Id, out ArchivedInstruction known))
            {
                call.Answers[i] = States.Of(command, known);
            }
            else
            {
                ReadOnlySpan<byte> digests = call.Batch.Digests.Span;
                _slice.Add(command, call, i, digests.IsEmpty
                    ? default
                    : digests.Slice(i * LedgerRecords.DigestOctets, LedgerRecords.DigestOctets));
            }
        }

        _turn.Add(call);
    }

    private bool HasRoomFor(BatchCall call) => _commit.HasRoomFor(
        _slice.Count + call.Count,
        _slice.Octets + (call.Count * LedgerRecords.MostRecordOctets) + call.TextOctets);

    // An order has its slice for itself, so that it sees what was asked before it and its answer is its own.
    private void Take(OrderCall call, Dictionary<InstructionId, ArchivedInstruction>? archived)
    {
        if (!_commit.HasRoomFor(1, LedgerRecords.MostRecordOctets))
        {
            call.Refuse(Standing.Busy);
            return;
        }

        LedgerOrder order = call.Order;
        LedgerCommand command = order.Command.Span[0];
        _turn.Add(call);
        if (order.About.Count > 0)
        {
            PaymentState about = StateOf(order.About.Span[0], archived);
            command = command with { Command = command.Command with { Payment = about.Number } };
        }

        Standing check = States.Check(command, order.Participant, order.Account, isOrder: true);
        if (check != Standing.Unknown)
        {
            call.Answers[0] = States.Refused(command.Id, check);
        }
        else if (archived is not null && archived.TryGetValue(command.Id, out ArchivedInstruction known))
        {
            call.Answers[0] = States.Of(command, known);
        }
        else
        {
            _slice.Add(command, call, 0, default);
            EndSlice();
        }
    }

    private PaymentState StateOf(InstructionId id, Dictionary<InstructionId, ArchivedInstruction>? archived) =>
        _ledger.TryFind(id, out int number) ? States.Of(id, number, _ledger.FateOf(number), isRepeated: false) with
        {
            PayerPlusOne = _ledger.PayerOf(number) + 1,
        }
        : archived is not null && archived.TryGetValue(id, out ArchivedInstruction known)
            ? States.Of(id, known.Number, known.Fate, isRepeated: false)
        : States.Refused(id, Standing.Unknown);

    // Carries out what has gathered; those who asked are answered when the group is durable that it went into.
    private void EndSlice()
    {
        if (_slice.Count > 0)
        {
            // Several slices of one turn may reach an instant for which something is scripted.
            while (NextScripted <= Math.Max(_now, _ledger.Now + 1))
            {
                RunScript();
            }

            long time = Math.Max(_now, _ledger.Now + 1);
            Execute(time, _slice.Commands, _slice.Results, _slice.Digests, _slice);
            _slice.Answer(_ledger);
            _slice.Clear();
        }

        if (_turn.Count > 0)
        {
            _ = AnswerAsync(_last, [.. _turn]);
            _turn.Clear();
        }
    }

    private void Execute(
        long time, ReadOnlySpan<LedgerCommand> commands, Span<CommandResult> results, ReadOnlySpan<byte> digests,
        SliceBuilder? slice)
    {
        try
        {
            _ledger.Execute(time, commands, results);
        }
        catch (Exception e)
        {
            throw LedgerHaltException.Of(_site.Stream, _commit.Durable.Sequence, time, commands, e);
        }

        slice?.GatherTexts();
        int most = LedgerRecords.SliceOctets + (commands.Length * LedgerRecords.MostRecordOctets);
        _octets.ResetWrittenCount();
        int octets = LedgerRecords.WriteSlice(_octets.GetSpan(most), time, commands, results, digests, out int count);
        if (count == 0 && _ledger.Events.Octets == 0)
        {
            return;
        }

        _octets.Advance(octets);
        _events.ResetWrittenCount();
        _ledger.Events.WriteTo(_events.GetSpan(_ledger.Events.Octets));
        _events.Advance(_ledger.Events.Octets);
        Append(time, count, slice is null ? default : slice.Texts);
        _news.Note(_last, _ledger);
    }

    // A checkpoint stands behind a group. Where time went on since without anything happening, a slice that is empty
    // says how far, so that a replay comes to the same state.
    private async ValueTask<GroupPlace> CloseAsync()
    {
        GroupPlace place = await _last;
        if (place.Instant >= _ledger.Now)
        {
            return place;
        }

        _events.ResetWrittenCount();
        _octets.ResetWrittenCount();
        _octets.Advance(LedgerRecords.WriteSlice(
            _octets.GetSpan(LedgerRecords.SliceOctets), _ledger.Now, default, default, default, out int count));
        Append(_ledger.Now, count, default);
        return await _last;
    }

    // Gives the slice to the journal.
    private void Append(long time, int count, ReadOnlySpan<byte> texts)
    {
        Task<GroupPlace> group = _commit.Append(time, count, _octets.WrittenSpan, _events.WrittenSpan, texts);
        if (group != _last)
        {
            // Nobody may wait for it; that it failed has to be seen all the same.
            _last = group;
            group.ContinueWith(
                (_, wake) => ((Action)wake!)(), _wake, CancellationToken.None,
                TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }

        _checkpoints.Count(count);
    }

    private static async Task AnswerAsync(Task<GroupPlace> durable, LedgerCall[] calls)
    {
        long sequence;
        try
        {
            sequence = (await durable.ConfigureAwait(false)).Sequence;
        }
        catch (JournalException e)
        {
            Array.ForEach(calls, e.Fault == JournalFault.Unknown
                ? call => call.Doubt()
                : call => call.Refuse(Standing.Unavailable));
            return;
        }

        Array.ForEach(calls, call => call.Complete(sequence));
    }
}
