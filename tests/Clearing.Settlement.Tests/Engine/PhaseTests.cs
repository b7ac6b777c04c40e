using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>How phases begin, what they override and do, and how they end.</summary>
public sealed class PhaseTests
{
    private static readonly Small Late = new(0, 0)
    {
        Phases = [new Phase { Name = "late" }],
        PhasesAt = [Small.Open + 20],
    };

    private static Small With(Small system, params Phase[] phases) => system with { Phases = phases };

    private static Phase Do(params PhaseAction[] actions) => new() { Name = "late", Actions = actions };

    [Fact]
    public void A_phase_begins_after_the_payments_of_its_instant()
    {
        Small system = With(Late with { Balances = [9, 9] }, new Phase { Name = "late", Accepts = [] });
        Assert.Equal("0 entry; phase 0; 1 cutoff", system.Tell("A>B 1 +10, A>B 1 +11"));
    }

    [Fact]
    public void Phases_whose_time_has_passed_begin_at_the_open_one_after_another()
    {
        Small system = With(
            Late with { PhasesAt = [Small.Open - 50, Small.Open, Small.Open + 5] },
            new Phase { Name = "a" }, new Phase { Name = "b" }, new Phase { Name = "c" });
        Assert.Equal("phase 0; phase 1; phase 2; 0 waits; 0 unsettled", system.Tell("A>B 1"));
    }

    [Fact]
    public void Relief_lets_in_what_goes_to_one_that_is_short()
    {
        Small system = With(
            Late with
            {
                Balances = [50, 0, 0],
                Each = a => a.Id == "C" ? a with { Floor = Bound.Fixed(-5), OpeningBalanceMinor = -5 } : a,
            },
            new Phase { Name = "late", AcceptsRelief = true });
        // B is short because its own waits, C because it is below zero; A is neither.
        Assert.Equal("0 waits; phase 0; 1 entry; 2 entry; 3 cutoff; 4 entry; 0 queue; 5 cutoff",
            system.Tell("B>A 9, A>B 1 +11, A>C 4 +11, C>A 1 +11, A>B 8 +11, A>B 1 +11"));
    }

    [Theory]
    [InlineData(QueueDiscipline.Fifo)]
    [InlineData(QueueDiscipline.BypassFifo)]
    public void Waived_ceilings_bind_again_in_the_next_phase(QueueDiscipline queue)
    {
        Small system = With(
            Late with
            {
                Balances = [50, 0],
                Queue = queue,
                PhasesAt = [Small.Open + 20, Small.Open + 30],
                Each = a => a.Id == "B" ? a with { Ceiling = Bound.Fixed(5) } : a,
            },
            new Phase { Name = "free", WaivesCeilings = true }, new Phase { Name = "bound" });
        Assert.Equal("0 waits; phase 0; 0 queue; 1 entry; phase 1; 2 waits; 2 unsettled",
            system.Tell("A>B 6, A>B 1 +15, A>B 1 +25"));
    }

    [Fact]
    public void A_promotion_moves_what_waits_and_what_comes()
    {
        // 4 are set aside for urgent; parked payments, dormant ones and new ones alike become urgent.
        Small system = With(
            Late with { Balances = [10, 0], Each = a => a with { ReservesMinor = a.Id == "A" ? [4] : null } },
            new Phase { Name = "late", Promotes = [0, 0, 0] });
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; phase 0; 0 queue; 1 queue; 3 entry; 2 unsettled",
            system.Tell("A>B 7, A>B 2, A>B 1 b90, A>B 1 +15"));
    }

    [Fact]
    public void Each_payment_is_promoted_once()
    {
        Small system = With(
            Late with
            {
                Classes = [Small.Fifo("a"), Small.Fifo("b"), Small.Fifo("c")],
                Rules = [Small.Rule(0, "u"), Small.Rule(1, "h"), Small.Rule(2)],
            },
            new Phase { Name = "late", Promotes = [1, 2, 0] });
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 waits; 4 waits; phase 0; "
            + "2 unsettled; 4 unsettled; 0 unsettled; 1 unsettled; 3 unsettled",
            system.Tell("A>B 1 u, A>B 1 h, A>B 1 n, B>A 1 h, B>A 1 n"));
        // Under another priority in the phase: high would be b, and is c.
        Assert.Equal("0 waits; phase 0; 1 waits; 1 unsettled; 0 unsettled",
            system.Tell("A>B 1 n, B>A 1 u +12", SettlementCommand.Reprioritise(Small.Open + 21, 0, 0, Priority.High)));
    }

    [Theory]
    [InlineData(PhaseAction.Bilateral)]
    [InlineData(PhaseAction.AllOrNothing)]
    [InlineData(PhaseAction.Partial)]
    public void A_closing_mechanism_releases_once_with_its_own_route(PhaseAction action)
    {
        Small system = With(Late, Do(action));
        Assert.Equal("0 waits; 1 waits; phase 0; set -1; 0 close; 1 close", system.Tell("A>B 5, B>A 5"));
        Assert.Equal("0 waits; 1 waits; phase 0; 0 unsettled; 1 unsettled",
            system.Tell("A>B 5, B>A 5", SettlementCommand.Halt(Small.Open + 15)));
    }

    [Fact]
    public void What_waits_expires_by_rank()
    {
        Small system = With(Late, Do(PhaseAction.Expire));
        Assert.Equal("0 waits; 1 waits; 2 waits; phase 0; 1 expired; 0 expired; 2 expired; 3 waits; 3 unsettled",
            system.Tell("A>B 1, B>A 1 u, A>B 1 b80, A>B 1 +15"));
    }

    [Fact]
    public void The_last_phase_that_is_resolved_ends_the_day()
    {
        Small system = With(
            Late with { Balances = [0, 0], PhasesAt = [Small.Open + 20, Small.Open + 60] },
            new Phase { Name = "a", EndsWhen = PhaseEnd.Resolved },
            new Phase { Name = "b", EndsWhen = PhaseEnd.Resolved });
        SettlementCommand relief = SettlementCommand.AddBalance(Small.Open + 30, 0, 5);
        // Resolved at its own beginning it still lasts to the next instant at which anything happens.
        Assert.Equal("0 waits; phase 0; 0 queue; phase 1; closed at 40; 1 closed",
            system.Tell("A>B 5, B>A 1 +31", relief, SettlementCommand.AddBalance(Small.Open + 40, 0, 5)));
        Assert.Equal("0 waits; phase 0; phase 1; 0 unsettled", system.Tell("A>B 5"));
    }

    [Fact]
    public void An_early_close_still_holds_the_cycle_at_the_close()
    {
        Small system = With(
            Late with { Balances = [5, 5], Position = PositionKind.Net, CycleAtClose = true },
            new Phase { Name = "a", EndsWhen = PhaseEnd.Resolved });
        Assert.Equal("0 entry; 1 entry; phase 0; cycle; 0 cycle; 1 cycle; closed at 40",
            system.Tell("A>B 5, B>A 5", SettlementCommand.AddBalance(Small.Open + 40, 0, 5)));
    }

    [Fact]
    public void A_mechanism_runs_in_its_phases_only()
    {
        const ulong Before = 1UL << 63;
        Small system = Late with
        {
            Release = [new Mechanism(MechanismKind.Bilateral, TriggerKind.At, 0) { Phases = Before }],
            MechanismAt = [Small.Open + 15, Small.Open + 30],
        };
        const string payments = "A>B 5, B>A 5, A>B 4 +7, B>A 4 +7";
        Assert.Equal(
            "0 waits; 1 waits; set 0; 0 bilateral; 1 bilateral; 2 waits; 3 waits; phase 0; 2 unsettled; 3 unsettled",
            system.Tell(payments));
        system = system with { Release = [Engines.OnChange(MechanismKind.Bilateral) with { Phases = 1 }] };
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 waits; phase 0; 4 waits; "
            + "set 0; 0 bilateral; 1 bilateral; 2 bilateral; 3 bilateral; 4 unsettled",
            system.Tell(payments + ", B>A 1 +13"));
    }
}
