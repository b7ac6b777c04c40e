using System.Diagnostics;
using Clearing.Client.Connections;
using Clearing.Messages.Sessions;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// Banks that pay in both ledgers of a <see cref="Service"/>, and what must be true of their payments whatever was done
/// to it. Half of them hang up when it dies and look themselves what became of what they had sent; the other half
/// leave that to their client.
/// </summary>
internal sealed class Fire : IAsyncDisposable
{
    /// <summary>Banks that pay each other, so that none runs dry for long.</summary>
    public const int Payers = 4;

    private const int AskedAgain = 300;
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(2);

    private readonly List<PayingBank> _banks = [];
    private readonly Dictionary<string, HashSet<int>> _numbers = [];
    private readonly List<Pulse> _pulses = [];
    private CancellationTokenSource _stop = new();
    private Task[] _paying = [];

    public Fire(Service service)
        : this(service.SessionOf)
    {
    }

    /// <param name="sessionOf">How a bank, by its index, reaches a ledger.</param>
    public Fire(Func<string, int, SessionOptions> sessionOf)
    {
        foreach (string ledger in (string[])[Service.Gross, Service.Netted])
        {
            _numbers.Add(ledger, []);
            Pulse pulse = new();
            _pulses.Add(pulse);
            for (int bank = 0; bank < Payers; bank++)
            {
                _banks.Add(new PayingBank(sessionOf(ledger, bank), ledger, bank, pulse, writesMessages: bank == 2));
            }
        }
    }

    public IReadOnlyList<PayingBank> Banks => _banks;

    /// <summary>Those that hang up, and those that do not.</summary>
    public IEnumerable<PayingBank> Leavers => _banks.Where((_, i) => i % 2 == 0);

    /// <summary>Payments so far.</summary>
    public int Count => _banks.Sum(bank => bank.Book.Count);

    /// <summary>Payments that were given a number, by ledger.</summary>
    public int NumbersIn(string ledger) => _numbers[ledger].Count;

    /// <summary>The longest time since <see cref="Begin"/> in which a ledger acknowledged nothing.</summary>
    public TimeSpan Longest => _pulses.Max(pulse => pulse.Longest);

    public Task ConnectAsync() => Task.WhenAll(_banks.Select(bank => bank.ConnectAsync()));

    /// <summary>All pay.</summary>
    public void Begin()
    {
        _stop = new CancellationTokenSource();
        _pulses.ForEach(pulse => pulse.Begin());
        _paying = [.. _banks.Select(bank => bank.PayAsync(_stop.Token))];
    }

    /// <summary>Waits until each ledger has acknowledged something that was handed in after now.</summary>
    public async Task ServedAsync()
    {
        long since = Stopwatch.GetTimestamp();
        while (_pulses.Any(pulse => pulse.HandedIn < since))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Forever, "nothing is acknowledged any more");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>No more payments; nobody hangs up.</summary>
    public Task CeaseAsync() => _stop.CancelAsync();

    /// <summary>The leavers hang up.</summary>
    public async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(Leavers.Select(bank => bank.LeaveAsync().AsTask()));
        await Task.WhenAll(_banks.Zip(_paying).Where(pair => Leavers.Contains(pair.First)).Select(pair => pair.Second));
    }

    /// <summary>All that was handed in has its answer.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_paying);
    }

    /// <summary>
    /// Who hung up comes back, asks about everything since <paramref name="from"/>, sends again what is in doubt or was
    /// not taken, and every payment has had exactly one effect: the one that was acknowledged, if one was.
    /// </summary>
    /// <param name="from">By bank, the first payment that is asked about.</param>
    public async Task<Resolved> ResolveAsync(IReadOnlyList<int> from)
    {
        Resolved all = new();
        for (int i = 0; i < _banks.Count; i++)
        {
            PayingBank bank = _banks[i];
            if (i % 2 == 0)
            {
                await bank.LeaveAsync();
                await bank.ConnectAsync();
            }

            all += await ResolveAsync(bank, from[i]);
            Collect(bank, from[i]);
        }

        return all;
    }

    /// <summary>Payments drawn from all so far stand as they were acknowledged.</summary>
    public async Task ExpectOldAsync(ulong seed)
    {
        foreach (PayingBank bank in _banks.Where(bank => bank.Book.Count > 0))
        {
            int[] asked = [.. Enumerable.Range(0, AskedAgain).Select(k => (int)Draws.At(seed, k, bank.Book.Count))];
            AnswerRecord[] found = await bank.AskAsync(asked);
            for (int k = 0; k < asked.Length; k++)
            {
                ExpectFollows(bank, asked[k], found[k]);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (PayingBank bank in _banks)
        {
            await bank.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static async Task<Resolved> ResolveAsync(PayingBank bank, int from)
    {
        int[] payments = [.. Enumerable.Range(from, bank.Book.Count - from)];
        AnswerRecord[] found = await bank.AskAsync(payments);
        List<int> open = [];
        List<bool> taken = [];
        int doubts = 0;
        for (int k = 0; k < payments.Length; k++)
        {
            int n = payments[k];
            Standing told = bank.Book[n].Standing;
            if (HasEffect(told))
            {
                ExpectFollows(bank, n, found[k]);
                continue;
            }

            bool isTaken = HasEffect(found[k].Standing);
            bool wasSent = told == Standing.InDoubt;
            Assert.True(
                told is Standing.InDoubt or Standing.Unavailable or Standing.Unknown, $"{Name(bank, n)} {told}");
            Assert.True(
                found[k].Standing == Standing.Unknown || (wasSent && isTaken),
                $"{Name(bank, n)} was {told}, is {found[k]}");
            open.Add(n);
            taken.Add(isTaken);
            doubts += wasSent ? 1 : 0;
        }

        AnswerRecord[] again = await bank.SendAgainAsync(open);
        for (int k = 0; k < open.Count; k++)
        {
            Assert.True(HasEffect(again[k].Standing), $"{Name(bank, open[k])} sent again is {again[k]}");
            Assert.True(
                again[k].IsRepeated == taken[k],
                $"{Name(bank, open[k])} {(taken[k] ? "was" : "was not")} there, sent again is {again[k]}");
        }

        return new Resolved(payments.Length, payments.Length - open.Count, doubts, taken.Count(isTaken => isTaken));
    }

    // Each payment has a number of its own in its ledger, and they have no gap: what else had an effect would have one.
    private void Collect(PayingBank bank, int from)
    {
        for (int n = from; n < bank.Book.Count; n++)
        {
            AnswerRecord answer = bank.Book[n];
            Assert.True(HasEffect(answer.Standing), $"{Name(bank, n)} ended as {answer}");
            bool isOwn = _numbers[bank.Ledger].Add(answer.Payment);
            Assert.True(isOwn, $"{Name(bank, n)} has the number of another: {answer}");
        }
    }

    /// <summary>The numbers of a ledger are those from 0 on, without a gap.</summary>
    public void ExpectNoGaps()
    {
        foreach ((string ledger, HashSet<int> numbers) in _numbers)
        {
            Assert.True(
                numbers.Count == 0 || (numbers.Min() == 0 && numbers.Max() == numbers.Count - 1),
                $"{ledger}: {numbers.Count} payments up to number {numbers.DefaultIfEmpty().Max()}");
        }
    }

    private static void ExpectFollows(PayingBank bank, int n, in AnswerRecord found)
    {
        AnswerRecord told = bank.Book[n];
        bool isRight = told.Standing switch
        {
            Standing.Settled => found.Standing == Standing.Settled && found.TimeUs == told.TimeUs,
            Standing.Queued or Standing.Provisional => HasEffect(found.Standing),
            _ => found.Standing == told.Standing,
        };
        Assert.True(isRight && found.Payment == told.Payment, $"{Name(bank, n)} was told {told}, is {found}");
    }

    private static string Name(PayingBank bank, int n) => $"{bank.Ledger}, {bank.Client.Participant}, payment {n}:";

    private static bool HasEffect(Standing standing) => standing is > Standing.Unknown and < Standing.Different;
}

/// <summary>What was found of payments after a fault.</summary>
/// <param name="Payments">Handed in.</param>
/// <param name="Acknowledged">Answered before it, or later to who held on.</param>
/// <param name="InDoubt">Sent and not answered.</param>
/// <param name="Taken">Of those, there all the same.</param>
internal readonly record struct Resolved(long Payments, long Acknowledged, long InDoubt, long Taken)
{
    public static Resolved operator +(Resolved a, Resolved b) => new(
        a.Payments + b.Payments, a.Acknowledged + b.Acknowledged, a.InDoubt + b.InDoubt, a.Taken + b.Taken);
}
