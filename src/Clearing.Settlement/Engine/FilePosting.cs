using System.Runtime.InteropServices;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Settlement files: signed amounts that sum to zero, posted to the accounts all at once or not at all (NSS-1).
/// </summary>
internal sealed class FilePosting(SystemDefinition system, Positions positions, Settler settler)
{
    private readonly List<(int Account, long AmountMinor)> _legs = [];

    public void Add(in SettlementCommand leg) => _legs.Add((leg.From, leg.AmountMinor));

    /// <summary>Posts the legs that came since the last file; false when the file was refused.</summary>
    /// <param name="file">Number of the file.</param>
    /// <param name="isTaken">False while files are not taken at all: halted, or outside the hours.</param>
    public bool TryPost(int file, bool isTaken)
    {
        (int Account, long AmountMinor)[] legs = [.. _legs];
        _legs.Clear();
        Int128 sum = 0;
        var net = new SortedDictionary<int, Net>();
        foreach ((int account, long amountMinor) in legs)
        {
            Net before = net.GetValueOrDefault(account);
            net[account] = new Net(before.AmountMinor + amountMinor, before.HasDebit || amountMinor < 0);
            sum += amountMinor;
        }

        if (!isTaken || sum != 0)
        {
            settler.Add(EventKind.FileRefused, file);
            return false;
        }

        if (IsShort(file, net))
        {
            return false;
        }

        foreach ((int account, Net leg) in net)
        {
            positions.AddBalance(account, (long)leg.AmountMinor);
        }

        settler.HasChanged = true;
        settler.Add(EventKind.FilePosted, file);
        foreach ((int account, long amountMinor) in legs)
        {
            settler.Add(EventKind.NetPosted, -1, account, -1, amountMinor, positions.BalanceOf(account));
        }

        return true;
    }

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        const int OctetsOfLeg = 12;
        int count = octets.Count(_legs.Count, OctetsOfLeg);
        CollectionsMarshal.SetCount(_legs, count);
        foreach (ref (int Account, long AmountMinor) leg in CollectionsMarshal.AsSpan(_legs))
        {
            leg = (octets.Account(leg.Account), octets.Number(leg.AmountMinor));
        }
    }

    private bool IsShort(int file, SortedDictionary<int, Net> net)
    {
        bool isShort = false;
        foreach ((int account, Net leg) in net)
        {
            Int128 missing = !leg.HasDebit ? 0
                : positions[account].IsSuspended ? -leg.AmountMinor
                : LowestOf(account) - (positions.BalanceOf(account) + leg.AmountMinor);
            if (missing > 0)
            {
                settler.Add(EventKind.FileRefused, file, account, amountMinor: Saturating.From(missing));
                isShort = true;
            }
        }

        return isShort;
    }

    // Limits nothing where there is no floor, or credit has no limit.
    private Int128 LowestOf(int account)
    {
        if (system.Position == PositionKind.Balance)
        {
            long floor = positions[account].FloorMinor;
            return floor == long.MinValue ? Int128.MinValue / 2 : floor;
        }

        long credit = positions.CreditOf(account);
        return credit == long.MaxValue ? Int128.MinValue / 2 : -credit;
    }

    private readonly record struct Net(Int128 AmountMinor, bool HasDebit);
}
