using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http;

/// <summary>The problems that a ledger, or what stands before it, answers with.</summary>
internal static class Refusals
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    // One of each: they are answered often.
    private static readonly Problem?[] All = [.. Enumerable.Range(0, (int)Standing.Halted + 1)
        .Select(standing => Make((Standing)standing))];

    /// <summary>The problem of a standing; null where the instruction had its effect.</summary>
    public static Problem? Of(Standing standing) =>
        standing is >= Standing.Settled and <= Standing.Archived ? null : All[(int)standing];

    private static Problem? Make(Standing standing) => standing switch
    {
        Standing.Different => New(422, standing,
            "The same id or key came before with another content, and stands. For another payment take another one."),
        Standing.TooOld => New(422, standing, "The number is too far below the highest; go on counting from that."),
        Standing.BadId => New(422, standing, "This is no id: write a UUID of version 4 in lower case."),
        Standing.BadKind => New(422, standing, "There is no such kind, or nobody can order it here."),
        Standing.UnknownSystem => New(422, standing,
            "The ledger has no such system, or none with this currency; GET /v1/world lists them."),
        Standing.UnknownParty => New(422, standing, "Nobody has this name; GET /v1/participants lists who takes part."),
        Standing.SameParty => New(422, standing, "Payer and payee settle on one account."),
        Standing.BadAmount => New(422, standing,
            "Write digits with at most the decimals of the currency, 12.50, greater than zero where money moves."),
        Standing.TooLarge => New(422, standing, "The sums of the ledger could overflow; take a smaller amount."),
        Standing.BadPriority => New(422, standing, "There is no such priority or class."),
        Standing.BadTime => New(422, standing, "There is no such instant, or it is over."),
        Standing.UnknownPayment => New(404, standing,
            "You have no payment under this id that could still change; GET .../payments/{id} says where it stands."),
        Standing.NumbersUsedUp => New(503, standing, "The ledger has given all its numbers; tell its operator."),
        Standing.NotYours => Problem.NotYours,
        Standing.BadBatch => New(400, standing, "A bulk has 1 to 4,096 payments."),
        Standing.Malformed => New(400, standing, "The message breaks the rules of its format."),
        Standing.Unsupported => New(422, standing,
            "Such a message is no instruction to pay, or holds several payments."),
        Standing.ValueDate => New(422, standing,
            "The value date is not the ledger's day; GET /v1/world says which it is."),
        Standing.BadField => New(400, standing, "A value that has no meaning here."),
        Standing.Busy => New(503, standing,
            "Too much is under way. It had no effect: send the same again in a moment.", Soon),
        Standing.Unavailable => New(503, standing,
            "The ledger takes nothing at present. It had no effect: send the same again later.", Later),
        Standing.InDoubt => New(504, standing,
            "It had its effect once or not at all. Ask by its id, or send the same again: that is safe.", Soon),
        Standing.Halted => New(503, standing, "The ledger has stopped and waits for its operator. It had no effect."),
        _ => null,
    };

    private static Problem New(int status, Standing standing, string detail, TimeSpan retryAfter = default) =>
        new(status, Words.Of(standing), detail) { RetryAfter = retryAfter };
}
