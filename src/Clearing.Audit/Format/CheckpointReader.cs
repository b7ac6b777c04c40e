using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Audit.Stores;

namespace Clearing.Audit.Format;

/// <summary>What the head of a checkpoint says ("Checkpoints and sealed ids" in docs/reference/journal.md).</summary>
internal sealed record CheckpointHead(
    StoredHead Stored, uint Parts, long Octets, StoredPlace Place, uint Engine, byte[] World, byte[] State)
{
    private const int HeadOctets = 180;

    /// <exception cref="DamageException">It is none of this stream.</exception>
    public static CheckpointHead Read(StoredHead stored, string stream)
    {
        ReadOnlySpan<byte> body = stored.Body;
        DamageException.Need(body.Length == HeadOctets && body.StartsWith("CLC1"u8), 0,
            "this is no head of a checkpoint");
        DamageException.Need(
            BinaryPrimitives.ReadUInt32LittleEndian(body[176..]) == Castagnoli.Of(body[..176]), 176,
            "its head does not have its checksum");
        DamageException.Need(
            BinaryPrimitives.ReadUInt32LittleEndian(body[44..]) == 0, 44, "octets are used that mean nothing");
        DamageException.Need(
            body.Slice(48, 32).SequenceEqual(GroupHead.HashOf(stream)), 48, "it is of another stream");
        var place = new StoredPlace(
            BinaryPrimitives.ReadInt64LittleEndian(body[16..]), BinaryPrimitives.ReadInt64LittleEndian(body[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[32..]), body.Slice(112, 32).ToArray());
        DamageException.Need(
            place.Sequence == stored.Number, 16,
            $"it says that it stands behind group {place.Sequence}, and is kept as that behind {stored.Number}");
        return new CheckpointHead(
            stored, BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[8..]),
            place, BinaryPrimitives.ReadUInt32LittleEndian(body[40..]), body.Slice(80, 32).ToArray(),
            body.Slice(144, 32).ToArray());
    }

    /// <summary>The state, once all parts are there and it has its hash.</summary>
    /// <exception cref="DamageException">It does not.</exception>
    public async Task<byte[]> ReadStateAsync(IStoredJournal store, StoredStream stream, CancellationToken cancellation)
    {
        DamageException.Need(Octets >= 0 && Octets <= Array.MaxLength, 8, $"it cannot have {Octets} octets");
        byte[] state = new byte[Octets];
        int at = 0;
        for (int part = 0; part < Parts; part++)
        {
            byte[] octets = await store.PartAsync(stream, Stored, part, cancellation).ConfigureAwait(false)
                ?? throw new DamageException(-1, $"part {part} of {Parts} is missing");
            DamageException.Need(
                octets.Length <= state.Length - at, -1, "its parts have more octets than its head says");
            octets.CopyTo(state, at);
            at += octets.Length;
        }

        DamageException.Need(at == state.Length, -1, $"its parts have {at} octets, and its head says {Octets}");
        DamageException.Need(
            SHA256.HashData(state).AsSpan().SequenceEqual(State), -1, "its state does not have its hash");
        return state;
    }
}
