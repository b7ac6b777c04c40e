using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Audit.Tests;

/// <summary>
/// A group that is to be written: what its head will say, and its payload. Tests change it as they like.
/// </summary>
internal sealed class GroupDraft
{
    public string Stream { get; set; } = Bench.Stream;

    public required byte[] World { get; set; }

    public long Epoch { get; set; } = 1;

    public uint Engine { get; set; } = Settlement.Ledgers.Ledger.EngineVersion;

    public ushort Version { get; set; } = 1;

    public required int Records { get; set; }

    public required int Slices { get; set; }

    public required long First { get; set; }

    public required long Last { get; set; }

    public required byte[] Digest { get; set; }

    public required byte[] Payload { get; set; }

    public byte[] Texts { get; set; } = [];

    /// <summary>The octets, as docs/reference/journal.md gives them, with the checksum that they need.</summary>
    public byte[] Write(long sequence, long recordsBefore, byte[] before)
    {
        byte[] body = new byte[208 + Payload.Length];
        "CLJ1"u8.CopyTo(body);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(6), 208);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), body.Length);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(16), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(24), Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(32), recordsBefore);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(40), Records);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(44), Slices);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(48), First);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(56), Last);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(64), Engine);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(72), Texts.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(76), Texts.Length == 0 ? 0 : Checksum(Texts));
        SHA256.HashData(Encoding.UTF8.GetBytes(Stream)).CopyTo(body, 80);
        World.CopyTo(body, 112);
        before.CopyTo(body, 144);
        Digest.CopyTo(body, 176);
        Payload.CopyTo(body, 208);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), Checksum(body));
        return body;
    }

    /// <summary>Octet by octet, unlike what is tested.</summary>
    public static uint Checksum(ReadOnlySpan<byte> octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return ~crc;
    }
}
