using Clearing.Settlement.Results;

namespace Clearing.Settlement.Engine;

/// <summary>
/// What state the queue is in and why each payment waits: questions about the state that change nothing of it.
/// </summary>
internal sealed class QueueDiagnosis(
    Positions positions, WaitingPayments waiting, TimedPayments timed, Groups groups, OneByOneRelease oneByOne)
{
    private readonly PrefixSearch _prefixes = new(positions, waiting);
    private readonly DeadlockSearch _sets = new(positions);
    private readonly SetTrial _all = new(positions);

    /// <summary>Looks at the queue: active payments that do not wait with their group.</summary>
    public QueueObservation Observe(long time)
    {
        if (waiting.Count == 0)
        {
            return new QueueObservation(time, QueueState.Free, 0, 0, 0);
        }

        WaitingPayment[] items = Items();
        Int128 value = 0;
        _all.Clear();
        foreach (WaitingPayment item in items)
        {
            value += item.AmountMinor;
            _all.Add(item);
        }

        Int128 injection = 0;
        foreach (int account in _all.Touched)
        {
            injection += Int128.Max(0, _all.Lack(account));
        }

        return new QueueObservation(
            time, StateOf(items), items.Length, Saturating.From(value), Saturating.From(injection));
    }

    /// <summary>
    /// For everything that waits the tests it fails, by (rank, test). A dormant payment, and one that waits with its
    /// group, is not tested for anything else.
    /// </summary>
    public FailedTest[] FailedTests()
    {
        List<(ulong Rank, FailedTest Test)> failed = [];
        AddActive(Items(), failed);
        foreach (WaitingPayment payment in timed.DormantInOrder())
        {
            failed.Add((payment.Rank, new FailedTest(payment.Payment, WaitTest.NotBefore, 0, 0)));
        }

        foreach (WaitingPayment payment in groups.All())
        {
            failed.Add((payment.Rank, new FailedTest(payment.Payment, WaitTest.Group, 0, 0)));
        }

        return [.. failed.OrderBy(f => f.Rank).ThenBy(f => f.Test.Test).Select(f => f.Test)];
    }

    /// <summary>The tests that a payment fails which is in the queue.</summary>
    public void AddTestsOf(in WaitingPayment item, List<FailedTest> to)
    {
        // What stands before it: all higher classes that anything waits in, and its own unless it is the first there.
        int own = 1 << item.Class;
        Lane lane = waiting.LaneOf(item.From, item.Class);
        bool isFirst = lane[lane.First].Entry == item.Entry;
        int seen = waiting.UsedBy(item.From) & (isFirst ? own - 1 : (own - 1) | own);
        List<(ulong Rank, FailedTest Test)> failed = [];
        AddFailed(item, seen, failed);
        foreach ((_, FailedTest test) in failed)
        {
            to.Add(test);
        }
    }

    public QueueSnapshot Snapshot(long time)
    {
        BilateralFlows flows = positions.Flows;
        return new QueueSnapshot
        {
            Time = time,
            Payments = [.. Items().Where(IsReady).OrderBy(p => p.Rank).Select(p =>
                new QueuedPayment(p.Payment, p.From, p.To, p.AmountMinor, p.Class, p.Entry))],
            Accounts = [.. Enumerable.Range(0, positions.Count).Select(a => new QueuedAccount(
                positions[a].PositionMinor, positions.FloorOf(a), positions.CeilingOf(a)))],
            Limits = !positions.KeepsFlows ? [] : [.. Enumerable.Range(0, positions.Count)
                .SelectMany(flows.OfPayer)
                .Where(pair => flows[pair].LimitMinor != long.MaxValue)
                .Select(pair => new QueuedLimit(
                    flows[pair].From, flows[pair].To, flows[pair].LimitMinor, flows[pair].FlowMinor))],
        };
    }

    private bool IsReady(WaitingPayment item) => positions[item.From].IsReady && positions[item.To].IsReady;

    private WaitingPayment[] Items()
    {
        var items = new WaitingPayment[waiting.Count];
        waiting.CopyAllTo(items);
        return items;
    }

    // One-by-one release always runs to its end, so that only a halt can leave something that could go by itself.
    private QueueState StateOf(WaitingPayment[] items)
    {
        if (oneByOne.IsHalted && CanAnyGo(items))
        {
            return QueueState.Free;
        }

        return !_prefixes.Find(ushort.MaxValue).IsEmpty ? QueueState.Gridlock
            : _sets.Exists(items) ? QueueState.SequenceDeadlock
            : QueueState.Deadlock;
    }

    private bool CanAnyGo(WaitingPayment[] items)
    {
        List<(ulong Rank, FailedTest Test)> failed = [];
        AddActive(items, failed);
        return failed.GroupBy(f => f.Rank).Any(tests => tests.All(t => t.Test.Test == WaitTest.Halted));
    }

    // The items come payer by payer, each by rank.
    private void AddActive(WaitingPayment[] items, List<(ulong Rank, FailedTest Test)> failed)
    {
        int payer = -1;
        int seen = 0;
        foreach (WaitingPayment item in items)
        {
            if (item.From != payer)
            {
                (payer, seen) = (item.From, 0);
            }

            AddFailed(item, seen, failed);
            seen |= 1 << item.Class;
        }
    }

    private void AddFailed(WaitingPayment item, int seen, List<(ulong Rank, FailedTest Test)> failed)
    {
        int higher = (1 << item.Class) - 1;
        int before = (positions.Classes.Blocking & higher) | (positions.Classes.Fifo & (1 << item.Class));
        Test((seen & before) == 0, WaitTest.Order);
        if (IsReady(item))
        {
            Amount(WaitTest.Funds, positions.FundsOf(item.From, item.Class));
            Amount(WaitTest.Ceiling, positions[item.To].RoomMinor);
        }

        if (positions.KeepsFlows && positions.IsLimited(item))
        {
            int pair = positions.Flows.Find(item.From, item.To);
            Amount(WaitTest.BilateralLimit, pair < 0 ? long.MaxValue : positions.Flows[pair].RoomMinor);
            if (positions.Multilateral.AreKept && positions.Multilateral.Counts(item.From, item.To))
            {
                Amount(WaitTest.MultilateralLimit, positions.Multilateral.RoomOf(item.From));
            }
        }

        Test(IsReady(item), WaitTest.NotReady);
        Test((positions.Classes.Hidden >> item.Class & 1) == 0, WaitTest.SetsOnly);
        Test(!oneByOne.IsHalted, WaitTest.Halted);

        void Amount(WaitTest test, long available)
        {
            if (item.AmountMinor > available)
            {
                failed.Add((item.Rank, new FailedTest(item.Payment, test, item.AmountMinor, available)));
            }
        }

        void Test(bool holds, WaitTest test)
        {
            if (!holds)
            {
                failed.Add((item.Rank, new FailedTest(item.Payment, test, 0, 0)));
            }
        }
    }
}
