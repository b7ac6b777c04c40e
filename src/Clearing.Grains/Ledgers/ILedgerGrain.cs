using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// The single writer of one arrangement that is open to the outside, with its journal; key WORLD/ARRANGEMENT. Nothing
/// that it answers can be lost: an answer leaves when what it says is durable. No call of it throws for what a sender
/// did.
/// </summary>
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>Opens the ledger, if it is not, and waits until it serves or cannot.</summary>
    [ResponseTimeout("01:00:00")]
    Task<LedgerInfo> OpenAsync();

    /// <summary>What the ledger is and where it stands; does not wait.</summary>
    Task<LedgerInfo> InfoAsync();

    /// <summary>Takes payment instructions. Answers when they are durable; what is refused has no effect.</summary>
    Task<InstructionAnswers> SubmitAsync(InstructionBatch batch);

    /// <summary>Carries an order out, once. Answers when it is durable.</summary>
    Task<PaymentState> OrderAsync(LedgerOrder order);

    /// <summary>Where instructions stand, by their ids, in that order; as of a durable sequence.</summary>
    Task<InstructionAnswers> AskAsync(Blob<InstructionId> ids);

    /// <summary>
    /// The highest number that a participant gave an instruction itself; 0 where it gave none. What it sent and was not
    /// answered may have a higher one yet.
    /// </summary>
    Task<ulong> LastNumberAsync(int participant);

    /// <summary>All accounts, as of a durable sequence.</summary>
    Task<AccountStates> AccountsAsync();

    /// <summary>One account in all systems, as of a durable sequence.</summary>
    Task<AccountView> AccountAsync(AccountQuestion question);

    /// <summary>Payments that wait, by rank, and why each does; as of a durable sequence.</summary>
    Task<QueuePage> QueueAsync(QueueQuestion question);

    /// <summary>
    /// Tells an observer every durable event from here on, in order. Returns the sequence after which its news begins:
    /// what was before it is had from <see cref="NewsAsync"/>.
    /// </summary>
    Task<long> SubscribeAsync(ILedgerObserver observer);

    /// <summary>Tells it no more.</summary>
    Task UnsubscribeAsync(ILedgerObserver observer);

    /// <summary>
    /// Past events, worked out again from the journal: those of the groups after <paramref name="after"/>, as many
    /// groups as fit one message, at least one where there is one that is durable.
    /// </summary>
    /// <param name="after">A sequence; 0 = from the beginning.</param>
    /// <param name="until">A later one: nothing behind it is told.</param>
    [ResponseTimeout("01:00:00")]
    Task<LedgerNews> NewsAsync(long after, long until = long.MaxValue);

    /// <summary>Writes a checkpoint, closes the journal and ends the activation.</summary>
    [ResponseTimeout("00:10:00")]
    Task CloseAsync();
}

/// <summary>Told the durable events of a ledger.</summary>
public interface ILedgerObserver : IGrainObserver
{
    /// <summary>
    /// The next events. The ledger tells the next when this has returned; one that falls too far behind is dropped.
    /// </summary>
    Task TellAsync(LedgerNews news);

    /// <summary>It was told nothing after this sequence, and will be told no more until it subscribes again.</summary>
    Task DroppedAsync(long after);
}
