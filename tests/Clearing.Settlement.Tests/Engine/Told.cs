using System.Globalization;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Runs a small system and tells its events as short lines: accounts are letters, payments numbers.</summary>
internal static class Told
{
    public static SystemDefinition With(
        this SystemDefinition system, PositionKind? position = null, Finality finality = Finality.Cycle,
        FailureStep[]? failure = null, Account[]? accounts = null, BilateralLimit[]? limits = null,
        SettlementDay[]? days = null, Mechanism[]? release = null, bool elsewhere = false, bool carryQueue = false,
        bool carryPositions = false, Phase[]? phases = null) => new()
        {
            Name = system.Name,
            Rulebook = system.Rulebook,
            Position = position ?? system.Position,
            Finality = finality,
            Queue = system.Queue,
            CycleAtClose = system.CycleAtClose && days is null,
            Failure = failure ?? system.Failure,
            Accounts = accounts ?? system.Accounts,
            Limits = limits ?? [],
            Days = days ?? system.Days,
            Release = release ?? [],
            SettlesElsewhere = elsewhere,
            CarryQueue = carryQueue,
            CarryPositions = carryPositions,
            Phases = phases ?? [],
        };

    public static Account[] Change(this IReadOnlyList<Account> accounts, Func<Account, Account> change) =>
        [.. accounts.Select(change)];

    /// <summary>The payments at one instant, the other commands around them by time.</summary>
    public static string[] Run(SystemDefinition system, string payments, params SettlementCommand[] others) =>
        Run(system, [.. Submits(payments), .. others]);

    public static string[] Run(SystemDefinition system, SettlementCommand[] commands)
    {
        SettlementEngine engine = new(system);
        EventBuffer events = new();
        SettlementCommand[] inOrder = [.. commands.OrderBy(c => c.Time).ThenBy(c => c.Kind == CommandKind.Submit)];
        engine.Execute(inOrder, events);
        engine.Finish(events);
        OutcomeRecorder recorder = new(system, new long[commands.Length]);
        recorder.Record(events.Events);
        Assert.Null(recorder.Complete(engine.StateHash()).BrokenInvariant);
        return [.. events.Events.ToArray().Select(Describe)];
    }

    public static string[] Only(this string[] lines, params string[] words) =>
        [.. lines.Where(line => words.Any(word => line.Contains(word, StringComparison.Ordinal)))];

    private static SettlementCommand[] Submits(string payments) =>
        payments.Length == 0 ? [] : Engines.Payments(payments);

    private static string Describe(SettlementEvent e)
    {
        string who = e.From >= 0 ? $" {(char)('A' + e.From)}" : "";
        string whom = e.To >= 0 ? $">{(char)('A' + e.To)}" : "";
        string amount = e.AmountMinor != 0 ? $" {e.AmountMinor}" : "";
        string balances = e.Kind switch
        {
            EventKind.Settled or EventKind.Released or EventKind.Funded or EventKind.PaidOut =>
                $" [{e.PayerBalanceMinor} {e.PayeeBalanceMinor}]",
            EventKind.NetPosted or EventKind.LossCovered or EventKind.BalanceAdded => $" [{e.PayerBalanceMinor}]",
            _ => "",
        };
        string number = e.Payment >= 0 ? $" {e.Payment}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{e.Time} {e.Kind}{number}{who}{whom}{amount}{balances}");
    }
}
