using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Messages.Switching;

/// <summary>A network whose messages must not pass for those of another.</summary>
public enum NetworkEnvironment : byte
{
    Test = 1,
    Live = 2,
}

/// <summary>Which way a message goes.</summary>
public enum MessageDirection : byte
{
    ToNetwork = 1,
    FromNetwork = 2,
}

/// <summary>A secret that a terminal shares with the network (SW-18).</summary>
/// <param name="Owner">Address of the terminal, 12 characters.</param>
/// <param name="Id">Tells the owner's keys apart.</param>
/// <param name="Secret">At least 32 octets.</param>
/// <param name="FromUs">First instant at which it is good, microseconds since 1970-01-01 UTC.</param>
/// <param name="UntilUs">First instant at which it is no longer good.</param>
public sealed record AuthenticationKey(string Owner, int Id, ReadOnlyMemory<byte> Secret, long FromUs, long UntilUs);

/// <summary>What travels with a message to prove it.</summary>
/// <param name="KeyId">Which key of the terminal.</param>
/// <param name="Sequence">Rises with every message of the terminal in this direction, over all keys.</param>
/// <param name="Mac">16 octets.</param>
public readonly record struct MessageProof(int KeyId, long Sequence, ReadOnlyMemory<byte> Mac);

/// <summary>
/// Proves and checks who sent a message, before anything of it is parsed (SW-18): HMAC-SHA256 cut to 16 octets, over
/// environment, direction, key, terminal, sequence number and the octets themselves. Not for several threads at once.
/// </summary>
public sealed class MessageAuthenticator(NetworkEnvironment environment)
{
    /// <summary>Octets of a MAC.</summary>
    public const int MacLength = 16;

    private const int AddressLength = 12;
    private const int HeaderLength = 1 + 1 + 1 + 4 + AddressLength + 8 + 4;
    private const byte Version = 1;

    // An unknown key costs as much as a wrong one.
    private static readonly byte[] NoSecret = new byte[32];

    private readonly Dictionary<(string Owner, int Id), AuthenticationKey> _keys = [];
    private readonly Dictionary<(string Owner, MessageDirection Direction), ReplayWindow> _windows = [];

    /// <summary>Messages refused so far.</summary>
    public long Refusals { get; private set; }

    /// <summary>Adds a key; several keys of a terminal may be good at once while they are changed.</summary>
    /// <exception cref="ArgumentException">An address of another length, a short secret, or an id in use.</exception>
    public void Add(AuthenticationKey key)
    {
        if (key.Owner.Length != AddressLength || !Ascii.IsValid(key.Owner) || key.Secret.Length < 32)
        {
            throw new ArgumentException("A key has an owner of 12 characters and a secret of 32 octets or more.");
        }

        _keys.Add((key.Owner, key.Id), key);
    }

    /// <summary>Ends a key before its time: it is lost, or known to others.</summary>
    public void Revoke(string owner, int id) => _keys.Remove((owner, id));

    /// <summary>After a restart: numbers up to <paramref name="highest"/> have been seen.</summary>
    public void Resume(string owner, MessageDirection direction, long highest) =>
        _windows[(owner, direction)] = new ReplayWindow(highest);

    /// <summary>The highest number taken of a terminal, to be kept for <see cref="Resume"/>.</summary>
    public long HighestOf(string owner, MessageDirection direction) =>
        _windows.TryGetValue((owner, direction), out ReplayWindow? window) ? window.Highest : 0;

    /// <summary>Makes the proof of a message.</summary>
    /// <exception cref="ArgumentException">The terminal has no such key.</exception>
    public MessageProof Seal(
        MessageDirection direction, string owner, int keyId, long sequence, ReadOnlySpan<byte> message)
    {
        if (!_keys.TryGetValue((owner, keyId), out AuthenticationKey? key))
        {
            throw new ArgumentException($"{owner} has no key {keyId}.", nameof(keyId));
        }

        byte[] mac = new byte[MacLength];
        Compute(key.Secret.Span, direction, owner, keyId, sequence, message, mac);
        return new MessageProof(keyId, sequence, mac);
    }

    /// <summary>
    /// Checks a message from a line whose terminal is known. Whatever is wrong, the answer is the same and takes the
    /// same work: no key, a key not yet or no longer good, another MAC, another length, a number seen before.
    /// </summary>
    /// <returns>Empty when good, else <see cref="AnswerCode.Authentication"/>.</returns>
    public AnswerCode Check(
        MessageDirection direction, string owner, in MessageProof proof, ReadOnlySpan<byte> message, long nowUs)
    {
        bool isKnown = _keys.TryGetValue((owner, proof.KeyId), out AuthenticationKey? key)
            & owner.Length == AddressLength;
        bool isInTime = key is not null && nowUs >= key.FromUs && nowUs < key.UntilUs;
        Span<byte> expected = stackalloc byte[MacLength];
        ReadOnlySpan<byte> secret = key is null ? NoSecret : key.Secret.Span;
        Compute(secret, direction, owner, proof.KeyId, proof.Sequence, message, expected);
        bool isEqual = CryptographicOperations.FixedTimeEquals(expected, proof.Mac.Span);
        if (isKnown & isInTime & isEqual && WindowOf(owner, direction).Take(proof.Sequence))
        {
            return default;
        }

        Refusals++;
        return AnswerCode.Authentication;
    }

    private ReplayWindow WindowOf(string owner, MessageDirection direction)
    {
        if (!_windows.TryGetValue((owner, direction), out ReplayWindow? window))
        {
            _windows.Add((owner, direction), window = new ReplayWindow());
        }

        return window;
    }

    private void Compute(
        ReadOnlySpan<byte> secret,
        MessageDirection direction,
        string owner,
        int keyId,
        long sequence,
        ReadOnlySpan<byte> message,
        Span<byte> mac)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        header[0] = Version;
        header[1] = (byte)environment;
        header[2] = (byte)direction;
        BinaryPrimitives.WriteInt32BigEndian(header[3..], keyId);
        Encoding.ASCII.GetBytes(owner.AsSpan(0, Math.Min(owner.Length, AddressLength)), header[7..]);
        BinaryPrimitives.WriteInt64BigEndian(header[(7 + AddressLength)..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(header[(15 + AddressLength)..], message.Length);
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(header);
        hash.AppendData(message);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        whole[..MacLength].CopyTo(mac);
    }
}
