using System.Buffers.Binary;
using System.Security.Cryptography;
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
    public required Priority Priority { get; set; }

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
public sealed class NaiveState
{
    private readonly SystemDefinition _definition;

    public NaiveState(SystemDefinition definition)
    {
        _definition = definition;
        Balance = [.. definition.Accounts.Select(a => a.OpeningBalanceMinor)];
        Credit = [.. definition.Accounts.Select(a => a.CreditMinor)];
        Net = new long[definition.Accounts.Count];
        Suspended = new bool[definition.Accounts.Count];
        Pairs = [.. definition.Limits.Select(l => new LimitedPair
        {
            From = l.From,
            To = l.To,
            LimitMinor = l.LimitMinor,
        })];
    }

    public int DayNumber { get; set; }
    public long LastInstant { get; set; }
    public long[] Balance { get; }

    /// <summary>Net systems: releases since the last posted cycle.</summary>
    public long[] Net { get; }

    public long[] Credit { get; }
    public bool[] Suspended { get; }
    public List<WaitingPayment> Waiting { get; } = [];
    public List<LimitedPair> Pairs { get; }

    /// <summary>Net systems: in order of acceptance.</summary>
    public List<WaitingPayment> OpenCycle { get; } = [];

    public bool IsNet => _definition.Position == PositionKind.Net;

    public int AccountCount => Balance.Length;

    public long Position(int account) => IsNet ? Net[account] : Balance[account];

    public long Floor(int account) => _definition.Accounts[account].Floor.AsFloor(new(Credit[account]));

    public long Ceiling(int account) => _definition.Accounts[account].Ceiling.AsCeiling(new(Credit[account]));

    public LimitedPair? Pair(int from, int to) => Pairs.SingleOrDefault(p => p.From == from && p.To == to);

    public static IEnumerable<WaitingPayment> InOrder(IEnumerable<WaitingPayment> payments) =>
        payments.OrderBy(p => p.Priority).ThenBy(p => p.Entry);

    /// <summary>The queue: active waiting payments by (priority, entry).</summary>
    public List<WaitingPayment> Queue() => [.. InOrder(Waiting.Where(p => p.Active))];

    /// <summary>Moves the position of both sides and the flows between them.</summary>
    public void Move(WaitingPayment payment)
    {
        long[] position = IsNet ? Net : Balance;
        position[payment.From] -= payment.AmountMinor;
        position[payment.To] += payment.AmountMinor;
        if (Pair(payment.From, payment.To) is { } outward)
        {
            outward.FlowMinor += payment.AmountMinor;
        }

        if (Pair(payment.To, payment.From) is { } inward)
        {
            inward.FlowMinor -= payment.AmountMinor;
        }
    }

    /// <summary>settlement.md, "State hash".</summary>
    public byte[] Hash()
    {
        List<long> numbers = [DayNumber, LastInstant, AccountCount];
        for (int a = 0; a < AccountCount; a++)
        {
            numbers.AddRange([Position(a), Balance[a], Credit[a], Suspended[a] ? 1 : 0]);
        }

        numbers.Add(Waiting.Count);
        foreach (WaitingPayment p in InOrder(Waiting))
        {
            numbers.AddRange(
                [p.Payment, p.From, p.To, p.AmountMinor, (long)p.Priority, p.Entry, p.NotBefore, p.NotAfter]);
        }

        numbers.Add(Pairs.Count);
        foreach (LimitedPair pair in Pairs.OrderBy(p => p.From).ThenBy(p => p.To))
        {
            numbers.AddRange([pair.From, pair.To, pair.LimitMinor, pair.FlowMinor]);
        }

        numbers.Add(OpenCycle.Count);
        numbers.AddRange(OpenCycle.Select(p => (long)p.Payment));

        byte[] bytes = new byte[numbers.Count * sizeof(long)];
        for (int i = 0; i < numbers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), numbers[i]);
        }

        return SHA256.HashData(bytes);
    }
}
