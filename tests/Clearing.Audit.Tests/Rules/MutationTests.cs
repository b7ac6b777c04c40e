using Clearing.Audit.Rules;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using CsCheck;

namespace Clearing.Audit.Tests.Rules;

/// <summary>
/// Histories of a naive system that keeps every rule, and of the same with one rule broken: the audit finds nothing in
/// the first and, in the second, the rule that was broken.
/// </summary>
public sealed class MutationTests
{
    private static readonly Gen<LedgerCommand[]> Commands = Gen.Select(
        Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[1, 3], Gen.Long[1, 400]).Select((what, from, step, amount) => what switch
        {
            0 => new LedgerCommand { Command = SettlementCommand.AddBalance(0, from, amount) },
            1 => new LedgerCommand { Command = SettlementCommand.Halt(0) },
            2 or 3 => new LedgerCommand { Command = SettlementCommand.Resume(0) },
            _ => Bench.Pay(0, from, (from + step) % Bench.Banks, amount),
        }).Array[40, 120];

    public static TheoryData<Flaw, string> Flaws => new()
    {
        { Flaw.MakesMoney, AuditParts.Money },
        { Flaw.ForgetsThePayee, AuditParts.Money },
        { Flaw.AddsUnordered, AuditParts.Money },
        { Flaw.AddsTwice, AuditParts.Money },
        { Flaw.IgnoresFloors, AuditParts.Bounds },
        { Flaw.IgnoresCeilings, AuditParts.Bounds },
        { Flaw.IgnoresLimits, AuditParts.Bounds },
        { Flaw.IgnoresHalts, AuditParts.Bounds },
        { Flaw.SettlesTwice, AuditParts.Finality },
        { Flaw.UndoesFinality, AuditParts.Finality },
        { Flaw.RevivesRejected, AuditParts.Finality },
        { Flaw.InventsPayments, AuditParts.Finality },
        { Flaw.ChangesAmounts, AuditParts.Finality },
        { Flaw.ChangesPayees, AuditParts.Finality },
    };

    [Fact]
    public void A_system_that_keeps_every_rule_breaks_none() =>
        Commands.Sample(commands => Assert.Empty(Breaches(commands, Flaw.None, out _)));

    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_system_that_breaks_one_rule_is_found_out_by_that_rule(Flaw flaw, string part)
    {
        int sinned = 0;
        Commands.Sample(commands =>
        {
            IReadOnlyList<Breach> breaches = Breaches(commands, flaw, out bool hasSinned);
            sinned += hasSinned ? 1 : 0;
            Assert.Equal(hasSinned, breaches.Any(breach => breach.Part == part));
        }, iter: 200, threads: 1);
        Assert.True(sinned > 40, $"it did wrong in {sinned} of 200 histories");
    }

    private static List<Breach> Breaches(LedgerCommand[] commands, Flaw flaw, out bool hasSinned)
    {
        SystemDefinition system = Bench.Gross();
        system = system with
        {
            Accounts = [.. system.Accounts.Select((account, i) => account with
            {
                CreditMinor = 100 * i,
                Ceiling = i == 3 ? Bound.Fixed(1_500) : Bound.None,
            })],
            Limits = [new BilateralLimit(1, 2, 300)],
        };
        AuditedLedger audited = Bench.Ledger();
        audited.Book.Arrangement.Systems[0] = system;
        EventRules rules = new(audited);
        NaiveSystem naive = new(system, flaw);
        List<Breach> breaches = [];
        Take([], naive.Open());
        for (int i = 0; i < commands.Length; i++)
        {
            LedgerCommand command = commands[i];
            bool isPayment = command.Command.Kind == CommandKind.Submit;
            LedgerCommand[] slice = [command with { Command = command.Command with { Payment = isPayment ? i : -1 } }];
            Take(slice, naive.Run(Bench.OpenAt + i + 1, slice));
        }

        hasSinned = naive.HasSinned;
        return breaches;

        void Take(LedgerCommand[] slice, SettlementEvent[] events)
        {
            rules.Take(slice, events, [new EventRun(0, 0, events.Length)]);
            rules.EndGroup();
            breaches.AddRange(rules.TakeBreaches());
        }
    }
}
