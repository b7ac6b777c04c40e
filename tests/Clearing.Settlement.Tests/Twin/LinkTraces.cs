using Clearing.Settlement.Commands;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Draws small arrangements: a gross system, and one that settles in it.</summary>
public sealed class LinkTraces
{
    private readonly Draw _draw;
    private readonly int _banks;

    private LinkTraces(ulong seed)
    {
        _draw = new Draw(seed);
        _banks = _draw.Between(2, 4);
    }

    public static (ArrangementBook Book, SettlementCommand[] Payments) Draw(ulong seed) => new LinkTraces(seed).Draw();

    private (ArrangementBook Book, SettlementCommand[] Payments) Draw()
    {
        SettlementCommand[] payments = [.. Enumerable.Range(0, _draw.Between(0, 20))
            .Select(_ => Instant()).Order()
            .Select(DrawPayment)];
        Link link = new()
        {
            Member = 1,
            SettlesIn = 0,
            SystemAccount = _banks,
            DelayUs = _draw.Between(1, 6),
            FundingKind = 1,
            NetKind = 2,
            PayOutKind = 3,
        };
        RouteRule route = new()
        {
            To = 1,
            Fallback = _draw.Percent(40) ? 0 : -1,
            AtLeastMinor = _draw.Percent(30) ? 3 : 0,
            Priorities = _draw.Percent(70) ? byte.MaxValue : (byte)5,
        };
        ArrangementBook book = new()
        {
            Definition = new ArrangementDefinition
            {
                Name = "both",
                Members = [0, 1],
                Routes = [route],
                Links = [link],
            },
            Systems = [DrawGross(), _draw.Percent(50) ? DrawNet() : DrawPrefunded()],
            Scripts = [DrawScript(DrawOrderOfGross), DrawScript(DrawOrderOfMember)],
            DueAt = [.. payments.Select(p => p.Time)],
        };
        return (book, payments);
    }

    private long Instant() => _draw.Percent(60) ? 100 + (5 * _draw.Between(0, 24)) : _draw.Between(80, 230);

    private int Bank() => _draw.Between(0, _banks - 1);

    private SettlementCommand DrawPayment(long time, int payment)
    {
        int from = Bank();
        int to = (from + _draw.Between(1, _banks - 1)) % _banks;
        return SettlementCommand.Submit(
            time, payment, from, to, _draw.Between(1, 8), _draw.OneOf(Enum.GetValues<Priority>()));
    }

    private SettlementCommand[] DrawScript(Func<long, SettlementCommand> order) =>
        [.. Enumerable.Range(0, _draw.Between(0, 6)).Select(_ => Instant()).Order().Select(order)];

    private SettlementCommand DrawOrderOfGross(long time) => _draw.Between(0, 9) switch
    {
        < 5 => SettlementCommand.AddBalance(time, Bank(), _draw.Between(-5, 10)),
        < 6 => SettlementCommand.Halt(time),
        < 9 => SettlementCommand.Resume(time),
        _ => SettlementCommand.Default(time, Bank()),
    };

    private SettlementCommand DrawOrderOfMember(long time) => _draw.Between(0, 9) switch
    {
        < 4 => SettlementCommand.Fund(time, Bank(), _draw.Between(1, 6), supplemental: true),
        < 6 => SettlementCommand.Withdraw(time, Bank(), _draw.Between(1, 4)),
        < 7 => SettlementCommand.Halt(time),
        < 9 => SettlementCommand.Resume(time),
        _ => SettlementCommand.Default(time, Bank()),
    };

    private SystemDefinition DrawGross()
    {
        SystemDefinition gross = Engines.Gross(
            [.. Enumerable.Range(0, _banks).Select(_ => (long)_draw.Between(0, 20)), 0],
            _draw.Percent(50) ? QueueDiscipline.Fifo : QueueDiscipline.BypassFifo,
            _draw.Percent(50) ? [] : [Engines.OnChange(MechanismKind.Partial)]);
        return gross with
        {
            Name = "gross",
            Accounts = [.. gross.Accounts.Select((account, a) => account with { IsMember = a < _banks })],
            Days =
            [
                new() { Number = 1, OpenAt = 90 + _draw.Between(0, 20), CloseAt = 190 + _draw.Between(0, 40) },
                new() { Number = 2, OpenAt = 300, CloseAt = 330 },
            ],
        };
    }

    private SystemDefinition DrawMember(PositionKind position) =>
        Engines.Gross(new long[_banks + 1], QueueDiscipline.BypassFifo) with
        {
            Name = "member",
            Position = position,
            SettlesElsewhere = true,
            Days =
            [
                new()
                {
                    Number = 1,
                    OpenAt = 100,
                    CloseAt = 200,
                    CyclesAt = position == PositionKind.Net && _draw.Percent(50) ? [130, 200] : [],
                    PhasesAt = position == PositionKind.Net ? [] : [150 + _draw.Between(0, 30)],
                    MechanismsAt = [[140], [160]],
                },
            ],
        };

    private SystemDefinition DrawNet()
    {
        SystemDefinition net = DrawMember(PositionKind.Net);
        return net with
        {
            CycleAtClose = net.Days[0].CyclesAt.Length == 0,
            Failure = [.. Enumerable.Range(0, _draw.Between(0, 3)).Select(_ => new FailureStep(
                _draw.OneOf(Enum.GetValues<FailureStepKind>()),
                _draw.Between(1, 20),
                _draw.OneOf([ShareBasis.Equal, ShareBasis.Position])))],
            Accounts = [.. net.Accounts.Select((account, a) => account with
            {
                Floor = _draw.Percent(50) ? Bound.None : Bound.Fixed(-9),
                CollateralMinor = _draw.Between(0, 5),
                PoolContributionMinor = _draw.Between(0, 3),
                IsMember = a < _banks,
            })],
        };
    }

    private SystemDefinition DrawPrefunded() => DrawMember(PositionKind.Prefunded) is var member
        ? member with
        {
            Release =
            [
                new Mechanism(_draw.OneOf([MechanismKind.Distribute, MechanismKind.Bilateral]), TriggerKind.At, 0),
                new Mechanism(_draw.OneOf([MechanismKind.TopUp, MechanismKind.Partial]), TriggerKind.At, 0),
            ],
            Phases =
            [
                new Phase
                {
                    Name = "closing",
                    Actions = _draw.Percent(50) ? [PhaseAction.Require] : [PhaseAction.PayOut],
                    EndsWhen = _draw.Percent(50) ? PhaseEnd.RequirementsPaid : PhaseEnd.None,
                },
            ],
            Accounts = [.. member.Accounts.Select((account, a) => account with
            {
                Floor = Bound.Fixed(0),
                Ceiling = _draw.Percent(40) ? Bound.Fixed(_draw.Between(4, 15)) : Bound.None,
                OpeningRequirementMinor = a == _banks || _draw.Percent(30) ? 0 : _draw.Between(1, 9),
                TopUp = a < _banks && _draw.Percent(40) ? new TopUpPolicy(1, _draw.Between(1, 4), 6) : null,
                IsMember = a < _banks,
            })],
        }
        : throw new InvalidOperationException();
}
