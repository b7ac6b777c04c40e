using Clearing.Grains.Past;

namespace Clearing.Server.Statements;

/// <summary>The words of the kinds of lines.</summary>
internal static class StatementWords
{
    public static string Of(StatementKind kind) => kind switch
    {
        StatementKind.Payment => "payment",
        StatementKind.Provisional => "provisional",
        StatementKind.Unwound => "unwound",
        StatementKind.NetPosted => "net-posted",
        StatementKind.BalanceAdded => "balance-added",
        StatementKind.Funded => "funded",
        StatementKind.PaidOut => "paid-out",
        StatementKind.LossCovered => "loss-covered",
        StatementKind.SetAside => "set-aside",
        StatementKind.DayOpened => "day-opened",
        _ => "other",
    };

    /// <summary>The id of a line's instruction; null = it has none.</summary>
    public static string? IdOf(StatementLine line) => line.Id == default ? null : line.Id.ToString();
}
