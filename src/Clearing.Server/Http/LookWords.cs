using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Server.Http;

/// <summary>The words of what can be read: routes, tests that hold payments back, and what happened to them.</summary>
internal static class LookWords
{
    /// <summary>The word of a route, as in payments.csv; null where there is none.</summary>
    public static string? Of(Route route) => route switch
    {
        Route.Entry => "entry",
        Route.Queue => "queue",
        Route.Bilateral => "bilateral",
        Route.Multilateral => "multilateral",
        Route.Cycle => "cycle",
        Route.Internal => "internal",
        Route.Close => "close",
        _ => null,
    };

    public static string Of(Priority priority) => priority switch
    {
        Priority.Urgent => "urgent",
        Priority.High => "high",
        _ => "normal",
    };

    /// <summary>The word of a test, as in waiting.csv.</summary>
    public static string Of(WaitTest test) => test switch
    {
        WaitTest.Order => "order",
        WaitTest.Funds => "funds",
        WaitTest.Ceiling => "ceiling",
        WaitTest.BilateralLimit => "bilateral-limit",
        WaitTest.MultilateralLimit => "multilateral-limit",
        WaitTest.NotReady => "not-ready",
        WaitTest.SetsOnly => "sets-only",
        WaitTest.Group => "group",
        WaitTest.NotBefore => "not-before",
        WaitTest.Halted => "halted",
        WaitTest.Answer => "answer",
        _ => "closed",
    };

    /// <summary>What a test says, to a person.</summary>
    public static string SentenceOf(WaitTest test) => test switch
    {
        WaitTest.Order => "Another payment of its bank stands before it.",
        WaitTest.Funds => "Its bank has not enough money for it.",
        WaitTest.Ceiling => "The payee would hold too much.",
        WaitTest.BilateralLimit => "It is beyond the payer's limit towards the payee.",
        WaitTest.MultilateralLimit => "It is beyond the payer's limit towards all others.",
        WaitTest.NotReady => "One of the two has not paid its opening requirement.",
        WaitTest.SetsOnly => "Its class goes in sets only, and none was found yet.",
        WaitTest.Group => "Others of its group have not come or do not fit.",
        WaitTest.NotBefore => "Its time has not come.",
        WaitTest.Halted => "The system is halted.",
        WaitTest.Answer => "Its payee has not answered yet.",
        _ => "The system is closed.",
    };

    /// <summary>What happened to a payment.</summary>
    public static string Of(EventKind kind) => kind switch
    {
        EventKind.Queued => "queued",
        EventKind.Released => "provisional",
        EventKind.Settled => "settled",
        EventKind.Rejected => "rejected",
        EventKind.Cancelled => "cancelled",
        EventKind.Unsettled => "unsettled",
        EventKind.Reprioritised => "reprioritised",
        EventKind.RequestRefused => "request-refused",
        EventKind.Earmarked => "set-aside",
        EventKind.Unwound => "unwound",
        _ => "other",
    };
}
