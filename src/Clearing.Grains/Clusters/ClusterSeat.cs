using Clearing.Grains.Ledgers;
using Clearing.Journal;

namespace Clearing.Grains.Clusters;

/// <summary>The seat of this process in its cluster.</summary>
public sealed class ClusterSeat(
    IMembershipTable table, ILocalSiloDetails self, IClusterMembershipService members, ILedgerSites sites)
{
    /// <summary>Where the others reach it.</summary>
    public string Address => self.SiloAddress.Endpoint.ToString();

    /// <summary>True when a ledger is at home in another process of the cluster.</summary>
    public bool IsForeign(string stream)
    {
        SiloAddress[] active =
        [
            .. members.CurrentSnapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress),
        ];
        return active.Length > 0
            && !LedgerPlacementDirector.HomeOf(stream, sites.Streams, active).Equals(self.SiloAddress);
    }

    /// <summary>
    /// Asks the table of the cluster whether this process still belongs to it. One that stood still for long may have
    /// been given up without knowing it, and must not take a ledger back from whoever has it now.
    /// </summary>
    /// <exception cref="JournalException">It does not (Fenced), or the table cannot be read (Unavailable).</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        MembershipTableData found;
        try
        {
            found = await table.ReadRowAsync(self.SiloAddress, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new JournalException(
                JournalFault.Unavailable, $"The table of the cluster cannot be read: {e.Message}", e);
        }

        if (found.Members is not [({ Status: SiloStatus.Joining or SiloStatus.Active }, _)])
        {
            throw new JournalException(JournalFault.Fenced, "This process does not belong to its cluster any more.");
        }
    }
}
