using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Messages.Files;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Sessions;

/// <summary>
/// Seals the frames that one end of a session sends and checks those it receives. The key is the session's own,
/// derived from the terminal's and from what both ends said first, so that no frame of another session, direction or
/// environment passes; and frames are numbered from 1 without a gap, so that none passes twice.
/// </summary>
public sealed class SessionProof
{
    private const int SequenceLength = 8;

    private readonly MessageAuthenticator _authenticator;
    private readonly AuthenticationKey _key;
    private readonly MessageDirection _sending;
    private readonly MessageDirection _receiving;
    private readonly byte[] _mac = new byte[MessageAuthenticator.MacLength];
    private byte[] _joined = [];
    private long _sent;
    private long _received;

    private SessionProof(AuthenticationKey key, NetworkEnvironment environment, MessageDirection sending)
    {
        _key = key;
        _authenticator = new MessageAuthenticator(environment);
        _authenticator.Add(key);
        _sending = sending;
        _receiving = sending == MessageDirection.ToNetwork ? MessageDirection.FromNetwork : MessageDirection.ToNetwork;
    }

    /// <summary>The proof of a session.</summary>
    /// <param name="key">The terminal's.</param>
    /// <param name="environment">Test or live.</param>
    /// <param name="sending">To the network for a client.</param>
    /// <param name="hello">Contents of the client's hello.</param>
    /// <param name="challenge">Contents of the server's challenge.</param>
    public static SessionProof Derive(
        AuthenticationKey key, NetworkEnvironment environment, MessageDirection sending, ReadOnlySpan<byte> hello,
        ReadOnlySpan<byte> challenge)
    {
        ArgumentNullException.ThrowIfNull(key);
        ReadOnlySpan<byte> label = "clearing session 1"u8;
        Span<byte> text = stackalloc byte[label.Length + 2 * SHA256.HashSizeInBytes];
        label.CopyTo(text);
        SHA256.HashData(hello, text[label.Length..]);
        SHA256.HashData(challenge, text[(label.Length + SHA256.HashSizeInBytes)..]);
        byte[] secret = HMACSHA256.HashData(key.Secret.Span, text);
        return new SessionProof(key with { Secret = secret }, environment, sending);
    }

    /// <summary>Writes the proof of a frame into its last 24 octets.</summary>
    /// <param name="frame">The whole frame, its head saying its length.</param>
    public void Seal(Span<byte> frame)
    {
        Span<byte> covered = frame[..^Frames.ProofLength];
        MessageProof proof = _authenticator.Seal(_sending, _key.Owner, _key.Id, ++_sent, covered);
        BinaryPrimitives.WriteInt64LittleEndian(frame[covered.Length..], proof.Sequence);
        proof.Mac.Span.CopyTo(frame[(covered.Length + SequenceLength)..]);
    }

    /// <summary>
    /// Checks a frame that was received, before anything of it is parsed. Whatever is wrong, the answer is the same.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="nowUs">Against the time for which the key is good, microseconds since 1970-01-01 UTC.</param>
    public bool Check(in Frame frame, long nowUs)
    {
        if (!frame.Has(FrameMarks.Authenticated))
        {
            return false;
        }

        ReadOnlySpan<byte> octets = frame.Whole.IsSingleSegment ? frame.Whole.FirstSpan : Joined(frame.Whole);
        ReadOnlySpan<byte> covered = octets[..^Frames.ProofLength];
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(octets[covered.Length..]);
        octets[(covered.Length + SequenceLength)..].CopyTo(_mac);
        MessageProof proof = new(_key.Id, sequence, _mac);
        bool isNext = sequence == _received + 1;
        bool isGood = _authenticator.Check(_receiving, _key.Owner, proof, covered, nowUs).IsNone & isNext;
        _received += isGood ? 1 : 0;
        return isGood;
    }

    private ReadOnlySpan<byte> Joined(in ReadOnlySequence<byte> frame)
    {
        int length = (int)frame.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, 4096)];
        }

        frame.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}
