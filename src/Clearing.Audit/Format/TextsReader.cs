using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearing.Audit.Format;

/// <summary>The raw messages that are kept with a group: of each its length (u32, big-endian) and its octets.</summary>
internal static class TextsReader
{
    private const int DigestOctets = 32;

    /// <summary>Refuses texts that are not those of the group.</summary>
    /// <param name="head">Of the group.</param>
    /// <param name="texts">What is kept; null = nothing.</param>
    /// <param name="digests">Of its messages, as its records have them, one behind the other.</param>
    /// <returns>How many messages there are.</returns>
    /// <exception cref="DamageException">They are not.</exception>
    public static int Check(in GroupHead head, byte[]? texts, ReadOnlySpan<byte> digests)
    {
        ReadOnlySpan<byte> rest = texts;
        DamageException.Need(
            rest.Length == head.TextOctets, 72,
            $"it says {head.TextOctets} octets of messages, and {rest.Length} are kept");
        DamageException.Need(
            Castagnoli.Of(rest) == head.TextChecksum, 76, "its messages do not have their checksum");
        int count = 0;
        Span<byte> digest = stackalloc byte[DigestOctets];
        for (; !rest.IsEmpty; count++)
        {
            uint length = rest.Length < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
            DamageException.Need(length <= rest.Length - sizeof(uint), -1, "a message is cut off");
            SHA256.HashData(rest.Slice(sizeof(uint), (int)length), digest);

            // In the order of the records; one may have a digest and no message.
            while (!digests.IsEmpty && !digests.StartsWith(digest))
            {
                digests = digests[DigestOctets..];
            }

            DamageException.Need(
                !digests.IsEmpty, -1, $"message {count + 1} does not have the digest that a record has of it");
            digests = digests[DigestOctets..];
            rest = rest[(sizeof(uint) + (int)length)..];
        }

        return count;
    }
}
