using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>The features of each family.</summary>
public sealed partial class FamilyTraces
{
    private const int Kinds = 3;

    private void AddClasses()
    {
        _system.Classes = [.. Enumerable.Range(0, _draw.Between(1, 4)).Select(c => new PaymentClass
        {
            Name = $"c{c}",
            Queue = _draw.Percent(8) ? QueueDiscipline.None
                : _draw.Percent(50) ? QueueDiscipline.Fifo : QueueDiscipline.BypassFifo,
            Blocks = _draw.Percent(50),
            IsOneByOne = _draw.Percent(85),
            IsLimited = _draw.Percent(75),
        })];
        _system.ClassRules = _system.Classes.Count >= 3 && _draw.Percent(40) ? [] : DrawRules();
        _system.LimitsBind = _draw.Percent(90);
        _system.AmountAtLeastMinor = _draw.Percent(25) ? 2 : 0;
        long atMost = _draw.Percent(25) ? _draw.Between(3, 15) : long.MaxValue;
        _system.ChangeDays(atMost: _ => _draw.Percent(50) ? atMost : long.MaxValue);
        int rejecting = _draw.OneOf([0, 0, 30]);
        ChangeAccounts((account, _) => account with
        {
            RejectsShort = _draw.Percent(rejecting),
            StandsForSystem = _draw.Percent(10),
        });
        ChangeSubmits(c => c with { PaymentKind = (byte)_draw.Between(0, Kinds - 1) });
        _system.Release = [.. _system.Release.Select(m =>
            _draw.Percent(50) ? m : m with { Classes = (ushort)_draw.Between(1, 15) })];
    }

    private List<ClassRule> DrawRules()
    {
        List<ClassRule> rules = [];
        for (int i = _draw.Between(0, 4); i > 0; i--)
        {
            rules.Add(new ClassRule
            {
                Class = _draw.Between(0, _system.Classes.Count - 1),
                Priorities = _draw.Percent(50) ? byte.MaxValue : (byte)_draw.Between(1, 7),
                Kinds = _draw.Percent(60) ? null : Flags(_draw.Between(1, Kinds), 60),
                AtLeastMinor = _draw.Percent(70) ? 0 : _draw.Between(1, 4),
                AtMostMinor = _draw.Percent(70) ? long.MaxValue : _draw.Between(2, 6),
                BelowMinor = _draw.Percent(75)
                    ? null
                    : [.. Enumerable.Range(0, Accounts).Select(_ => (long)_draw.Between(0, 4))],
            });
        }

        if (rules.Count == 0 || _draw.Percent(80))
        {
            rules.Add(new ClassRule { Class = _draw.Between(0, _system.Classes.Count - 1) });
        }

        return rules;
    }

    private void AddReserves()
    {
        int classes = _system.ClassCount;
        ChangeAccounts((account, _) => _draw.Percent(50) ? account : account with
        {
            ReservesMinor = [.. Enumerable.Range(0, classes).Select(_ => (long)_draw.Between(0, 3))],
        });
        if (_system.Accounts.All(a => a.ReservesMinor is null))
        {
            _system.Accounts[0] = _system.Accounts[0] with { ReservesMinor = new long[classes] };
        }

        Order(5, time => SettlementCommand.SetReserve(
            time, AnyAccount(), _draw.Between(0, classes - 1), _draw.Between(0, 5)));
    }

    private void AddMultilateral()
    {
        int limited = _draw.OneOf([0, 40, 80]);
        ChangeAccounts((account, _) => _draw.Percent(limited)
            ? account with { MultilateralLimitMinor = _draw.Between(0, 8) }
            : account);
        Order(3, time => SettlementCommand.SetMultilateralLimit(
            time, AnyAccount(), _draw.Percent(15) ? long.MaxValue : _draw.Between(0, 8)));
    }

    private void AddBounds() => ChangeAccounts((account, _) => _draw.Percent(40) ? account : account with
    {
        Floor = new Bound { Steps = [.. SumOfLimits(), new(BoundOp.Multiply, -1, _draw.Between(1, 2))] },
        Ceiling = _draw.Percent(60) ? Bound.None : new Bound
        {
            Steps = [.. SumOfLimits(), new(BoundOp.Constant, _draw.Between(0, 8)), new(BoundOp.Maximum)],
        },
    });

    private BoundStep[] SumOfLimits() =>
    [
        new(_draw.Percent(50) ? BoundOp.LimitsGranted : BoundOp.LimitsReceived),
        new(_draw.Percent(50) ? BoundOp.Credit : BoundOp.LimitsReceived),
        new(_draw.OneOf([BoundOp.Add, BoundOp.Minimum, BoundOp.Maximum])),
    ];

    private void AddPhases()
    {
        _system.Phases = [.. Enumerable.Range(0, _draw.Between(1, 4)).Select(DrawPhase)];
        _system.ChangeDays(phases: day =>
            [.. _system.Phases.Select(_ => _draw.Percent(20) ? day.OpenAt : TimeIn(day)).Order()]);
        _system.Release = [.. _system.Release.Select(m => _draw.Percent(50) ? m : m with
        {
            Phases = (ulong)(uint)_draw.Between(1, 15) | (_draw.Percent(50) ? 1UL << 63 : 0),
        })];
        ChangeSubmits(c => c with { PaymentKind = (byte)_draw.Between(0, Kinds - 1) });
        RenewInstants();
    }

    private Phase DrawPhase(int phase) => new()
    {
        Name = $"p{phase}",
        Accepts = _draw.Percent(70) ? null : Flags(Kinds, 70),
        AcceptsRelief = _draw.Percent(15),
        WaivesCeilings = _draw.Percent(30),
        Promotes = _draw.Percent(60)
            ? null
            : [.. Enumerable.Range(0, _system.ClassCount).Select(_ => _draw.Between(0, _system.ClassCount - 1))],
        Actions = [.. Enumerable.Range(0, _draw.Between(0, 2)).Select(_ => _draw.OneOf(Enum.GetValues<PhaseAction>()))],
        EndsWhen = _draw.Percent(60) ? PhaseEnd.None : _draw.OneOf(Enum.GetValues<PhaseEnd>()),
    };

    private void AddFailure()
    {
        _system.Position = PositionKind.Net;
        _system.Finality = _draw.Percent(30) ? Finality.Release : Finality.Cycle;
        _system.CycleAtClose = _draw.Percent(40);
        _system.ChangeDays(cycles: day => _system.CycleAtClose ? [] : Times(day, _draw.Between(1, 3)));
        RenewInstants();
        _system.Failure = [.. Enumerable.Range(0, _draw.Between(0, 4)).Select(_ => new FailureStep(
            _draw.OneOf(Enum.GetValues<FailureStepKind>()),
            _draw.Between(1, 10),
            _draw.OneOf(Enum.GetValues<ShareBasis>())))];
        bool free = _draw.Percent(60);
        ChangeAccounts((account, _) => account with
        {
            CollateralMinor = _draw.Percent(50) ? 0 : _draw.Between(0, 6),
            PoolContributionMinor = _draw.Percent(40) ? 0 : _draw.Between(0, 4),
            IsMember = _draw.Percent(90),
            Floor = free ? Bound.None : account.Floor,
            CreditMinor = account.CreditMinor == long.MaxValue ? _draw.Between(0, 5) : account.CreditMinor,
        });
        Order(2, time => SettlementCommand.Default(time, AnyAccount()));
    }

    private void AddFunding()
    {
        bool prefunded = _system.Position != PositionKind.Net || _draw.Percent(50);
        if (prefunded)
        {
            _system.Position = PositionKind.Prefunded;
            _system.CycleAtClose = false;
            _system.ChangeDays(cycles: _ => []);
        }

        _system.SupplementalClass = _draw.Percent(50) ? -1 : 0;
        int richer = _draw.Between(0, 10);
        ChangeAccounts((account, _) => account with
        {
            OpeningBalanceMinor = account.OpeningBalanceMinor + richer,
            OpeningRequirementMinor = _draw.Percent(40) ? 0 : _draw.Between(0, 8),
            Floor = _draw.Percent(70) ? Bound.Fixed(_draw.Percent(80) ? 0 : -2) : account.Floor,
            Ceiling = _draw.Percent(60) ? account.Ceiling : Bound.Fixed(_draw.Between(2, 10)),
            TopUp = _draw.Percent(70)
                ? null
                : new TopUpPolicy(_draw.Between(0, 5), _draw.Between(1, 4), _draw.Between(1, 9)),
        });
        for (int i = _draw.Between(0, 2); i > 0; i--)
        {
            AddMechanism(_draw.Percent(50) ? MechanismKind.TopUp : MechanismKind.Distribute);
        }

        Order(5, time => SettlementCommand.Fund(time, AnyAccount(), _draw.Between(1, 9), _draw.Percent(40)));
        Order(3, time => SettlementCommand.Withdraw(time, AnyAccount(), _draw.Between(1, 4)));
    }

    private void AddElsewhere()
    {
        _system.SettlesElsewhere = true;
        if (_system.Position == PositionKind.Balance)
        {
            _system.Position = PositionKind.Net;
            _system.ChangeDays(cycles: day => Times(day, _draw.Between(1, 3)));
            RenewInstants();
        }

        for (int i = _draw.Between(0, 5); i > 0; i--)
        {
            long time = Instant() + _draw.Between(0, 3);
            bool posted = _draw.Percent(50);
            for (int r = posted ? 0 : _draw.Between(0, 2); r > 0; r--)
            {
                _orders.Add(SettlementCommand.NetRefused(time, AnyAccount(), _draw.Between(1, 5)));
            }

            _orders.Add(SettlementCommand.NetsAnswered(time, posted));
        }
    }

    private void AddAnswers()
    {
        _system.Answer = new AnswerRule(_draw.Between(0, 8), _draw.Percent(60));
        ChangeAccounts((account, _) => account with { Answer = DrawHabit() });
        Order(3, time => DrawHabit() is var habit
            ? SettlementCommand.SetAnswer(time, AnyAccount(), habit.AfterUs, habit.Refuses)
            : default);
    }

    private AnswerHabit DrawHabit() => new(_draw.Between(-1, 10), _draw.Percent(20));

    private void AddGroups()
    {
        int payments = _base.PaymentCount;
        if (_draw.Percent(80))
        {
            int groups = Math.Max(1, payments / 3);
            _system.Groups = [.. Enumerable.Range(0, _draw.Percent(85) ? payments : payments / 2)
                .Select(_ => _draw.Percent(50) ? 0 : _draw.Between(1, groups))];
        }

        int held = _draw.OneOf([0, 30, 60]);
        ChangeSubmits(c => c with { Flag = _draw.Percent(held) });
        if (held > 0 && payments > 0)
        {
            Dictionary<int, int> payers =
                _commands.Where(c => c.Kind == CommandKind.Submit).ToDictionary(c => c.Payment, c => c.From);
            Order(12, time => _draw.Between(0, payments - 1) is var p
                ? SettlementCommand.Answer(time, p, payers.GetValueOrDefault(p), _draw.Percent(65))
                : default);
        }
    }

    private void AddFiles()
    {
        for (int file = _draw.Between(0, 4); file > 0; file--)
        {
            long time = Instant();
            long sum = 0;
            int first = AnyAccount();
            for (int l = 0; l < _draw.Between(1, Accounts - 1); l++)
            {
                long leg = _draw.Between(-5, 5);
                sum += leg;
                _orders.Add(SettlementCommand.Leg(time, (first + l) % Accounts, leg));
            }

            if (_draw.Percent(90))
            {
                _orders.Add(SettlementCommand.Leg(time, (first + Accounts - 1) % Accounts, -sum));
            }

            _orders.Add(SettlementCommand.PostFile(time, file));
        }
    }

    private void AddCarry()
    {
        _system.CarryQueue = _draw.Percent(70);
        _system.CarryPositions = _draw.Percent(40);
    }
}
