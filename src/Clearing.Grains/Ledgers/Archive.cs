using Clearing.Journal;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// The instructions that left the ledger's memory: seals them, one run at a time and beside the turns, and looks
/// them up before a command may reach the ledger.
/// </summary>
internal sealed class Archive(Ledger ledger, ISealedIds sealedIds) : IAsyncDisposable
{
    private Task? _sealing;

    /// <summary>What ended it; null while it works.</summary>
    public Exception? Fault => _sealing is { IsFaulted: true } ? _sealing.Exception?.InnerException : null;

    /// <summary>Seals what a replay made again, or what was not sealed before the end.</summary>
    public static async Task CatchUpAsync(Ledger ledger, ISealedIds sealedIds)
    {
        while (ledger.FirstRun is { } run)
        {
            if (run.Number >= sealedIds.Runs)
            {
                await sealedIds.SealAsync(new SealedRun(run.Number, ArchivedInstruction.Octets, run.Entries));
            }

            ledger.Sealed();
        }
    }

    /// <summary>Lets the ledger forget what was sealed since the last turn.</summary>
    public void TakeSealed()
    {
        if (_sealing is { IsCompletedSuccessfully: true })
        {
            _sealing = null;
            ledger.Sealed();
        }
    }

    /// <summary>Begins to seal the next run, if there is one, once what it comes from is durable.</summary>
    public void SealNext(Task<GroupPlace> durable, Action wake)
    {
        if (_sealing is null && ledger.FirstRun is { } run)
        {
            _sealing = SealAsync(run, durable);
            _ = _sealing.ContinueWith(_ => wake(), TaskScheduler.Default);
        }
    }

    /// <summary>Waits until nothing is left to seal.</summary>
    public async ValueTask DrainAsync(Task<GroupPlace> durable)
    {
        while (_sealing is not null || ledger.FirstRun is not null)
        {
            SealNext(durable, static () => { });
            await _sealing!;
            TakeSealed();
        }
    }

    /// <summary>
    /// What the archive knows of the instructions that these calls name; null where it knows nothing.
    /// </summary>
    public async ValueTask<Dictionary<InstructionId, ArchivedInstruction>?> FindAsync(IReadOnlyList<LedgerCall> calls)
    {
        if (sealedIds.Runs == 0)
        {
            return null;
        }

        List<InstructionId>? asked = null;
        foreach (LedgerCall call in calls)
        {
            Collect(call, ref asked);
        }

        if (asked is null)
        {
            return null;
        }

        Dictionary<InstructionId, ArchivedInstruction> found = [];
        foreach (InstructionId id in asked)
        {
            if (await sealedIds.FindAsync(id.Value) is { } value)
            {
                found[id] = ArchivedInstruction.Read(id, value);
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sealing is not null)
        {
            await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SealAsync(LeavingRun run, Task<GroupPlace> durable)
    {
        await durable.ConfigureAwait(false);
        await sealedIds.SealAsync(new SealedRun(run.Number, ArchivedInstruction.Octets, run.Entries))
            .ConfigureAwait(false);
    }

    private void Collect(LedgerCall call, ref List<InstructionId>? asked)
    {
        switch (call)
        {
            case BatchCall batch:
                foreach (ref readonly LedgerCommand command in batch.Batch.Commands.Span)
                {
                    Collect(command.Id, ref asked);
                }

                break;
            case OrderCall order:
                Collect(order.Order.Command.Span[0].Id, ref asked);
                foreach (InstructionId id in order.Order.About.Span)
                {
                    Collect(id, ref asked);
                }

                break;
            case AskCall ask:
                foreach (InstructionId id in ask.Ids.Span)
                {
                    Collect(id, ref asked);
                }

                break;
        }
    }

    private void Collect(InstructionId id, ref List<InstructionId>? asked)
    {
        if (ledger.MayBeArchived(id) && sealedIds.MayHold(id.Value) && !ledger.TryFind(id, out _))
        {
            (asked ??= []).Add(id);
        }
    }
}
