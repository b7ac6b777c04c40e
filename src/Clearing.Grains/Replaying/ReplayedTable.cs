using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Replaying;

/// <summary>
/// The payments of a world as those of a scenario: the scripted ones, and among them by time what came to its ledgers
/// from outside. Those are due when they came.
/// </summary>
internal sealed class ReplayedTable
{
    private readonly Scenario _scenario;
    private readonly OutsidePayments?[] _outside;
    private readonly Entry[] _entries;
    private readonly int _scripted;

    /// <param name="scenario">The world's.</param>
    /// <param name="outside">By arrangement what came to it; null = it is left out.</param>
    /// <param name="until">What is scripted later is left out.</param>
    /// <remarks>Payments from outside name their arrangement by its place among those that are not left out.</remarks>
    public ReplayedTable(Scenario scenario, OutsidePayments?[] outside, long until)
    {
        _scenario = scenario;
        _outside = outside;
        PaymentTable script = scenario.Payments;
        _scripted = script.DueAt.TakeWhile(due => due <= until).Count();
        IEnumerable<Entry> scripted = Enumerable.Range(0, _scripted).Select(i => new Entry(script.DueAt[i], -1, i));
        IEnumerable<Entry> came = outside.SelectMany((payments, arrangement) => payments is null
            ? []
            : payments.All.Select((payment, i) => new Entry(payment.Time, arrangement, i)));
        _entries = [.. scripted.Concat(came)];
        Array.Sort(_entries);
        Table = MakeTable();
    }

    /// <summary>True when nothing came from outside and nothing is left out: the table of the scenario.</summary>
    public bool IsScenario => _entries.Length == _scripted && _scripted == _scenario.Payments.Count;

    public PaymentTable Table { get; }

    /// <summary>By number of a payment in a ledger its place in the table; negative = it has none.</summary>
    public int[] PlacesOf(int arrangement)
    {
        OutsidePayments payments = _outside[arrangement]!;
        int[] places = new int[payments.NextNumber];
        Array.Fill(places, -1);
        for (int place = 0; place < _entries.Length; place++)
        {
            Entry entry = _entries[place];
            if (entry.Arrangement < 0)
            {
                places[entry.Row] = place;
            }
            else if (entry.Arrangement == arrangement)
            {
                places[payments.All[entry.Row].Command.Command.Payment] = place;
            }
        }

        return places;
    }

    /// <summary>By number of a payment in a ledger its kind.</summary>
    public byte[] KindsOf(int arrangement)
    {
        OutsidePayments payments = _outside[arrangement]!;
        byte[] kinds = new byte[payments.NextNumber];
        _scenario.Payments.Kind.CopyTo(kinds, 0);
        foreach (OutsidePayment payment in payments.All)
        {
            kinds[payment.Command.Command.Payment] = payment.Command.Command.PaymentKind;
        }

        return kinds;
    }

    private PaymentTable MakeTable()
    {
        PaymentTable script = _scenario.Payments;
        if (IsScenario)
        {
            return script;
        }

        int[] sourceOf = new int[_outside.Length];
        List<PaymentSource> sources = [.. script.Sources];
        int told = 0;
        for (int a = 0; a < _outside.Length; a++)
        {
            if (_outside[a] is { All.Count: > 0 } came)
            {
                sourceOf[a] = sources.Count;
                sources.Add(PaymentSource.OfSessions(told, came.All.Count, row => IdOf(came.All[row].Command.Id)));
            }

            told += _outside[a] is null ? 0 : 1;
        }

        return new PaymentTable(
            [.. sources],
            [.. _entries.Select(e => e.Arrangement < 0 ? script.SourceOf[e.Row] : (byte)sourceOf[e.Arrangement])],
            [.. _entries.Select(e => e.Arrangement < 0 ? script.RowOf[e.Row] : e.Row)])
        {
            From = Column(script.From, c => c.From),
            To = Column(script.To, c => c.To),
            AmountMinor = Column(script.AmountMinor, c => c.AmountMinor),
            DueAt = [.. _entries.Select(e => e.Time)],
            Day = Days(),
            Priority = Column(script.Priority, c => c.Priority),
            Kind = Column(script.Kind, c => c.PaymentKind),
            KindNames = script.KindNames,
            NotBefore = Times(script.NotBefore, c => c.NotBefore),
            NotAfter = Times(script.NotAfter, c => c.NotAfter),
            Group = script.Group is { } groups ? Column(groups, _ => 0) : null,
            CurrencyCode = script.CurrencyCode,
            OtherCurrency = OtherCurrencies(),
            OtherCurrencies = script.OtherCurrencies,
            Payer = script.Payer is { } payers ? Column(payers, c => c.From) : null,
            Payee = script.Payee is { } payees ? Column(payees, c => c.To) : null,
        };
    }

    // As a person writes it; what a sender numbers bears the sender's name.
    private string IdOf(InstructionId id) => id.IsNumbered
        ? $"{_scenario.Participants[id.Participant].Id}-{id.Number}"
        : id.ToString();

    private LedgerCommand CommandOf(in Entry entry) => _outside[entry.Arrangement]!.All[entry.Row].Command;

    private T[] Column<T>(T[] scripted, Func<SettlementCommand, T> of) =>
        [.. _entries.Select(e => e.Arrangement < 0 ? scripted[e.Row] : of(CommandOf(e).Command))];

    private long[]? Times(long[]? scripted, Func<SettlementCommand, long> of)
    {
        long[] times = Column(scripted ?? new long[_scripted], of);
        return scripted is null && times.All(time => time == 0) ? null : times;
    }

    private byte[]? OtherCurrencies()
    {
        byte[]? scripted = _scenario.Payments.OtherCurrency;
        byte[] currencies =
        [
            .. _entries.Select(e => e.Arrangement >= 0 ? CommandOf(e).Currency
                : scripted is null ? (byte)0 : scripted[e.Row]),
        ];
        return scripted is null && currencies.All(currency => currency == 0) ? null : currencies;
    }

    // Days ascend in the table. What comes behind a close is of the next day, unless the script has the day go on.
    private ushort[]? Days()
    {
        IReadOnlyList<ScenarioDay> days = _scenario.Calendar.Days;
        if (days.Count == 1)
        {
            return null;
        }

        ushort[] of = new ushort[_entries.Length];
        ushort next = (ushort)days[^1].Number;
        int day = days.Count - 1;
        for (int i = _entries.Length - 1; i >= 0; i--)
        {
            while (day > 0 && days[day - 1].CloseAt >= _entries[i].Time)
            {
                day--;
            }

            next = _entries[i].Arrangement < 0
                ? (ushort)_scenario.Payments.DayOf(_entries[i].Row)
                : Math.Min(next, (ushort)days[day].Number);
            of[i] = next;
        }

        for (int i = 1; i < of.Length; i++)
        {
            of[i] = Math.Max(of[i], of[i - 1]);
        }

        return of;
    }

    // At one instant what is scripted comes first, as it does in a ledger.
    private readonly record struct Entry(long Time, int Arrangement, int Row) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Time != other.Time ? Time.CompareTo(other.Time)
            : Arrangement != other.Arrangement ? Arrangement.CompareTo(other.Arrangement)
            : Row.CompareTo(other.Row);
    }
}
