using System.Globalization;
using System.Text;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Storage;
using Clearing.Grains.Wire;
using Clearing.Grains.Worlds;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Clearing.Grains.Operating;

/// <summary>What operators of a world do, each of them by two: key WORLD.</summary>
public interface IActionsGrain : IGrainWithStringKey
{
    Task<ActionAnswer> ProposeAsync(ActionProposal proposal, OperatorName by);

    /// <summary>Approves what another proposed, which is then carried out, once.</summary>
    /// <param name="number">Of the action.</param>
    /// <param name="hash">Of the content that the approver has seen.</param>
    /// <param name="by">Who approves.</param>
    Task<ActionAnswer> ApproveAsync(long number, string hash, OperatorName by);

    /// <summary>Refuses it, or takes it back.</summary>
    Task<ActionAnswer> RefuseAsync(long number, OperatorName by);

    /// <summary>Null where there is none, or it was over long ago.</summary>
    Task<ActionRecord?> FindAsync(long number);

    /// <summary>Those behind a number, in order.</summary>
    Task<ActionRecord[]> ListAsync(long after, int limit);

    /// <summary>Carries out what was approved and is not carried out, which a crash may have left.</summary>
    Task FinishAsync();
}

/// <summary>
/// One call at a time. A line of the audit trail comes before what it tells of, and an approval is kept before it is
/// carried out, under an id that follows from it: so it has its effect once, whatever crashes when.
/// </summary>
public sealed partial class ActionsGrain(
    World world,
    [PersistentState("actions", GrainStore.Provider)] IPersistentState<ActionBook> book,
    ILogger<ActionsGrain> log)
    : Grain, IActionsGrain
{
    /// <summary>Kind of identity of the ids of orders that come from actions.</summary>
    private const byte OfActions = (byte)'O';

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private IGrainTimer? _again;

    private long NowUs => BusinessClock.WallUs(world.Time);

    public async Task<ActionAnswer> ProposeAsync(ActionProposal proposal, OperatorName by)
    {
        await ExpireAsync();
        if (book.State.Actions.Find(held => held is { State: ActionState.Proposed }
            && held.By == by && held.Proposal.Hash == proposal.Hash) is { } same)
        {
            return new ActionAnswer(ActionVerdict.Repeated, same);
        }

        if (book.State.Actions.Count(held => !held.IsOver) >= ActionBook.MostOpen)
        {
            return new ActionAnswer(ActionVerdict.TooMany);
        }

        if (await ObjectionAsync(proposal) is { } objection)
        {
            return new ActionAnswer(objection);
        }

        ActionRecord action = new()
        {
            Number = book.State.Last + 1,
            Proposal = proposal,
            By = by,
            ProposedUs = NowUs,
        };
        book.State.Last = action.Number;
        await KeepAsync(action, by, TrailKinds.Proposed, proposal.Content);
        return new ActionAnswer(ActionVerdict.Done, action);
    }

    public async Task<ActionAnswer> ApproveAsync(long number, string hash, OperatorName by)
    {
        await ExpireAsync();
        ActionRecord? action = book.State.Find(number);
        if (WhyNot(action, by, hash) is { } why)
        {
            if (action is { State: ActionState.Proposed })
            {
                await TellAsync(action, by, TrailKinds.Denied, why.ToString());
            }

            return new ActionAnswer(why, action);
        }

        if (await ObjectionAsync(action!.Proposal) is { } objection)
        {
            return new ActionAnswer(objection, action);
        }

        action = action with { State = ActionState.Approved, DecidedBy = by };
        await KeepAsync(action, by, TrailKinds.Approved, action.Proposal.Hash);
        return new ActionAnswer(ActionVerdict.Done, await ExecuteAsync(action));
    }

    public async Task<ActionAnswer> RefuseAsync(long number, OperatorName by)
    {
        await ExpireAsync();
        ActionRecord? action = book.State.Find(number);
        if (action is not { State: ActionState.Proposed })
        {
            return new ActionAnswer(
                action is null ? ActionVerdict.Unknown
                : action.State == ActionState.Expired ? ActionVerdict.Expired : ActionVerdict.Decided,
                action);
        }

        action = action with { State = ActionState.Refused, DecidedBy = by };
        await KeepAsync(action, by, TrailKinds.Refused, action.Proposal.Hash);
        return new ActionAnswer(ActionVerdict.Done, action);
    }

    public async Task<ActionRecord?> FindAsync(long number)
    {
        await ExpireAsync();
        return book.State.Find(number);
    }

    public async Task<ActionRecord[]> ListAsync(long after, int limit)
    {
        await ExpireAsync();
        return [.. book.State.Actions.Where(action => action.Number > after).Take(limit)];
    }

    public async Task FinishAsync()
    {
        foreach (ActionRecord action in book.State.Actions.FindAll(held => held.State == ActionState.Approved))
        {
            await ExecuteAsync(action);
        }

        bool isLeft = book.State.Actions.Exists(held => held.State == ActionState.Approved);
        if (isLeft)
        {
            _again ??= this.RegisterGrainTimer(FinishAsync, Often, Often);
        }
        else
        {
            _again?.Dispose();
            _again = null;
        }
    }

    private static ActionVerdict? WhyNot(ActionRecord? action, OperatorName by, string hash) => action switch
    {
        null => ActionVerdict.Unknown,
        { State: ActionState.Expired } => ActionVerdict.Expired,
        { State: not ActionState.Proposed } => ActionVerdict.Decided,

        // Two sessions, or two keys, of one person are one person.
        _ when action.By.Name == by.Name || action.By.Credential == by.Credential => ActionVerdict.OwnAction,
        _ when action.Proposal.Hash != hash => ActionVerdict.Changed,
        _ => null,
    };

    private async Task<ActionVerdict?> ObjectionAsync(ActionProposal proposal)
    {
        if (proposal.Overrides)
        {
            return null;
        }

        if (proposal.Opens > 0 && book.State.Opened.Contains(ActionBook.DateOf(proposal)))
        {
            return ActionVerdict.AlreadyOpened;
        }

        if (!proposal.NeedsEmptyQueue)
        {
            return null;
        }

        LedgerInfo info = await GrainFactory.GetGrain<ILedgerGrain>(proposal.Stream).InfoAsync();
        return info.State != LedgerState.Serving ? ActionVerdict.Unavailable
            : info.Waiting > 0 ? ActionVerdict.QueueNotEmpty
            : null;
    }

    // What the ledger refuses for now, or what could not be kept, is tried again until that works.
    private async Task<ActionRecord> ExecuteAsync(ActionRecord action)
    {
        try
        {
            Standing standing = (await GrainFactory.GetGrain<ILedgerGrain>(action.Proposal.Stream)
                .OrderAsync(OrderOf(action))).Standing;
            if (standing is not (Standing.Busy or Standing.Unavailable or Standing.InDoubt))
            {
                return await EndAsync(action, standing);
            }
        }
        catch (Exception away) when (away is not (OutOfMemoryException or InconsistentStateException))
        {
            LogAway(log, action.Number, away.Message);
        }

        _again ??= this.RegisterGrainTimer(FinishAsync, Often, Often);
        return action;
    }

    private async Task<ActionRecord> EndAsync(ActionRecord action, Standing standing)
    {

        bool isDone = standing == Standing.Done;
        if (isDone && action.Proposal.Opens > 0)
        {
            book.State.Opened.Add(ActionBook.DateOf(action.Proposal));
        }

        action = action with
        {
            State = isDone ? ActionState.Executed : ActionState.NotExecuted,
            Outcome = standing.ToString(),
        };
        await KeepAsync(
            action, action.DecidedBy!, isDone ? TrailKinds.Executed : TrailKinds.NotExecuted, action.Outcome);
        return action;
    }

    private LedgerOrder OrderOf(ActionRecord action)
    {
        ActionProposal proposal = action.Proposal;
        string identity = string.Create(
            CultureInfo.InvariantCulture, $"{world.Name} {action.Number} {proposal.Hash}");
        LedgerCommand command = new()
        {
            Id = InstructionId.Derive(OfActions, Encoding.UTF8.GetBytes(identity)),
            Command = new SettlementCommand
            {
                Kind = proposal.Order,
                Payment = -1,
                From = proposal.Account < 0 ? 0 : proposal.Account,
                To = proposal.Counterparty < 0 ? 0 : proposal.Counterparty,
                AmountMinor = proposal.Amount,
            },
            Member = (byte)proposal.Member,
        };
        return new LedgerOrder { Participant = -1, Account = -1, Command = new Blob<LedgerCommand>(new[] { command }) };
    }

    private async Task ExpireAsync()
    {
        long nowUs = NowUs;
        foreach (ActionRecord action in book.State.Actions.FindAll(
            held => held.State == ActionState.Proposed && held.Proposal.UntilUs <= nowUs))
        {
            await KeepAsync(
                action with { State = ActionState.Expired }, action.By with { Name = "" }, TrailKinds.Expired, "");
        }
    }

    private async Task KeepAsync(ActionRecord action, OperatorName by, string kind, string detail)
    {
        await TellAsync(action, by, kind, detail);
        book.State.Put(action);
        await book.WriteStateAsync();
    }

    private Task TellAsync(ActionRecord action, OperatorName by, string kind, string detail) =>
        GrainFactory.GetGrain<IAuditTrailGrain>(world.Name).WriteAsync(
            [new TrailEntry(by.Name, kind, action.Number.ToString(CultureInfo.InvariantCulture), detail)]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Action {Number} is not carried out yet: {Why}")]
    private static partial void LogAway(ILogger log, long number, string why);
}
