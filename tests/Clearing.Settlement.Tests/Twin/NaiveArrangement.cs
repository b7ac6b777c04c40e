using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// Linked systems once more, written from docs/reference/linked-systems.md alone, over naive engines: routing, funding,
/// pay-outs and nets by file.
/// </summary>
public sealed class NaiveArrangement
{
    private readonly ArrangementBook _book;
    private readonly NaiveEngine[] _members;
    private readonly bool[] _halted;
    private readonly HashSet<(int Member, int Account)> _failed = [];
    private readonly List<Errand> _errands = [];
    private readonly List<(Link Link, Func<Errand> Again)> _waiting = [];

    // By the index of a payment made to fund a position, the Fund that follows it; by file, whose nets it holds.
    private readonly Dictionary<int, (Link Link, SettlementCommand Fund)> _funding = [];

    // Money that participants have in the member's positions, and the part of it in the nets told.
    private long _held;
    private long _heldInNets;
    private long _outside;
    private long _refusedAt = long.MinValue;
    private readonly List<Link> _files = [];
    private int _payments;
    private long _now = long.MinValue;

    // Of the list of nets told and not yet given as a file: one at a time.
    private readonly List<SettlementEvent> _nets = [];

    public NaiveArrangement(ArrangementBook book)
    {
        _book = book;
        _members = [.. book.Systems.Select(system => new NaiveEngine(system))];
        _halted = new bool[_members.Length];
        _payments = book.DueAt.Length;
        Events = [.. _members.Select(_ => new EventBuffer())];
    }

    /// <summary>By member.</summary>
    public EventBuffer[] Events { get; }

    public byte[] StateHash(int member) => _members[member].StateHash();

    /// <summary>"what happens in one at t becomes a command to the other at t + delay".</summary>
    private sealed record Errand(long At, Action<long, List<SettlementCommand>[]> Do, int AnswersFile = -1);

    public void Run(SettlementCommand[] payments)
    {
        while (NextInstant(payments) is { } now)
        {
            TakeInstant(now, payments);
        }
    }

    private long? NextInstant(SettlementCommand[] payments)
    {
        long[] instants =
        [
            .. _members.Select(m => m.NextOwnInstant).OfType<long>(),
            .. _errands.Select(e => e.At),
            .. _book.Scripts.SelectMany(s => s).Select(c => c.Time).Where(t => t > _now),
            .. payments.Select(c => c.Time).Where(t => t > _now),
        ];
        return instants.Length == 0 ? null : instants.Min();
    }

    /// <summary>"the script, commands of links, payments in scenario order, then payments made".</summary>
    private void TakeInstant(long now, SettlementCommand[] payments)
    {
        _now = now;
        List<SettlementCommand>[] batch = [.. _members.Select(_ => new List<SettlementCommand>())];
        List<SettlementCommand>[] made = [.. _members.Select(_ => new List<SettlementCommand>())];
        for (int m = 0; m < _members.Length; m++)
        {
            foreach (SettlementCommand command in _book.Scripts[m].Where(c => c.Time == now))
            {
                Script(m, command, batch[m]);
            }
        }

        foreach (Errand errand in _errands.Where(e => e.At == now).ToList())
        {
            _errands.Remove(errand);
            errand.Do(now, batch);
        }

        foreach (SettlementCommand payment in payments.Where(c => c.Time == now))
        {
            made[MemberFor(payment)].Add(payment);
        }

        for (int m = 0; m < _members.Length; m++)
        {
            // Payments made stand among the commands of links; those of the scenario come before them.
            SettlementCommand[] inOrder =
            [
                .. batch[m].Where(c => c.Kind != CommandKind.Submit), .. made[m],
                .. batch[m].Where(c => c.Kind == CommandKind.Submit),
            ];
            int before = Events[m].Count;
            _members[m].Execute(inOrder, Events[m]);
            _members[m].AdvanceTo(now + 1, Events[m]);
            foreach (SettlementEvent e in Events[m].Events[before..].ToArray())
            {
                See(m, e);
            }
        }
    }

    /// <summary>"A scripted fund of the member is such a payment at the instant of the script".</summary>
    private void Script(int member, SettlementCommand command, List<SettlementCommand> batch)
    {
        _halted[member] = command.Kind == CommandKind.Halt || (command.Kind != CommandKind.Resume && _halted[member]);
        if (command.Kind == CommandKind.Default)
        {
            _failed.Add((member, command.From));
        }

        if (command.Kind == CommandKind.Fund && LinkOf(member) is { } link)
        {
            _errands.Add(new Errand(command.Time, (now, all) =>
                PayIn(link, command.From, command.AmountMinor, supplemental: true, now, all)));
        }
        else
        {
            batch.Add(command);
        }
    }

    private Link? LinkOf(int member) => _book.Definition.Links.FirstOrDefault(l => l.Member == member);

    private bool IsOpen(int member) => _members[member].IsOpenAt(_now);

    /// <summary>"Routing".</summary>
    private int MemberFor(SettlementCommand payment)
    {
        RouteRule? route = _book.Definition.Routes.FirstOrDefault(r =>
            (r.Priorities & (1 << (int)payment.Priority)) != 0
            && (r.Kinds is null || (payment.PaymentKind < r.Kinds.Count && r.Kinds[payment.PaymentKind]))
            && payment.AmountMinor >= r.AtLeastMinor && payment.AmountMinor <= r.AtMostMinor
            && (r.During.Count == 0 || r.During.Any(slot => slot.From <= payment.Time && payment.Time <= slot.Until)));
        return route is null ? 0
            : route.Fallback >= 0 && (_halted[route.To] || !IsOpen(route.To)) ? route.Fallback
            : route.To;
    }

    /// <summary>What an event of a member causes in another.</summary>
    private void See(int member, SettlementEvent e)
    {
        if (LinkOf(member) is { } link)
        {
            SeeInMember(link, e);
        }

        if (_funding.TryGetValue(e.Payment, out var funding) && funding.Link.SettlesIn == member
            && e.Kind == EventKind.Settled)
        {
            Later(e.Time + funding.Link.DelayUs, (now, all) =>
                all[funding.Link.Member].Add(funding.Fund with { Time = now }));
        }

        if (e.Kind is EventKind.FilePosted or EventKind.FileRefused)
        {
            SeeFile(_files[e.Payment], e);
        }

        if (e.Kind is EventKind.DayOpened or EventKind.Resumed)
        {
            TryAgain(member);
        }
    }

    private void SeeInMember(Link link, SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RequirementDue:
                bool topUp = e.Payment >= 0;
                Later(e.Time + link.DelayUs, (now, all) => Require(link, e.From, e.AmountMinor, topUp, now, all));
                break;
            case EventKind.Funded:
                _held += e.AmountMinor;
                break;
            case EventKind.PaidOut:
                _held -= e.AmountMinor;
                Later(e.Time + link.DelayUs, (now, all) =>
                    Make(link, link.SystemAccount, e.From, e.AmountMinor, link.PayOutKind, now, all));
                break;
            case EventKind.NetDue:
                if (_nets.Count == 0)
                {
                    _heldInNets = _refusedAt == e.Time ? _heldInNets : _held;
                    Later(e.Time + link.DelayUs, Settle(link, e.Payment));
                }

                _nets.Add(e);
                break;
        }
    }

    private void Later(long at, Action<long, List<SettlementCommand>[]> act) => _errands.Add(new Errand(at, act));

    /// <summary>"If the other system is not open then: a delay after it opens or is resumed ..."</summary>
    private void Require(
        Link link, int account, long amountMinor, bool supplemental, long now, List<SettlementCommand>[] all)
    {
        if (IsOpen(link.SettlesIn))
        {
            PayIn(link, account, amountMinor, supplemental, now, all);
        }
        else
        {
            _waiting.Add((link, () => new Errand(_now + link.DelayUs, (then, batch) =>
                Require(link, account, amountMinor, supplemental, then, batch))));
        }
    }

    private void PayIn(
        Link link, int account, long amountMinor, bool supplemental, long now, List<SettlementCommand>[] all)
    {
        bool hasFailed = _failed.Contains((link.Member, account)) || _failed.Contains((link.SettlesIn, account));
        if (!hasFailed)
        {
            _funding[_payments] = (link, SettlementCommand.Fund(now, account, amountMinor, supplemental));
            Make(link, account, link.SystemAccount, amountMinor, link.FundingKind, now, all);
        }
    }

    private void Make(
        Link link, int from, int to, long amountMinor, byte kind, long now, List<SettlementCommand>[] all) =>
        all[link.SettlesIn].Add(
            SettlementCommand.Submit(now, _payments++, from, to, amountMinor, link.Priority, kind));

    /// <summary>"Nets, mode file": the legs, and what outside money leaves over on the member's account.</summary>
    private Action<long, List<SettlementCommand>[]> Settle(Link link, int list) => (now, all) =>
    {
        if (_halted[link.SettlesIn] || !IsOpen(link.SettlesIn))
        {
            _waiting.Add((link, () => new Errand(_now + link.DelayUs, Settle(link, list))));
            return;
        }

        SettlementEvent[] nets = [.. _nets];
        _nets.Clear();
        long sum = nets.Sum(e => e.AmountMinor);
        _outside = sum - _heldInNets;
        List<SettlementCommand> commands = all[link.SettlesIn];
        if (_outside != 0)
        {
            commands.Add(SettlementCommand.AddBalance(now, link.SystemAccount, _outside));
        }

        commands.AddRange(nets.Select(e => SettlementCommand.Leg(now, e.From, e.AmountMinor)));
        if (sum != 0)
        {
            commands.Add(SettlementCommand.Leg(now, link.SystemAccount, -sum));
        }

        commands.Add(SettlementCommand.PostFile(now, _files.Count));
        _files.Add(link);
    };

    private void SeeFile(Link link, SettlementEvent e)
    {
        bool posted = e.Kind == EventKind.FilePosted;
        long at = e.Time + link.DelayUs;
        if (!posted && e.From >= 0)
        {
            Later(at, (now, all) => all[link.Member].Add(SettlementCommand.NetRefused(now, e.From, e.AmountMinor)));
        }

        // One answer for all who were short, after the last of them.
        _errands.RemoveAll(errand => errand.AnswersFile == e.Payment);
        _errands.Add(new Errand(
            at, (now, all) => AnswerNets(link, posted, now, all), e.Payment));
    }

    /// <summary>Money held in nets that were posted has left the member.</summary>
    private void AnswerNets(Link link, bool posted, long now, List<SettlementCommand>[] all)
    {
        _refusedAt = posted ? _refusedAt : now;
        if (posted)
        {
            _held -= _heldInNets;
            _heldInNets = 0;
        }
        else if (_outside != 0)
        {
            all[link.SettlesIn].Add(SettlementCommand.AddBalance(now, link.SystemAccount, -_outside));
        }

        _outside = 0;
        all[link.Member].Add(SettlementCommand.NetsAnswered(now, posted));
    }

    private void TryAgain(int member)
    {
        foreach (var waiting in _waiting.Where(w => w.Link.SettlesIn == member).ToList())
        {
            _waiting.Remove(waiting);
            _errands.Add(waiting.Again());
        }
    }
}
