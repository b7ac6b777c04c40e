using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// One payment on its way into the table. Instants in microseconds; 0 = none. From and To are participants, whoever
/// they settle through; Currency is 0 for the scenario's, else a number of <see cref="PaymentRows.CurrencyOf"/>.
/// </summary>
internal record struct PaymentRow(
    int From,
    int To,
    long AmountMinor,
    long DueAt,
    int Day,
    Priority Priority,
    byte Kind,
    byte Currency = 0,
    int Group = 0,
    long NotBefore = 0,
    long NotAfter = 0);

/// <summary>
/// Gathers the payments of all sources as listed, then puts them into the scenario-wide order: due instant, source as
/// listed, row. At midnight between two days, where one instant belongs to both, the earlier day comes first.
/// </summary>
internal sealed class PaymentRows
{
    /// <summary>Most sources: rows that stand together count as one.</summary>
    public const int MaxSources = 256;

    private readonly List<PaymentSource> _sources = [];
    private readonly List<PaymentRow> _rows = [];
    private readonly List<byte> _sourceOf = [];
    private readonly List<int> _rowOf = [];
    private readonly List<string> _kinds = ["bank"];
    private readonly List<Currency> _currencies = [];
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private List<string>? _listed;

    /// <summary>Ids of listed payments; those of generated ones are known by their prefix.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<PaymentSource> Sources => _sources;

    public int Count => _rows.Count;

    /// <summary>Number of a kind, or -1 when there are more than a byte can number.</summary>
    public int KindOf(ReadOnlySpan<char> kind)
    {
        for (int i = 0; i < _kinds.Count; i++)
        {
            if (kind.SequenceEqual(_kinds[i]))
            {
                return i;
            }
        }

        if (_kinds.Count > byte.MaxValue)
        {
            return -1;
        }

        _kinds.Add(kind.ToString());
        return _kinds.Count - 1;
    }

    /// <summary>Number of a currency other than the scenario's, from 1.</summary>
    public byte CurrencyOf(Currency currency)
    {
        int index = _currencies.IndexOf(currency);
        if (index < 0)
        {
            index = _currencies.Count;
            _currencies.Add(currency);
        }

        return checked((byte)(index + 1));
    }

    /// <summary>Number of a group, from 1.</summary>
    public int GroupOf(string id)
    {
        if (!_groups.TryGetValue(id, out int group))
        {
            group = _groups.Count + 1;
            _groups.Add(id, group);
        }

        return group;
    }

    /// <summary>True while another source may begin.</summary>
    public bool HasRoom => _sources.Count < MaxSources;

    /// <summary>Adds a payment with its own id.</summary>
    public void Add(string id, in PaymentRow row)
    {
        _listed ??= [];
        _sourceOf.Add((byte)_sources.Count);
        _rowOf.Add(_listed.Count);
        _listed.Add(id);
        _rows.Add(row);
    }

    /// <summary>Begins a generated source; its rows follow by <see cref="AddGenerated"/>.</summary>
    public void BeginGenerated(string prefix, int count)
    {
        EndListed();
        _sources.Add(PaymentSource.Generated(prefix, count));
        _rows.EnsureCapacity(_rows.Count + count);
        _sourceOf.EnsureCapacity(_rows.Count + count);
        _rowOf.EnsureCapacity(_rows.Count + count);
    }

    public void AddGenerated(int row, in PaymentRow payment)
    {
        _sourceOf.Add((byte)(_sources.Count - 1));
        _rowOf.Add(row);
        _rows.Add(payment);
    }

    public void EndListed()
    {
        if (_listed is not null)
        {
            _sources.Add(PaymentSource.Listed([.. _listed]));
            _listed = null;
        }
    }

    /// <summary>The table; payments of indirect participants are on the accounts of their agents.</summary>
    public PaymentTable ToTable(string currencyCode, IReadOnlyList<Participant> participants)
    {
        EndListed();
        int[] order = Order();
        PaymentRow[] rows = new PaymentRow[order.Length];
        byte[] sources = new byte[order.Length];
        int[] rowOf = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            rows[i] = _rows[order[i]];
            sources[i] = _sourceOf[order[i]];
            rowOf[i] = _rowOf[order[i]];
        }

        int[]? accounts = participants.All(participant => participant.Via < 0)
            ? null
            : [.. participants.Select((participant, i) => participant.Via < 0 ? i : participant.Via)];
        int[] payers = Array.ConvertAll(rows, row => row.From);
        int[] payees = Array.ConvertAll(rows, row => row.To);
        bool isOwn(int participant) => accounts is null || accounts[participant] == participant;
        return new PaymentTable([.. _sources], sources, rowOf)
        {
            From = accounts is null ? payers : Array.ConvertAll(payers, payer => accounts[payer]),
            To = accounts is null ? payees : Array.ConvertAll(payees, payee => accounts[payee]),
            Payer = Array.TrueForAll(payers, isOwn) ? null : payers,
            Payee = Array.TrueForAll(payees, isOwn) ? null : payees,
            AmountMinor = Array.ConvertAll(rows, row => row.AmountMinor),
            DueAt = Array.ConvertAll(rows, row => row.DueAt),
            Day = Array.TrueForAll(rows, row => row.Day == 1) ? null : Array.ConvertAll(rows, row => (ushort)row.Day),
            Priority = Array.ConvertAll(rows, row => row.Priority),
            Kind = Array.ConvertAll(rows, row => row.Kind),
            KindNames = [.. _kinds],
            Group = _groups.Count == 0 ? null : Array.ConvertAll(rows, row => row.Group),
            OtherCurrency = _currencies.Count == 0 ? null : Array.ConvertAll(rows, row => row.Currency),
            OtherCurrencies = [.. _currencies],
            NotBefore = Array.TrueForAll(rows, row => row.NotBefore == 0)
                ? null : Array.ConvertAll(rows, row => row.NotBefore),
            NotAfter = Array.TrueForAll(rows, row => row.NotAfter == 0)
                ? null : Array.ConvertAll(rows, row => row.NotAfter),
            CurrencyCode = currencyCode,
        };
    }

    private int[] Order()
    {
        Slot[] slots = new Slot[_rows.Count];
        bool ordered = true;
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = new Slot(_rows[i].DueAt, _rows[i].Day, i);
            ordered &= i == 0 || slots[i - 1].CompareTo(slots[i]) < 0;
        }

        if (!ordered)
        {
            Array.Sort(slots);
        }

        return Array.ConvertAll(slots, slot => slot.Index);
    }

    private readonly record struct Slot(long DueAt, int Day, int Index) : IComparable<Slot>
    {
        public int CompareTo(Slot other)
        {
            int byTime = DueAt.CompareTo(other.DueAt);
            int byDay = byTime != 0 ? byTime : Day.CompareTo(other.Day);
            return byDay != 0 ? byDay : Index.CompareTo(other.Index);
        }
    }
}
