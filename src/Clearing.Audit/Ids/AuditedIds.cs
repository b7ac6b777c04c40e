using Clearing.Settlement.Ledgers;

namespace Clearing.Audit.Ids;

/// <summary>
/// The ids of all instructions in the streams that were audited; to be disposed of, since it keeps files.
/// </summary>
public sealed class AuditedIds : IDisposable
{
    private readonly Dictionary<string, IdCensus> _streams = [];

    /// <summary>
    /// Holds any number of ids to a stream, which should have exactly one instruction of each. Takes 64 MiB while they
    /// are gathered, whatever their number; what is more goes to files, 24 octets an id.
    /// </summary>
    /// <param name="stream">WORLD/ARRANGEMENT; of one that does not exist no id is there.</param>
    /// <param name="ids">Each in the order in which it is written.</param>
    public HeldIds Hold(string stream, IEnumerable<UInt128> ids)
    {
        using IdCensus asked = new();
        foreach (UInt128 id in ids)
        {
            asked.Add(IdEntry.Of(id, 0, 0));
        }

        using IdCensus none = new();
        long notOnce = 0;
        List<string> first = [];
        foreach (UInt128 id in _streams.GetValueOrDefault(stream, none).NotOnce(asked))
        {
            notOnce++;
            if (first.Count < HeldIds.MostFirst)
            {
                first.Add(Text(id));
            }
        }

        return new HeldIds(asked.Count, notOnce, first);
    }

    public void Dispose()
    {
        foreach (IdCensus census in _streams.Values)
        {
            census.Dispose();
        }
    }

    internal void Add(string stream, IdCensus census) => _streams.Add(stream, census);

    /// <summary>As people write it.</summary>
    internal static string Text(UInt128 id) => new InstructionId(id).ToString();
}
