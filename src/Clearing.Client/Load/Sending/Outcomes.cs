using Clearing.Client.Load.Measuring;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Sending;

/// <summary>Says what an answer means, given what was sent, and notes it in the book.</summary>
internal static class Outcomes
{
    /// <param name="answer">The answer.</param>
    /// <param name="plan">What was sent.</param>
    /// <param name="n">As which payment.</param>
    /// <param name="sent">How many were sent in frames before.</param>
    /// <param name="book">Where it is noted.</param>
    public static LoadOutcome Of(
        in AnswerRecord answer, PaymentPlan plan, long n, long sent, StatusBook book)
    {
        if (plan.IsPlain)
        {
            book.Put(n, answer.Standing, answer.IsRepeated);
            return OfPayment(answer, isRepeatWanted: false);
        }

        PlannedPayment planned = plan.At(n, sent);
        if (planned.Kind == SlotKind.Bad)
        {
            book.Put(n, answer.Standing, answer.IsRepeated);
            return IsLoad(answer.Standing) ? LoadOutcome.Busy
                : answer.Standing == Standing.InDoubt ? LoadOutcome.InDoubt
                : HasEffect(answer.Standing) ? LoadOutcome.Error
                : LoadOutcome.BadRefused;
        }

        if (planned.Kind == SlotKind.Payment)
        {
            book.Put(n, answer.Standing, answer.IsRepeated);
            return OfPayment(answer, isRepeatWanted: false);
        }

        // The first may have been refused for load: then this one is the payment.
        bool hadEffect = HasEffect(book[planned.Of]);
        if (!hadEffect)
        {
            book.Put(planned.Of, answer.Standing, answer.IsRepeated);
        }

        return answer.IsRepeated && HasEffect(answer.Standing) ? LoadOutcome.Repeated
            : OfPayment(answer, isRepeatWanted: hadEffect);
    }

    /// <summary>True when the ledger took the instruction, whatever became of it.</summary>
    public static bool HasEffect(Standing standing) => standing is > Standing.Unknown and < Standing.Different;

    /// <summary>True when it was refused for load.</summary>
    public static bool IsLoad(Standing standing) =>
        standing is Standing.Busy or Standing.Unavailable or Standing.Halted;

    private static LoadOutcome OfPayment(in AnswerRecord answer, bool isRepeatWanted) => answer.Standing switch
    {
        Standing.Busy or Standing.Unavailable or Standing.Halted => LoadOutcome.Busy,
        Standing.InDoubt => LoadOutcome.InDoubt,
        _ when answer.IsRepeated || isRepeatWanted => LoadOutcome.Error,
        Standing.Settled => LoadOutcome.Settled,
        Standing.Queued or Standing.Provisional => LoadOutcome.Pending,
        Standing.Rejected or Standing.Cancelled or Standing.Unsettled or Standing.Unwound => LoadOutcome.Rejected,
        _ => LoadOutcome.Error,
    };
}
