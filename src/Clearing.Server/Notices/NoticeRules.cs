using Clearing.Messages.Sessions;
using Clearing.Settlement.Events;

namespace Clearing.Server.Notices;

/// <summary>Which events are told to whom, and as what (docs/reference/sessions.md, "Notices").</summary>
internal static class NoticeRules
{
    /// <summary>What the account that an event is from is told; none = nothing.</summary>
    public static NoticeKind ToPayer(EventKind kind) => kind switch
    {
        EventKind.Queued => NoticeKind.Queued,
        EventKind.Released => NoticeKind.ProvisionallyDebited,
        EventKind.Settled => NoticeKind.Debited,
        EventKind.Rejected => NoticeKind.Rejected,
        EventKind.Cancelled => NoticeKind.Cancelled,
        EventKind.Unsettled => NoticeKind.Unsettled,
        EventKind.Unwound => NoticeKind.Unwound,
        EventKind.NetPosted => NoticeKind.NetPosted,
        EventKind.BalanceAdded => NoticeKind.BalanceChanged,
        EventKind.Funded => NoticeKind.Funded,
        EventKind.PaidOut => NoticeKind.PaidOut,
        EventKind.Suspended => NoticeKind.Suspended,
        _ => NoticeKind.None,
    };

    /// <summary>What the account that an event is to is told; none = nothing.</summary>
    public static NoticeKind ToPayee(EventKind kind) => kind switch
    {
        EventKind.Released => NoticeKind.ProvisionallyCredited,
        EventKind.Settled => NoticeKind.Credited,
        EventKind.Unwound => NoticeKind.Unwound,
        _ => NoticeKind.None,
    };
}
