using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// Worked examples with known answers, on every engine. V: eight payments among A, B, C, D of gross value 245.
/// G: micro-examples of gridlock resolution. Payments are named by their place in the list.
/// </summary>
public sealed class GoldenVectorTests
{
    private const string EightPayments =
        "A>B 60, A>C 30, B>A 20, B>C 50, C>A 10, C>D 40, D>A 25, D>B 10";

    public static TheoryData<string> EngineNames => Engines.Names;

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void V1_nets_are_posted_at_the_close_and_need_35(string engine)
    {
        Check(engine, Engines.Net(35, 0, 0, 0), EightPayments, "0 0 30 5", "0 1 2 3 4 5 6 7");
        Check(engine, Engines.Net(34, 0, 0, 0), EightPayments, "34 0 0 0", "");
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void V2_immediate_settlement_from_zero_draws_100(string engine)
    {
        SystemOutcome outcome = Engines.Run(engine, Engines.Unbounded(4), Engines.Payments(EightPayments));
        Assert.Equal([-90L, -10, 0, 0], outcome.Accounts.Select(a => a.MinimumMinor));
        Assert.Equal([-35L, 0, 30, 5], outcome.Accounts.Select(a => a.ClosingMinor));
        Assert.Equal(100, outcome.Days.Single().LiquidityUsedMinor);
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void V3_strict_order_settles_all_where_bypassing_strands_175(string engine)
    {
        long[] balances = [35, 20, 15, 10];
        Check(engine, Engines.Gross(balances), EightPayments, "0 20 45 15", "0 1 2 3 4 5 6 7");
        Check(engine, Engines.Gross(balances, QueueDiscipline.BypassFifo), EightPayments, "35 10 35 0", "1 2 4 7");
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void V4_gridlock_is_resolved_as_far_as_the_money_of_A_reaches(string engine)
    {
        Mechanism all = Engines.OnChange(MechanismKind.AllOrNothing);
        Mechanism partial = Engines.OnChange(MechanismKind.Partial);
        Check(engine, Engines.Gross([35, 0, 0, 0]), EightPayments, "35 0 0 0", "");
        Check(engine, Gross(35, all), EightPayments, "0 0 30 5", "0 1 2 3 4 5 6 7");
        Check(engine, Gross(30, all), EightPayments, "30 0 0 0", "");
        Check(engine, Gross(30, partial), EightPayments, "25 0 0 5", "0 2 3 4 5 6 7");
        Check(engine, Gross(0, partial), EightPayments, "0 0 0 0", "");

        static SystemDefinition Gross(long balanceOfA, Mechanism mechanism) =>
            Engines.Gross([balanceOfA, 0, 0, 0], QueueDiscipline.Fifo, mechanism);
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void V9_a_ring_settles_as_one_set_and_moves_nothing(string engine)
    {
        const string ring = "A>B 100, B>C 100, C>A 100";
        Check(engine, Engines.Gross([10, 10, 10]), ring, "10 10 10", "");
        foreach (MechanismKind kind in (MechanismKind[])[MechanismKind.AllOrNothing, MechanismKind.Partial])
        {
            SystemDefinition system = Engines.Gross([10, 10, 10], QueueDiscipline.Fifo, Engines.OnChange(kind));
            Check(engine, system, ring, "10 10 10", "0 1 2");
        }
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void G1_a_ring_without_money_settles_whole(string engine)
    {
        const string ring = "A>B 100, B>C 100, C>A 100";
        Check(engine, Engines.Gross([0, 0, 0]), ring, "0 0 0", "");
        Check(engine, Partial(3), ring, "0 0 0", "0 1 2");
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void G2_a_deadlock_needs_an_injection_of_100(string engine)
    {
        Check(engine, Partial(2), "A>B 100", "0 0", "");
        CheckInjected(99, "99 0", "");
        CheckInjected(100, "0 100", "0");

        void CheckInjected(long amountMinor, string closing, string settled)
        {
            SettlementCommand injection = SettlementCommand.AddBalance(Engines.Open + 20, 0, amountMinor);
            Check(engine, Partial(2), [.. Engines.Payments("A>B 100"), injection], closing, settled);
        }
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void G3_the_payment_out_of_the_ring_is_left(string engine) =>
        Check(engine, Partial(3), "A>B 60, A>C 50, B>C 60, C>A 60", "0 0 0", "0 2 3");

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void G4_sequence_forbids_what_amounts_would_allow(string engine) =>
        Check(engine, Partial(2), "A>B 100, A>B 40, B>A 40", "0 0", "");

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void G6_the_upper_bound_depends_on_the_order_of_arrival(string engine)
    {
        CheckUsed("A>B 100, B>C 80, C>A 70", 100);
        CheckUsed("C>A 70, B>C 80, A>B 100", 180);

        void CheckUsed(string payments, long used)
        {
            SystemOutcome outcome = Engines.Run(engine, Engines.Unbounded(3), Engines.Payments(payments));
            Assert.Equal(used, outcome.Days.Single().LiquidityUsedMinor);
            Assert.Equal([-30L, 20, 10], outcome.Accounts.Select(a => a.ClosingMinor));
        }
    }

    private static SystemDefinition Partial(int accounts) =>
        Engines.Gross(new long[accounts], QueueDiscipline.Fifo, Engines.OnChange(MechanismKind.Partial));

    private static void Check(
        string engine, SystemDefinition system, string payments, string closing, string settled) =>
        Check(engine, system, Engines.Payments(payments), closing, settled);

    private static void Check(
        string engine, SystemDefinition system, SettlementCommand[] commands, string closing, string settled)
    {
        SystemOutcome outcome = Engines.Run(engine, system, commands);
        IEnumerable<int> settledPayments = Enumerable.Range(0, commands.Length)
            .Where(p => outcome.Payments.StatusOf(p) == PaymentStatus.Settled);
        Assert.Equal(settled, string.Join(' ', settledPayments));
        Assert.Equal(closing, string.Join(' ', outcome.Accounts.Select(a => a.ClosingMinor)));
    }
}
