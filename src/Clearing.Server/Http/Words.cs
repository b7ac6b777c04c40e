using Clearing.Settlement.Model;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http;

/// <summary>The words by which the interface says standings, reasons and priorities.</summary>
internal static class Words
{
    /// <summary>The word of a standing: <c>settled</c>, <c>not-done</c>, <c>unknown-party</c>.</summary>
    public static string Of(Standing standing) => standing switch
    {
        Standing.Settled => "settled",
        Standing.Queued => "queued",
        Standing.Rejected => "rejected",
        Standing.Cancelled => "cancelled",
        Standing.Unsettled => "unsettled",
        Standing.Provisional => "provisional",
        Standing.Unwound => "unwound",
        Standing.Done => "done",
        Standing.NotDone => "not-done",
        Standing.Archived => "archived",
        Standing.Different => "different",
        Standing.TooOld => "too-old",
        Standing.BadId => "bad-id",
        Standing.BadKind => "bad-kind",
        Standing.UnknownSystem => "unknown-system",
        Standing.UnknownParty => "unknown-party",
        Standing.SameParty => "same-party",
        Standing.BadAmount => "bad-amount",
        Standing.TooLarge => "too-large-for-ledger",
        Standing.BadPriority => "bad-priority",
        Standing.BadTime => "bad-time",
        Standing.UnknownPayment => "unknown-payment",
        Standing.NumbersUsedUp => "numbers-used-up",
        Standing.NotYours => "not-yours",
        Standing.BadBatch => "bad-batch",
        Standing.Malformed => "malformed",
        Standing.Unsupported => "unsupported",
        Standing.ValueDate => "value-date",
        Standing.BadField => "bad-field",
        Standing.Busy => "busy",
        Standing.Unavailable => "unavailable",
        Standing.InDoubt => "in-doubt",
        Standing.Halted => "halted",
        _ => "unknown",
    };

    /// <summary>The word of a reason, as in payments.csv; null where there is none.</summary>
    public static string? Of(Reason reason) => reason switch
    {
        Reason.Closed => "closed",
        Reason.Expired => "expired",
        Reason.Suspended => "suspended",
        Reason.Funds => "funds",
        Reason.Amount => "amount",
        Reason.Kind => "kind",
        Reason.CutOff => "cut-off",
        Reason.Refused => "refused",
        Reason.Timeout => "timeout",
        Reason.Group => "group",
        Reason.Network => "network",
        _ => null,
    };

    /// <summary>The priority of a word; null where there is none of it.</summary>
    public static Priority? PriorityOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("normal"u8) ? Priority.Normal
        : word.SequenceEqual("urgent"u8) ? Priority.Urgent
        : word.SequenceEqual("high"u8) ? Priority.High
        : null;
}
