using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clearing.Messages.Switching;

namespace Clearing.Server.Access;

/// <summary>What a request or an answer says in its header <c>Clearing-Mac</c>.</summary>
/// <param name="Terminal">Whose secret, 12 characters.</param>
/// <param name="KeyId">Which of its keys.</param>
/// <param name="Sequence">From 1, each once.</param>
/// <param name="TimeUs">When it was made, microseconds since 1970 UTC.</param>
/// <param name="Mac">16 octets.</param>
internal sealed record SaidMac(string Terminal, int KeyId, long Sequence, long TimeUs, ReadOnlyMemory<byte> Mac)
{
    /// <summary>The only algorithm there is.</summary>
    public const string Algorithm = "hmac-sha-256";

    /// <summary>Takes a header apart; null when it is none.</summary>
    public static SaidMac? Read(string header)
    {
        string[] words = header.Split(' ');
        byte[] mac = new byte[MessageAuthenticator.MacLength];
        return words is [Algorithm, { Length: 12 } terminal, var key, var sequence, var time, { Length: 32 } text]
            && Ascii.IsValid(terminal)
            && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long timeUs)
            && Convert.FromHexString(text, mac, out _, out _) == System.Buffers.OperationStatus.Done
                ? new SaidMac(terminal, id, number, timeUs, mac)
                : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Algorithm} {Terminal} {KeyId} {Sequence} {TimeUs} {Convert.ToHexStringLower(Mac.Span)}");
}

/// <summary>
/// Proves requests and answers, octet by octet, with the secrets of the terminals (docs/reference/access.md): nothing
/// of a request passes that was changed on the way, made for another environment, was there before, or goes the other
/// way.
/// </summary>
/// <param name="keys">Of the terminals.</param>
/// <param name="environment">Test or live.</param>
/// <param name="participantOf">Index of the participant that a terminal is of; -1 = of none.</param>
/// <param name="time">Wall.</param>
internal sealed class RequestMacs(
    IReadOnlyList<AuthenticationKey> keys, NetworkEnvironment environment, Func<string, int> participantOf,
    TimeProvider time)
{
    public const string Header = "Clearing-Mac";

    /// <summary>How far the clocks of both ends may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // What was seen before a restart is not known, so nothing passes that was made before it.
    private readonly long _startedUs = Us(time.GetUtcNow());
    private readonly Lock _lock = new();
    private readonly MessageAuthenticator _authenticator = Authenticator(keys, environment);

    /// <summary>True when there is nothing that a MAC could be made with.</summary>
    public bool IsEmpty => keys.Count == 0;

    /// <summary>Checks a request, before anything of its body is parsed; whatever is wrong, the answer is no.</summary>
    /// <param name="said">What its header says.</param>
    /// <param name="participant">For whom it acts.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="target">Path and query, as they came.</param>
    /// <param name="body">Its octets.</param>
    public bool Check(SaidMac said, int participant, string method, string target, ReadOnlySpan<byte> body)
    {
        long nowUs = Us(time.GetUtcNow());
        bool isNow = said.TimeUs > _startedUs && said.TimeUs <= nowUs + (long)Skew.TotalMicroseconds
            && said.TimeUs >= nowUs - (long)Skew.TotalMicroseconds;
        byte[] text = Text(method, target, said.TimeUs, body);
        MessageProof proof = new(said.KeyId, said.Sequence, said.Mac);
        lock (_lock)
        {
            return participantOf(said.Terminal) == participant & isNow && _authenticator.Check(
                MessageDirection.ToNetwork, said.Terminal, proof, text, nowUs).IsNone;
        }
    }

    /// <summary>Proves the answer to a request that was proven.</summary>
    /// <param name="request">What the request's header said.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="body">Its octets.</param>
    public SaidMac Seal(SaidMac request, int status, ReadOnlySpan<byte> body)
    {
        SaidMac said = request with { TimeUs = Us(time.GetUtcNow()) };
        byte[] text = Text(
            status.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(request.Mac.Span), said.TimeUs,
            body);
        lock (_lock)
        {
            return said with
            {
                Mac = _authenticator.Seal(
                    MessageDirection.FromNetwork, said.Terminal, said.KeyId, said.Sequence, text).Mac,
            };
        }
    }

    /// <summary>What a MAC is over, besides its header: four lines.</summary>
    /// <param name="first">Method of a request, status of an answer.</param>
    /// <param name="second">Path and query of a request; of an answer the MAC of its request.</param>
    /// <param name="timeUs">Of the header.</param>
    /// <param name="body">Octets.</param>
    public static byte[] Text(string first, string second, long timeUs, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{first}\n{second}\n{timeUs}\n{Convert.ToHexStringLower(hash)}"));
    }

    private static MessageAuthenticator Authenticator(
        IReadOnlyList<AuthenticationKey> keys, NetworkEnvironment environment)
    {
        MessageAuthenticator authenticator = new(environment);
        foreach (AuthenticationKey key in keys)
        {
            authenticator.Add(key);
        }

        return authenticator;
    }

    private static long Us(DateTimeOffset instant) =>
        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
