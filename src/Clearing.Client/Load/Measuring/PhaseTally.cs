using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Measuring;

/// <summary>
/// What is counted while a phase runs, by all sessions at once. Times are timestamps of the run's clock; nothing is
/// allocated per payment.
/// </summary>
public sealed class PhaseTally
{
    /// <summary>Length of the bins in which answers are counted.</summary>
    public static readonly TimeSpan BinLength = TimeSpan.FromMilliseconds(100);

    private const int Quarters = 4;

    private readonly TimeProvider _time;
    private readonly Latencies[] _quarters = [.. Enumerable.Range(0, Quarters).Select(_ => new Latencies())];
    private readonly long[] _outcomes = new long[Enum.GetValues<LoadOutcome>().Length];
    private readonly long[] _bins;
    private long _due;
    private long _overBound;
    private long _notConnected;
    private long _lost;
    private long _orders;
    private long _ordersAnswered;
    private long _notices;
    private long _lastAnswer;

    internal PhaseTally(LoadPhase phase, long start, TimeProvider time)
    {
        Phase = phase;
        Start = start;
        _time = time;
        _bins = new long[(int)Math.Min(10_000_000, Math.Ceiling(phase.Length / BinLength)) + 1];
    }

    public LoadPhase Phase { get; }

    /// <summary>When it began.</summary>
    public long Start { get; }

    /// <summary>Payments that fell due, sent or not.</summary>
    public long Due => Volatile.Read(ref _due);

    /// <summary>Payments not sent because too many frames were without an answer.</summary>
    public long OverBound => Volatile.Read(ref _overBound);

    /// <summary>Payments not sent because there was no connection.</summary>
    public long NotConnected => Volatile.Read(ref _notConnected);

    /// <summary>Payments not sent for either reason: they are in no latency.</summary>
    public long NotSent => OverBound + NotConnected;

    /// <summary>Payments whose connection ended before their answer, or that had none when the phase had drained.
    /// </summary>
    public long Lost => Volatile.Read(ref _lost);

    public long Orders => Volatile.Read(ref _orders);

    public long OrdersAnswered => Volatile.Read(ref _ordersAnswered);

    public long Notices => Volatile.Read(ref _notices);

    /// <summary>How late payments were sent.</summary>
    public Latencies Lag { get; } = new();

    /// <summary>
    /// From due to answer of the payments that were taken, or told as what they were: a histogram for each quarter of
    /// the phase.
    /// </summary>
    public IReadOnlyList<Latencies> QuarterLatencies => _quarters;

    /// <summary>From due to answer of all others: refused for load, in doubt, or answered in error.</summary>
    public Latencies Refusals { get; } = new();

    /// <summary>Answers that came in each bin of the phase; the last holds those that came after its end.</summary>
    public IReadOnlyList<long> Bins => _bins;

    /// <summary>When the last answer came, from the start of the phase.</summary>
    public TimeSpan LastAnswer => _lastAnswer == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Start, _lastAnswer);

    /// <summary>Answers of all kinds.</summary>
    public long Answered => _outcomes.Sum();

    public long Of(LoadOutcome outcome) => Volatile.Read(ref _outcomes[(int)outcome]);

    internal void Sent(int payments, long due, long now)
    {
        Interlocked.Add(ref _due, payments);
        Lag.Record(Microseconds(due, now), payments);
    }

    internal void Skip(int payments, bool isConnected)
    {
        Interlocked.Add(ref _due, payments);
        Interlocked.Add(ref isConnected ? ref _overBound : ref _notConnected, payments);
    }

    internal void Lose(long payments) => Interlocked.Add(ref _lost, payments);

    internal void Order() => Interlocked.Increment(ref _orders);

    internal void OrderAnswered() => Interlocked.Increment(ref _ordersAnswered);

    internal void Notice(long count) => Interlocked.Add(ref _notices, count);

    /// <summary>So many payments that fell due at one instant were answered.</summary>
    /// <param name="outcomes">How many of them had each outcome.</param>
    /// <param name="taken">How many were neither refused for load nor in doubt nor in error.</param>
    /// <param name="due">When they fell due.</param>
    /// <param name="now">When the answer came.</param>
    internal void Answer(ReadOnlySpan<int> outcomes, int taken, long due, long now)
    {
        int payments = 0;
        for (int i = 0; i < outcomes.Length; i++)
        {
            payments += outcomes[i];
            if (outcomes[i] > 0)
            {
                Interlocked.Add(ref _outcomes[i], outcomes[i]);
            }
        }

        TimeSpan at = _time.GetElapsedTime(Start, now);
        int quarter = (int)Math.Clamp(at / Phase.Length * Quarters, 0, Quarters - 1);
        // A refusal is quick: among the latencies it would better them the more is refused.
        _quarters[quarter].Record(Microseconds(due, now), taken);
        Refusals.Record(Microseconds(due, now), payments - taken);
        Interlocked.Add(ref _bins[(int)Math.Min(at / BinLength, _bins.Length - 1)], taken);
        Volatile.Write(ref _lastAnswer, now);
    }

    private long Microseconds(long from, long to) =>
        _time.GetElapsedTime(from, to).Ticks / TimeSpan.TicksPerMicrosecond;
}
