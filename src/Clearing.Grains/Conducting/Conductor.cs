using System.Numerics;
using Clearing.Grains.Banks;
using Clearing.Grains.Carrying;
using Clearing.Grains.Settling;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>A bank to be called in a window.</summary>
/// <param name="Account">Which.</param>
/// <param name="Notices">What it has not been told yet, per system in order.</param>
public readonly record struct BankCall(int Account, Blob<Notice> Notices);

/// <summary>A stretch of time that starts where the last one ended.</summary>
/// <param name="Until">Its end, exclusive; <see cref="long.MaxValue"/> = to the end.</param>
/// <param name="Calls">The banks that have something to do in it, by account.</param>
public sealed record Window(long Until, IReadOnlyList<BankCall> Calls);

/// <summary>
/// The virtual clock. Cuts time into windows short enough that nothing that happens in one can make a bank act in the
/// same one, and says which banks to call. Plain and synchronous.
/// </summary>
/// <remarks>
/// What a bank sees at t moves nothing before t + its reaction delay. So within a window no longer than the smallest
/// delay all banks may decide first and all systems execute after, and no length up to that changes a result. Time in
/// which nothing can happen is jumped over; while no bank holds anything back, a window may reach to the next payment
/// that falls due at a reactive bank.
/// </remarks>
public sealed class Conductor
{
    /// <summary>How long before the first instant the terminals of a network log in, microseconds.</summary>
    internal const long LogInUs = 60_000_000;

    private readonly long? _windowUs;
    private readonly long _smallestDelayUs = long.MaxValue;
    private readonly int _arrangements;
    private readonly Bank?[] _banks;
    private readonly PriorityQueue<int, long> _wakes = new();
    private readonly List<int> _called = [];
    private long _nextInstant;
    private int _waiting;
    private int _active;

    /// <exception cref="ArgumentOutOfRangeException">The window exceeds the smallest reaction delay.</exception>
    public Conductor(Scenario scenario, SimulationOptions options, string simulation)
    {
        Arrangements arrangements = new(scenario);
        _arrangements = arrangements.All.Count;
        _windowUs = options.WindowUs;
        _banks = new Bank?[scenario.Participants.Count];
        _nextInstant = FirstInstant(scenario);
        SettlementCommand[][] scripts =
            [.. Enumerable.Range(0, scenario.Systems.Count).Select(s => Script.CommandsOf(scenario, s))];
        Correspondence correspondence = new(scenario);
        BankBooks = OpenBanks(scenario, new SendPolicies(scenario, arrangements, scripts), correspondence);
        foreach (Bank? bank in _banks)
        {
            _smallestDelayUs = bank is null ? _smallestDelayUs : Math.Min(_smallestDelayUs, bank.SmallestDelayUs);
        }

        if (_windowUs < 1 || _windowUs > _smallestDelayUs)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"A window has 1 to {_smallestDelayUs} microseconds, not {_windowUs}.");
        }

        SwitchBook = new SwitchBook
        {
            Simulation = simulation,
            Payments = scenario.Payments,
            Arrangements = [.. arrangements.All.Select(arrangement => arrangement.Name)],
            Participants = scenario.Participants.Count,
            TransitDelayUs = scenario.TransitDelayUs,
            Outages = new Blob<DeliveryOutage>(Script.DeliveryOutagesOf(scenario, arrangements)),
            Network = scenario.Network,
            Addresses = scenario.Network is null ? [] : new AddressBook(scenario).Terminals,
            OpensAt = FirstInstant(scenario) - LogInUs,
            Senders = correspondence.Senders,
        };
        int[] statements = options.Statements.Count == 0 ? [] : Script.AccountsOf(scenario, options.Statements);
        SettlementBooks = [.. Enumerable.Range(0, _arrangements).Select(
            a => arrangements.BookOf(a, scripts, WatchedIn(a), statements, options))];
    }

    /// <summary>The banks that have anything to send, by account.</summary>
    public IReadOnlyList<BankBook> BankBooks { get; }

    /// <summary>Accounts of the banks that react and still have something to send.</summary>
    public IReadOnlyList<int> UnfinishedBanks =>
        [.. _banks.Where(bank => bank is not null).Select(bank => bank!.Account)];

    public SwitchBook SwitchBook { get; }

    public IReadOnlyList<SettlementBook> SettlementBooks { get; }

    /// <summary>Takes a bank's answer.</summary>
    public void Take(int account, BankReply reply)
    {
        if (_banks[account] is not { } bank)
        {
            return;
        }

        _waiting += (reply.Waiting != 0 ? 1 : 0) - (bank.Waiting != 0 ? 1 : 0);
        bank.Waiting = reply.Waiting;
        if (reply.Done)
        {
            _banks[account] = null;
            _active--;
        }
        else
        {
            Wake(bank, reply.NextWake);
        }
    }

    /// <summary>Takes the switch's answer.</summary>
    public void Take(CarryReply reply)
    {
        _nextInstant = reply.NextInstant;
        foreach (Blob<Notice> notices in reply.Notices)
        {
            foreach (ref readonly Notice notice in notices.Span)
            {
                if (_banks[notice.Account] is not { } bank)
                {
                    continue;
                }

                bank.Mailbox.Add(notice);
                long seen = notice.At + bank.DelayUs[notice.Arrangement];
                if ((bank.Waiting & (1UL << notice.Arrangement)) != 0 && seen < bank.NextWake)
                {
                    Wake(bank, seen);
                }
            }
        }
    }

    /// <summary>The next window.</summary>
    public Window Next()
    {
        long wake = NextWake();
        long start = Math.Min(wake, _nextInstant);
        long length = _windowUs ?? _smallestDelayUs;
        long until = start > long.MaxValue - length ? long.MaxValue : start + length;
        if (_windowUs is null && (_active == 0 || _waiting == 0))
        {
            until = Math.Max(until, wake);
        }

        _called.Clear();
        while (NextWake() < until)
        {
            int account = _wakes.Dequeue();
            _banks[account]!.NextWake = long.MaxValue;
            _called.Add(account);
        }

        _called.Sort();
        BankCall[] calls = new BankCall[_called.Count];
        for (int i = 0; i < calls.Length; i++)
        {
            Bank bank = _banks[_called[i]]!;
            calls[i] = new BankCall(_called[i], new Blob<Notice>(bank.Mailbox.ToArray()));
            bank.Mailbox.Clear();
        }

        return new Window(until, calls);
    }

    internal static long FirstInstant(Scenario scenario)
    {
        long first = scenario.Payments.Count > 0 ? scenario.Payments.DueAt[0] : long.MaxValue;
        foreach (SystemDefinition system in scenario.Systems)
        {
            first = Math.Min(first, system.Days.Count > 0 ? system.Days[0].OpenAt : long.MaxValue);
        }

        return scenario.Events.Count > 0 ? Math.Min(first, scenario.Events[0].At) : first;
    }

    /// <summary>
    /// Deals the payments out to their payers' banks, in scenario order; those within one bank stay there.
    /// </summary>
    private List<BankBook> OpenBanks(Scenario scenario, SendPolicies policies, Correspondence correspondence)
    {
        PaymentTable payments = scenario.Payments;
        int[] next = new int[scenario.Participants.Count + 1];
        int all = 0;
        for (int i = 0; i < payments.Count; i++)
        {
            if (IsSent(i))
            {
                next[correspondence.SenderOf(i) + 1]++;
                all++;
            }
        }

        for (int i = 1; i < next.Length; i++)
        {
            next[i] += next[i - 1];
        }

        int[] start = [.. next];
        PaymentInstruction[] dealt = new PaymentInstruction[all];
        for (int i = 0; i < payments.Count; i++)
        {
            if (IsSent(i))
            {
                (long readyAt, int day) = correspondence.Ready(i);
                dealt[next[correspondence.SenderOf(i)]++] = new PaymentInstruction(
                    readyAt, payments.AmountMinor[i], i, (ushort)day, correspondence.PriorityOf(i));
            }
        }

        List<BankBook> books = [];
        for (int account = 0; account < scenario.Participants.Count; account++)
        {
            int count = start[account + 1] - start[account];
            if (count > 0)
            {
                Blob<PaymentInstruction> own = new(dealt.AsMemory(start[account], count));
                BankBook book = new() { Account = account, Instructions = own, Policies = policies.Of(account) };
                books.Add(book);
                if (book.Policies.Any(policy => policy.IsReactive))
                {
                    _banks[account] = new Bank(account, book.Policies, _arrangements);
                    _active++;
                }
            }
        }

        return books;

        bool IsSent(int payment) =>
            payments.From[payment] != payments.To[payment] && correspondence.Ready(payment).At != long.MaxValue;
    }

    private int[] WatchedIn(int arrangement) =>
        [.. _banks.Where(bank => bank is not null && bank.DelayUs[arrangement] > 0).Select(bank => bank!.Account)];

    private void Wake(Bank bank, long at)
    {
        bank.NextWake = at;
        if (at != long.MaxValue)
        {
            _wakes.Enqueue(bank.Account, at);
        }
    }

    /// <summary>The next instant at which some bank acts; entries that no longer hold are dropped on the way.</summary>
    private long NextWake()
    {
        while (_wakes.TryPeek(out int account, out long at))
        {
            if (_banks[account]?.NextWake == at)
            {
                return at;
            }

            _wakes.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>What the conductor knows of a reactive bank that still has something to send.</summary>
    private sealed class Bank
    {
        public Bank(int account, SendPolicy[] policies, int arrangements)
        {
            Account = account;
            DelayUs = new long[arrangements];
            foreach (SendPolicy policy in policies)
            {
                if (policy.IsReactive)
                {
                    DelayUs[BitOperations.TrailingZeroCount(policy.Arrangements)] = policy.ReactionDelayUs;
                    SmallestDelayUs = Math.Min(SmallestDelayUs, policy.ReactionDelayUs);
                }
            }
        }

        public int Account { get; }

        /// <summary>Per arrangement; 0 where it does not react.</summary>
        public long[] DelayUs { get; }

        public long SmallestDelayUs { get; } = long.MaxValue;

        public List<Notice> Mailbox { get; } = [];

        public ulong Waiting { get; set; }

        public long NextWake { get; set; } = long.MaxValue;
    }
}
