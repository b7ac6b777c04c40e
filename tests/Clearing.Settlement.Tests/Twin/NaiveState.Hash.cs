using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "State hash".</summary>
public sealed partial class NaiveState
{
    /// <summary>Its number today, for the hash.</summary>
    public int PhasesBegun { get; set; }

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

        List<WaitingPayment> cycle = [.. UnderWay?.Payments ?? [], .. OpenCycle];
        numbers.Add(cycle.Count);
        numbers.AddRange(cycle.Select(p => (long)p.Payment));
        numbers.AddRange(OnlyWhereDefined());

        byte[] bytes = new byte[numbers.Count * sizeof(long)];
        for (int i = 0; i < numbers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), numbers[i]);
        }

        return SHA256.HashData(bytes);
    }

    /// <summary>Item 6: "only where the definition has any of them".</summary>
    private List<long> OnlyWhereDefined()
    {
        IReadOnlyList<Account> accounts = _definition.Accounts;
        bool reserves = IsPrefunded || accounts.Any(a => a.ReservesMinor is not null || a.TopUp is not null);
        bool multilateral = accounts.Any(a => a.MultilateralLimitMinor != long.MaxValue);
        List<long> numbers = [];
        for (int a = 0; a < AccountCount; a++)
        {
            numbers.AddRange(reserves ? Reserve[a] : []);
            numbers.AddRange(multilateral ? [MultilateralFlow[a]] : []);
            numbers.AddRange(IsPrefunded ? [Funded[a]] : []);
        }

        if (_definition.Phases.Count > 0)
        {
            numbers.Add(PhasesBegun);
        }

        List<WaitingPayment> aside =
            [.. Earmarked.Concat(Asked.Select(question => question.Payment)).OrderBy(p => p.Entry)];
        if (_definition.Answer is not null || _definition.Groups is not null || aside.Count > 0)
        {
            numbers.Add(aside.Count);
            numbers.AddRange(aside.Select(p => (long)p.Payment));
        }

        return numbers;
    }
}
