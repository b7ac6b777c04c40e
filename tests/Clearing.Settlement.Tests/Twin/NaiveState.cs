using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Words": a payment received, not released, not yet ended.</summary>
public sealed class WaitingPayment
{
    public required int Payment { get; init; }
    public required int From { get; init; }
    public required int To { get; init; }
    public required long AmountMinor { get; init; }
    public required long Entry { get; init; }
    public required long NotBefore { get; init; }
    public required long NotAfter { get; init; }
    public required byte Kind { get; init; }

    /// <summary>Its group if others of this system belong to it; else 0.</summary>
    public required int Group { get; init; }

    /// <summary>When released it is earmarked.</summary>
    public required bool Held { get; init; }

    public required Priority Priority { get; set; }

    public int Class { get; set; }

    /// <summary>False while dormant.</summary>
    public required bool Active { get; set; }
}

/// <summary>A limit from one account to another, and what has flowed.</summary>
public sealed class LimitedPair
{
    public required int From { get; init; }
    public required int To { get; init; }

    /// <summary><see cref="long.MaxValue"/> where there is none yet.</summary>
    public required long LimitMinor { get; set; }

    public long FlowMinor { get; set; }
}

/// <summary>Everything a system remembers, in plain lists that are sorted anew whenever an order is wanted.</summary>
public sealed partial class NaiveState
{
    private readonly SystemDefinition _definition;

    public NaiveState(SystemDefinition definition)
    {
        _definition = definition;
        int accounts = definition.Accounts.Count;
        Classes = definition.Classes.Count > 0 ? definition.Classes : PrioritiesAsClasses(definition.Queue);
        Balance = [.. definition.Accounts.Select(a => a.OpeningBalanceMinor)];
        Credit = [.. definition.Accounts.Select(a => a.CreditMinor)];
        Apart = new long[accounts];
        Suspended = new bool[accounts];
        Defaulted = new bool[accounts];
        Reserve = [.. definition.Accounts.Select(_ => new long[Classes.Count])];
        MultilateralLimit = [.. definition.Accounts.Select(a => a.MultilateralLimitMinor)];
        MultilateralFlow = new long[accounts];
        CountsMultilateral = MultilateralLimit.Any(limit => limit != long.MaxValue);
        Funded = new long[accounts];
        Supplemental = new long[accounts];
        PutIn = new long[accounts];
        Pairs = [.. definition.Limits.Select(l => new LimitedPair
        {
            From = l.From,
            To = l.To,
            LimitMinor = l.LimitMinor,
        })];
    }

    public IReadOnlyList<PaymentClass> Classes { get; }

    public int DayNumber { get; set; }
    public long LastInstant { get; set; }
    public long[] Balance { get; }

    /// <summary>The positions of a system in which they are something else than the balances.</summary>
    public long[] Apart { get; }

    public long[] Credit { get; }
    public bool[] Suspended { get; }
    public bool[] Defaulted { get; }

    /// <summary>By account and class, what is set aside.</summary>
    public long[][] Reserve { get; }

    public long[] MultilateralLimit { get; }
    public long[] MultilateralFlow { get; }

    /// <summary>"Where no account of the definition has a multilateral limit ... from the first event".</summary>
    public bool CountsMultilateral { get; set; }

    /// <summary>Since the open, not supplemental.</summary>
    public long[] Funded { get; }

    /// <summary>Supplemental money since the open, less what was withdrawn.</summary>
    public long[] Supplemental { get; }

    /// <summary>Net systems: funded less paid out since the last cycle instant; the next nets hold it.</summary>
    public long[] PutIn { get; }

    public List<WaitingPayment> Waiting { get; } = [];
    public List<LimitedPair> Pairs { get; }

    /// <summary>Net systems: in order of acceptance.</summary>
    public List<WaitingPayment> OpenCycle { get; } = [];

    /// <summary>Net systems: the cycle under way, if any.</summary>
    public NaiveCycle? UnderWay { get; set; }

    /// <summary>Earmarked until an Answer comes.</summary>
    public List<WaitingPayment> Earmarked { get; } = [];

    /// <summary>Asked about, by the answer rule.</summary>
    public List<Question> Asked { get; } = [];

    /// <summary>-1 before the first phase.</summary>
    public int Phase { get; set; } = -1;

    public bool IsNet => _definition.Position == PositionKind.Net;

    public bool IsPrefunded => _definition.Position == PositionKind.Prefunded;

    public bool IsGross => _definition.Position == PositionKind.Balance;

    public int AccountCount => Balance.Length;

    public Phase? PhaseInForce => Phase < 0 ? null : _definition.Phases[Phase];

    public long[] Positions => IsGross ? Balance : Apart;

    public long Position(int account) => Positions[account];

    public Int128 Floor(int account) => _definition.Accounts[account].Floor.AsFloor(Inputs(account));

    /// <summary>"floor + withheld(c)"; no floor stays none.</summary>
    public Int128 Floor(int account, int paymentClass)
    {
        Int128 floor = Floor(account);
        return floor == long.MinValue ? floor : floor + Sum(Reserve[account].Take(paymentClass));
    }

    /// <summary>"A ceiling is raised by the account's whole reserves"; a phase may waive it.</summary>
    public Int128 Ceiling(int account)
    {
        long ceiling = _definition.Accounts[account].Ceiling.AsCeiling(Inputs(account));
        return ceiling == long.MaxValue || PhaseInForce is { WaivesCeilings: true }
            ? long.MaxValue
            : ceiling + Sum(Reserve[account]);
    }

    /// <summary>"not ready until what was funded since the open (not supplemental) reaches it".</summary>
    public bool IsReady(int account) =>
        !IsPrefunded || Funded[account] >= _definition.Accounts[account].OpeningRequirementMinor;

    public LimitedPair? Pair(int from, int to) => Pairs.SingleOrDefault(p => p.From == from && p.To == to);

    public bool HasBilateralLimit(int from, int to) => Pair(from, to) is { LimitMinor: < long.MaxValue };

    public bool IsLimited(WaitingPayment payment) => _definition.LimitsBind && Classes[payment.Class].IsLimited;

    public static IEnumerable<WaitingPayment> InOrder(IEnumerable<WaitingPayment> payments) =>
        payments.OrderBy(p => p.Class).ThenBy(p => p.Entry);

    /// <summary>The queue: active waiting payments by (class, entry), but for those of groups.</summary>
    public List<WaitingPayment> Queue() => [.. InOrder(Waiting.Where(p => p.Active && p.Group == 0))];

    /// <summary>Moves the position of the payer, what it has set aside, and the flows.</summary>
    public void TakeFromPayer(WaitingPayment payment)
    {
        Positions[payment.From] -= payment.AmountMinor;
        ref long reserve = ref Reserve[payment.From][payment.Class];
        reserve = Math.Max(0, reserve - payment.AmountMinor);
        CountFlow(payment, payment.AmountMinor);
    }

    /// <summary>"Money that goes back raises the payer's position and takes the amount out of the flows".</summary>
    public void GiveBack(WaitingPayment payment)
    {
        Positions[payment.From] += payment.AmountMinor;
        CountFlow(payment, -payment.AmountMinor);
    }

    public void CountFlow(WaitingPayment payment, long amountMinor)
    {
        if (!IsLimited(payment))
        {
            return;
        }

        if (Pair(payment.From, payment.To) is { } outward)
        {
            outward.FlowMinor += amountMinor;
        }

        if (Pair(payment.To, payment.From) is { } inward)
        {
            inward.FlowMinor -= amountMinor;
        }

        if (CountsMultilateral)
        {
            MultilateralFlow[payment.From] += HasBilateralLimit(payment.From, payment.To) ? 0 : amountMinor;
            MultilateralFlow[payment.To] -= HasBilateralLimit(payment.To, payment.From) ? 0 : amountMinor;
        }
    }

    /// <summary>Flows are zero again, but for these payments.</summary>
    public void RestartFlows(IEnumerable<WaitingPayment> counted)
    {
        Pairs.ForEach(pair => pair.FlowMinor = 0);
        Array.Clear(MultilateralFlow);
        foreach (WaitingPayment payment in counted)
        {
            CountFlow(payment, payment.AmountMinor);
        }
    }

    public static Int128 Sum(IEnumerable<long> numbers) => numbers.Aggregate((Int128)0, (sum, n) => sum + n);

    private BoundInputs Inputs(int account) => new(
        Credit[account],
        SumOfLimits(Pairs.Where(p => p.To == account)),
        SumOfLimits(Pairs.Where(p => p.From == account)));

    /// <summary>"A pair without limit yet counts as unlimited; then so is the sum".</summary>
    private static long SumOfLimits(IEnumerable<LimitedPair> pairs) =>
        (long)Int128.Min(long.MaxValue, Sum(pairs.Select(p => p.LimitMinor)));

    private static PaymentClass[] PrioritiesAsClasses(QueueDiscipline queue) =>
        [.. Enum.GetNames<Priority>().Select(name => new PaymentClass
        {
            Name = name,
            Queue = queue,
            Blocks = queue == QueueDiscipline.Fifo,
        })];
}

/// <summary>A payment asked about: when the answer or the timeout is due, and which it is.</summary>
public sealed record Question(WaitingPayment Payment, long DueAt, Reason No);
