using System.Buffers;
using System.Security.Cryptography;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <content>The whole state as octets: docs/reference/settlement.md, "State as octets".</content>
public sealed partial class SettlementEngine
{
    /// <summary>
    /// Writes everything that a later command, instant, event or state hash can depend on. May be asked between any two
    /// calls, also while an instant is not completed.
    /// </summary>
    public void Save(IBufferWriter<byte> to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        StateOctets octets = new(to, hash);
        octets.Open(_fingerprint.Value);
        Pass(ref octets);
        octets.Complete();
    }

    /// <summary>An engine that goes on where the one stood that wrote these octets.</summary>
    /// <param name="definition">The same that the other had.</param>
    /// <param name="from">What <see cref="Save"/> wrote, and nothing else.</param>
    /// <exception cref="InvalidDataException">
    /// They are of another version or of another definition, damaged, or no such state; the message says which.
    /// </exception>
    public static SettlementEngine Load(SystemDefinition definition, ReadOnlySpan<byte> from)
    {
        SettlementEngine engine = new(definition);
        StateOctets octets = new(from, engine._positions.Count, engine._positions.Classes.Count);
        octets.Open(engine._fingerprint.Value);
        try
        {
            engine.Pass(ref octets);
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("Not a state of this system: a sum is beyond its range.", e);
        }

        octets.Complete();
        return engine;
    }

    // One-by-one release comes last, because when loading it looks at all that waits.
    private void Pass(ref StateOctets octets)
    {
        _entries = octets.Number(_entries);
        _now = octets.Number(_now);
        _inInstant = octets.Flag(_inInstant);
        _clock.Pass(ref octets);
        _positions.Pass(ref octets);
        _settler.Pass(ref octets);
        _waiting.Pass(ref octets);
        _timed.Pass(ref octets);
        _groups.Pass(ref octets);
        _answers.Pass(ref octets);
        _files.Pass(ref octets);
        _funding.Pass(ref octets);
        _cycles.Pass(ref octets);
        _oneByOne.Pass(ref octets);
        _settler.Now = _now;
    }
}
