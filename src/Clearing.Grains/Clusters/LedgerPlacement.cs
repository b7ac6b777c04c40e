using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearing.Grains.Ledgers;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Clearing.Grains.Clusters;

/// <summary>
/// Each ledger has a home: of the processes that have the fewest of the ledgers before it, the one whose name and the
/// ledger's together have the lowest hash. So all find the same home without asking each other, and what comes or goes
/// moves few ledgers.
/// </summary>
[GenerateSerializer, Immutable]
public sealed class LedgerPlacement : PlacementStrategy
{
}

/// <inheritdoc cref="LedgerPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LedgerPlacementAttribute() : PlacementAttribute(new LedgerPlacement());

/// <summary>Finds the home of a ledger.</summary>
internal sealed class LedgerPlacementDirector(ILedgerSites sites) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) => Task.FromResult(
        HomeOf(target.GrainIdentity.Key.ToString()!, sites.Streams, context.GetCompatibleSilos(target)));

    /// <summary>The home of a ledger; any for one that the world has not.</summary>
    /// <param name="stream">The ledger.</param>
    /// <param name="streams">All ledgers.</param>
    /// <param name="silos">Where they may be; at least one.</param>
    public static SiloAddress HomeOf(
        string stream, IReadOnlyList<string> streams, IReadOnlyList<SiloAddress> silos)
    {
        Dictionary<SiloAddress, int> ledgers = silos.ToDictionary(silo => silo, _ => 0);
        foreach (string each in streams)
        {
            SiloAddress home = silos.MinBy(silo => (ledgers[silo], Rank(each, silo)))!;
            if (each == stream)
            {
                return home;
            }

            ledgers[home]++;
        }

        return silos[0];
    }

    // By where a process is reached, so that one that was started again has the ledgers that it had.
    private static ulong Rank(string stream, SiloAddress silo) => BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{stream} {silo.Endpoint}")));
}

/// <summary>Lets a silo host ledgers.</summary>
public static class LedgerHosting
{
    /// <summary>Ledgers have a home among the silos that host them.</summary>
    public static ISiloBuilder AddLedgers(this ISiloBuilder silo)
    {
        silo.Services.AddPlacementDirector<LedgerPlacement, LedgerPlacementDirector>();
        return silo;
    }
}
