using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// Draws systems that are small but nasty: few accounts, tiny amounts so that things fit exactly, few instants so
/// that much falls together, and every kind of rule and order.
/// </summary>
public sealed class TraceGenerator
{
    /// <summary>No command is earlier, none is later.</summary>
    public const long Earliest = 90;
    public const long Latest = 450;

    public static readonly MechanismKind[] SetMechanisms =
        [MechanismKind.Bilateral, MechanismKind.AllOrNothing, MechanismKind.Partial];

    private readonly Draw _draw;
    private readonly ulong _seed;
    private readonly int _accounts;
    private readonly SettlementDay[] _days;
    private readonly List<long> _hotInstants = [];

    // Poor systems gridlock; impatient ones have many times of their own in their payments.
    private readonly bool _poor;
    private readonly int _timedPercent;

    private TraceGenerator(ulong seed)
    {
        _seed = seed;
        _draw = new Draw(seed);
        _accounts = _draw.Percent(70) ? _draw.Between(2, 4) : _draw.Between(5, 8);
        _poor = _draw.Percent(40);
        _timedPercent = _draw.OneOf([0, 15, 40]);
        _days = new SettlementDay[_draw.Percent(60) ? 1 : _draw.Between(2, 3)];
    }

    public static Trace Draw(ulong seed) => new TraceGenerator(seed).DrawTrace();

    private Trace DrawTrace()
    {
        Mechanism[] release = [.. Enumerable.Range(0, _draw.Between(0, 3)).Select(_ => DrawMechanism())];
        bool net = _draw.Percent(40);
        bool cycleAtClose = net && _draw.Percent(50);
        for (int d = 0; d < _days.Length; d++)
        {
            _days[d] = DrawDay(d, release, net && !cycleAtClose);
        }

        SystemDefinition system = new()
        {
            Name = "drawn",
            Rulebook = "drawn",
            Position = net ? PositionKind.Net : PositionKind.Balance,
            Queue = _draw.Percent(50) ? QueueDiscipline.Fifo : QueueDiscipline.BypassFifo,
            Release = release,
            CycleAtClose = cycleAtClose,
            Accounts = DrawAccounts(net),
            Limits = DrawLimits(),
            Days = _days,
            CarryBalances = _draw.Percent(60),
        };
        return new Trace(_seed, system, DrawCommands(system));
    }

    private Mechanism DrawMechanism()
    {
        TriggerKind trigger = _draw.OneOf(Enum.GetValues<TriggerKind>());
        long period = trigger == TriggerKind.Every ? _draw.Between(1, 9) : 0;
        return new Mechanism(_draw.OneOf(SetMechanisms), trigger, period);
    }

    private SettlementDay DrawDay(int day, Mechanism[] release, bool hasCycles)
    {
        long open = (100 * (day + 1)) + _draw.Between(0, 9);
        long close = open + (_draw.Percent(5) ? 0 : _draw.Between(3, 30));
        List<long> inside = [open, close, close];
        for (int i = _draw.Between(1, 5); i > 0; i--)
        {
            inside.Add(open + _draw.Between(0, (int)(close - open)));
        }

        _hotInstants.AddRange([.. inside, .. inside, .. inside, open - 1, close + 1]);
        return new SettlementDay
        {
            Number = day + 1,
            OpenAt = open,
            CloseAt = close,
            CyclesAt = hasCycles ? Times(_draw.Between(0, 3)) : [],
            MechanismsAt =
                [.. release.Select(m => m.Trigger == TriggerKind.At ? Times(_draw.Between(0, 3)) : [])],
        };

        long[] Times(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => _draw.OneOf(inside)).Distinct().Order()];
    }

    private Account[] DrawAccounts(bool net)
    {
        bool ceilings = _draw.Percent(25);
        bool uniform = _draw.Percent(60);
        Account[] accounts = new Account[_accounts];
        for (int a = 0; a < _accounts; a++)
        {
            long balance = _draw.Percent(_poor ? 70 : 30) ? 0 : _draw.Between(0, _poor ? 2 : 8);
            Bound floor = _draw.Between(0, 9) switch
            {
                _ when uniform => net && !_poor ? Bound.None : Bound.MinusCredit,
                < 6 => Bound.MinusCredit,
                < 7 => Bound.None,
                < 9 => Bound.Fixed(_draw.Between(-5, 2)),
                _ => Bound.Linear(_draw.Between(-3, 3), -1),
            };
            Bound ceiling = !ceilings ? Bound.None : _draw.Between(0, 3) switch
            {
                0 => Bound.None,
                1 => Bound.Fixed(2 * balance),
                2 => Bound.Linear(_draw.Between(0, 6), 1),
                _ => Bound.Fixed(_draw.Between(0, 10)),
            };
            accounts[a] = new Account
            {
                Id = ((char)('A' + a)).ToString(),
                Owner = a,
                CurrencyCode = "USD",
                OpeningBalanceMinor = balance,
                CreditMinor = DrawCredit(),
                Floor = floor,
                Ceiling = ceiling,
            };
        }

        return accounts;
    }

    private BilateralLimit[] DrawLimits()
    {
        if (_draw.Percent(50))
        {
            return [];
        }

        IEnumerable<(int From, int To)> pairs =
            Enumerable.Range(0, _draw.Between(1, 6)).Select(_ => DrawPair()).Distinct();
        return [.. pairs.Select(p => new BilateralLimit(p.From, p.To, DrawLimit()))];
    }

    private long DrawLimit() => _draw.Percent(10) ? long.MaxValue : _draw.Between(0, 6);

    private long DrawCredit() =>
        _draw.Percent(_poor ? 1 : 8) ? long.MaxValue : _draw.Percent(_poor ? 90 : 50) ? 0 : _draw.Between(0, 5);

    private long DrawAmount() =>
        _poor && _draw.Percent(50) ? 3
        : _draw.Percent(10) ? _draw.Between(5, 20)
        : _draw.Between(1, 5);

    private (int From, int To) DrawPair()
    {
        int from = _draw.Between(0, _accounts - 1);
        int to = _draw.Between(0, _accounts - 2);
        return (from, to >= from ? to + 1 : to);
    }

    private long DrawInstant() =>
        _draw.Percent(85) ? _draw.OneOf(_hotInstants) : _draw.Between((int)Earliest, (100 * _days.Length) + 150);

    /// <summary>Mostly not before that time; now and then long past.</summary>
    private long DrawLater(long time) =>
        _draw.Percent(10) ? DrawInstant() : Math.Max(DrawInstant(), time + _draw.Between(0, 4));

    private SettlementCommand[] DrawCommands(SystemDefinition system)
    {
        int count = _draw.Percent(50) ? _draw.Between(0, 15) : _draw.Between(10, 60);
        int orders = _draw.OneOf([0, 15, 30, 60]);
        bool namesPaymentsInOrder = _draw.Percent(80);
        long[] times = [.. Enumerable.Range(0, count).Select(_ => DrawInstant()).Order()];
        bool[] isOrder = [.. times.Select(_ => _draw.Percent(orders))];
        int payments = isOrder.Count(o => !o);
        Stack<int> names = new(Enumerable.Range(0, payments).Reverse());
        if (!namesPaymentsInOrder)
        {
            names = new(Enumerable.Range(0, payments).OrderBy(_ => _draw.Between(0, 1000)).ThenBy(n => n).ToList());
        }

        List<SettlementCommand> drawn =
            [.. times.Select((t, i) => isOrder[i] ? DrawOrder(t, payments) : DrawPayment(t, names.Pop()))];
        Dictionary<int, int> payers =
            drawn.Where(c => c.Kind == CommandKind.Submit).ToDictionary(c => c.Payment, c => c.From);
        IEnumerable<SettlementCommand> inOrder = drawn
            .Select(c => c.Kind is CommandKind.Cancel or CommandKind.Reprioritise
                ? c with { From = payers.GetValueOrDefault(c.Payment) }
                : c)
            .OrderBy(c => c.Time)
            .ThenBy(c => c.Kind == CommandKind.Submit);
        return WithLawfulCloses(system, [.. inOrder]);
    }

    private SettlementCommand DrawPayment(long time, int payment)
    {
        (int from, int to) = DrawPair();
        long notBefore = _draw.Percent(_timedPercent) ? DrawLater(time) : 0;
        long notAfter = !_draw.Percent(_timedPercent) ? 0 : _draw.Percent(20) ? time : DrawLater(time);
        Priority priority = _draw.Percent(60) ? Priority.Normal : _draw.OneOf(Enum.GetValues<Priority>());
        return SettlementCommand.Submit(
            time, payment, from, to, DrawAmount(), priority, notBefore: notBefore, notAfter: notAfter);
    }

    private SettlementCommand DrawOrder(long time, int payments)
    {
        (int from, int to) = DrawPair();
        int payment = _draw.Between(0, Math.Max(0, payments - 1));
        return _draw.Between(0, 19) switch
        {
            < 3 => SettlementCommand.Cancel(time, payment, from),
            < 6 => SettlementCommand.Reprioritise(time, payment, from, _draw.OneOf(Enum.GetValues<Priority>())),
            < 10 => SettlementCommand.AddBalance(time, from, _draw.Between(-5, 7)),
            < 12 => SettlementCommand.SetCredit(time, from, DrawCredit()),
            < 14 => SettlementCommand.SetLimit(time, from, to, DrawLimit()),
            < 15 => SettlementCommand.Suspend(time, from),
            < 16 => SettlementCommand.Halt(time),
            < 18 => SettlementCommand.Resume(time),
            _ => SettlementCommand.MoveClose(time, time + _draw.Between(-2, 12)),
        };
    }

    /// <summary>Keeps moved closes between the opens of their day and the next: <see cref="Trace.IsLawful"/>.</summary>
    private SettlementCommand[] WithLawfulCloses(SystemDefinition system, SettlementCommand[] commands)
    {
        Trace trace = new(_seed, system, commands);
        long[] close = [.. _days.Select(d => d.CloseAt)];
        for (int i = 0; i < commands.Length; i++)
        {
            if (commands[i].Kind != CommandKind.MoveClose)
            {
                continue;
            }

            int day = trace.DayOfMove(commands[i].Time, close);
            if (day == _days.Length)
            {
                commands[i] = SettlementCommand.AddBalance(commands[i].Time, 0, 1);
                continue;
            }

            long latest = day + 1 < _days.Length ? _days[day + 1].OpenAt - 1 : long.MaxValue;
            long wanted = Math.Max(commands[i].AmountMinor, _days[day].OpenAt);
            commands[i] = commands[i] with { AmountMinor = Math.Min(wanted, latest) };
            close[day] = Math.Max(commands[i].AmountMinor, commands[i].Time);
        }

        return commands;
    }
}
