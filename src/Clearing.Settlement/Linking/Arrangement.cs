using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Linking;

/// <summary>
/// Linked systems as one pure, deterministic state machine: payments at ascending instants in, events and one outcome a
/// member out. What members do to each other is fixed in docs/reference/linked-systems.md. Not thread-safe.
/// </summary>
/// <remarks>
/// Time goes from instant to instant, and each is completed in all members before the next: whatever one does to
/// another comes a delay later, so within an instant the order of the members does not matter. A system that stands
/// alone skips all that and costs what its engine costs.
/// </remarks>
public sealed class Arrangement
{
    /// <summary>Payments that are executed before their events are folded.</summary>
    internal const int SliceSize = 4096;

    private const long DefaultDelayUs = 1_000_000;

    private readonly Member[] _members;
    private readonly Router _router;
    private readonly Agenda _agenda = new();
    private readonly byte[] _kindOfPayment;
    private readonly MadePayments _made;
    private readonly JointGroups? _groups;
    private readonly LinkDesk[] _links;
    private readonly List<LinkDesk> _files = [];
    private readonly bool _isAlone;
    private bool _inInstant;

    /// <param name="book">What it starts with.</param>
    /// <param name="tell">Told the events of a member, by its place, in order; null = nobody.</param>
    /// <param name="engineOf">Makes the engine of a member; null = the engine of this room.</param>
    public Arrangement(
        ArrangementBook book,
        Action<int, ReadOnlySpan<SettlementEvent>>? tell = null,
        Func<SystemDefinition, IMemberEngine>? engineOf = null)
    {
        _kindOfPayment = book.KindOfPayment;
        _made = new MadePayments(book.FirstMade ?? book.DueAt.Length);
        GroupDelayUs = book.Definition.Links.Select(link => link.DelayUs).DefaultIfEmpty(DefaultDelayUs).Max();
        _router = new Router(
            book.Definition, book.CurrencyOfMember ?? new int[book.Systems.Length], book.CurrencyOfPayment);
        _groups = book.JointGroups is { } joint ? new JointGroups(this, joint) : null;
        _members = new Member[book.Systems.Length];
        for (int m = 0; m < _members.Length; m++)
        {
            SystemDefinition system = book.Systems[m];
            IMemberEngine engine = engineOf?.Invoke(system) ?? new WatchedEngine(
                book.Records ? system : system with { Observation = null }, book.Queues && book.Records);
            _members[m] = new Member(m, book, engine, KindOf, tell);
        }

        _links = [.. book.Definition.Links.Select(link => new LinkDesk(this, link))];
        foreach (LinkDesk link in _links)
        {
            _members[link.Link.Member].Link = link;
        }

        _isAlone = _members.Length == 1 && book.Definition.Links.Count == 0
            && book.CurrencyOfPayment is null && book.CurrencyOfMember is not [not 0];
        foreach (SettlementCommand payment in book.Internal)
        {
            int member = _router.MemberOf(payment, out _);
            if (member >= 0)
            {
                _members[member].SettleInternally(payment);
            }
        }
    }

    /// <summary>
    /// Next instant at which something happens here by itself, the present one while it is not completed;
    /// <see cref="long.MaxValue"/> = none.
    /// </summary>
    public long NextInstant
    {
        get
        {
            if (_inInstant)
            {
                return Now;
            }

            long next = _agenda.NextTime;
            foreach (Member member in _members)
            {
                next = Math.Min(next, member.NextInstant);
            }

            return next;
        }
    }

    internal long Now { get; private set; } = long.MinValue;

    internal IReadOnlyList<Member> Members => _members;

    /// <summary>From what happens to one payment of a group to what the others are told; microseconds.</summary>
    internal long GroupDelayUs { get; }

    /// <summary>
    /// Takes payments in ascending time. An instant is completed when a later payment or <see cref="AdvanceTo"/>
    /// says that no more of it will come.
    /// </summary>
    public void Execute(ReadOnlySpan<SettlementCommand> payments)
    {
        if (_isAlone)
        {
            _members[0].ExecuteAlone(payments);
            return;
        }

        foreach (ref readonly SettlementCommand payment in payments)
        {
            BeginWith(payment);
            Submit(payment, _router.CurrencyOf(payment.Payment));
        }

        Fold();
    }

    /// <summary>The same for linked systems, where payments come whose currency the scenario does not tell.</summary>
    /// <param name="payments">In ascending time.</param>
    /// <param name="currencies">Of each its currency, as in <see cref="PaymentTable.OtherCurrency"/>.</param>
    public void Execute(ReadOnlySpan<SettlementCommand> payments, ReadOnlySpan<byte> currencies)
    {
        for (int i = 0; i < payments.Length; i++)
        {
            BeginWith(payments[i]);
            Submit(payments[i], currencies[i]);
        }

        Fold();
    }

    /// <summary>
    /// Adds an order to the script of a member: at an instant that has not begun, not before what its script has.
    /// </summary>
    public void Order(int member, in SettlementCommand order) => _members[member].AddToScript(order);

    /// <summary>Completes every instant strictly before this one.</summary>
    public void AdvanceTo(long until)
    {
        if (_isAlone)
        {
            _members[0].AdvanceAlone(until);
            return;
        }

        CompleteBefore(until);
        Fold();
    }

    /// <summary>Completes everything. Nothing can be executed after it.</summary>
    /// <returns>By member; none where nothing is recorded.</returns>
    public SystemOutcome[] Finish()
    {
        AdvanceTo(long.MaxValue);
        return End();
    }

    /// <summary>
    /// Ends here, in the middle of whatever is under way: what waits is unsettled, and a day that is open is told up to
    /// the last thing that happened. Nothing can be executed after it.
    /// </summary>
    /// <returns>As <see cref="Finish"/>.</returns>
    public SystemOutcome[] End() => [.. _members.Select(member => member.Complete()).OfType<SystemOutcome>()];

    /// <summary>Notes what is to be done at a later instant, or at a later turn of this one.</summary>
    internal void At(long time, Turn turn, int causeMember, Action act) =>
        _agenda.Note(time, turn, Now, causeMember, act);

    /// <summary>Gives a member a payment of the arrangement's own, now; its maker is told what becomes of it.</summary>
    /// <returns>The payment's index.</returns>
    internal int Make(Member member, MadePayment made, Action<SettlementEvent>? ended)
    {
        int payment = _made.Add(made.Kind, ended);
        member.Submit(payment, made);
        return payment;
    }

    /// <summary>A number for a file of a link, by which its events are told apart.</summary>
    internal int NumberFile(LinkDesk sender)
    {
        _files.Add(sender);
        return _files.Count - 1;
    }

    private byte KindOf(int payment) =>
        payment < _kindOfPayment.Length ? _kindOfPayment[payment] : _made.KindOf(payment);

    private void CompleteBefore(long time)
    {
        while (true)
        {
            if (_inInstant && Now < time)
            {
                Complete();
            }

            long next = NextInstant;
            if (next >= time)
            {
                return;
            }

            Begin(next);
        }
    }

    private void Begin(long time)
    {
        Now = time;
        _inInstant = true;
        _agenda.Run(time, Turn.First);
        foreach (Member member in _members)
        {
            member.RunScript(time);
        }

        Look();
        _agenda.Run(time, Turn.Commands);
        Look();
    }

    private void BeginWith(in SettlementCommand payment)
    {
        if (!_inInstant || payment.Time != Now)
        {
            CompleteBefore(payment.Time);
            Begin(payment.Time);
        }
    }

    private void Submit(in SettlementCommand payment, int currency)
    {
        int to = _router.MemberOf(payment, currency, out int fallback);
        if (fallback >= 0 && !_members[to].WorksAt(Now))
        {
            to = fallback;
        }

        if (to < 0)
        {
            return;
        }

        bool isHeld = _groups is not null && _groups.Enter(payment, to);
        _members[to].Submit(isHeld ? payment with { Flag = true } : payment);
    }

    private void Complete()
    {
        _agenda.Run(Now, Turn.Payments);
        int unfolded = 0;
        foreach (Member member in _members)
        {
            member.Complete(Now);
            unfolded += member.UnfoldedCount;
        }

        Look();
        _inInstant = false;
        if (unfolded >= 2 * SliceSize)
        {
            Fold();
        }
    }

    /// <summary>Looks at what happened since the last look, by member.</summary>
    private void Look()
    {
        foreach (Member member in _members)
        {
            while (member.TryLook(out SettlementEvent e))
            {
                See(member, e);
            }

            member.Link?.HasSeen();
        }
    }

    private void See(Member member, in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Settled or EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled:
                if (!_made.TryEnd(e))
                {
                    _groups?.End(e, member.Index);
                }

                break;
            case EventKind.Earmarked:
                _groups?.Earmark(e, member.Index);
                break;
            case EventKind.FilePosted:
                _files[e.Payment].FilePosted();
                break;
            case EventKind.FileRefused:
                _files[e.Payment].FileRefused(new NetOf(e.From, e.AmountMinor));
                break;
            case EventKind.Resumed or EventKind.DayOpened:
                Array.ForEach(_links, link => link.Works(member));
                break;
        }

        member.Link?.See(e);
    }

    // What is folded is gone, so it has been looked at.
    private void Fold()
    {
        Look();
        foreach (Member member in _members)
        {
            member.Fold();
        }
    }
}
