using System.Buffers.Binary;
using System.Text;
using Clearing.Settlement.Ledgers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Clearing.Server.Http.Payments;

/// <summary>
/// What a sender calls a request, so that the same again is known for the same: 1 to 64 visible ASCII characters.
/// Quotation marks around them, as a structured header has them, do not count.
/// </summary>
internal readonly struct IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>What it is, for the description of the interface.</summary>
    public const string Description =
        "What the caller calls this request: 1 to 64 visible ASCII characters. The same again has no second effect.";

    private const int Most = 64;

    /// <summary>Kind of identity that ids are derived from.</summary>
    private const byte Identity = (byte)'K';

    private readonly string? _text;

    private IdempotencyKey(string text) => _text = text;

    public static Problem Wanted { get; } = new(
        400, "key-missing", "Send an Idempotency-Key, a new one for each new request, or give the payment a uetr.")
    {
        Where = Header,
    };

    public static Problem NotUetr { get; } = new(
        400, "bad-key", "A payment with a uetr is known by it: leave the Idempotency-Key out, or send the uetr as it.")
    {
        Where = Header,
    };

    private static Problem Bad { get; } = new(
        400, "bad-key",
        $"A key has 1 to {Most} visible ASCII characters, without quotation marks, commas and backslashes.")
    {
        Where = Header,
    };

    public bool IsGiven => _text is not null;

    /// <summary>Reads the header; returns what is wrong with it.</summary>
    public static Problem? TryRead(HttpContext context, out IdempotencyKey key)
    {
        key = default;
        StringValues values = context.Request.Headers[Header];
        if (values.Count == 0)
        {
            return null;
        }

        ReadOnlySpan<char> text = values.Count == 1 ? values[0] : "";
        if (text is ['"', .. var inner, '"'])
        {
            text = inner;
        }

        bool isGood = text.Length is >= 1 and <= Most;
        foreach (char c in text)
        {
            isGood &= c is > ' ' and <= '~' and not ('"' or ',' or '\\');
        }

        if (isGood)
        {
            key = new IdempotencyKey(text.Length == values[0]!.Length ? values[0]! : text.ToString());
        }

        return isGood ? null : Bad;
    }

    /// <summary>True when the key is that text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => _text is not null && Ascii.Equals(text, _text);

    /// <summary>The id of what is asked for under this key.</summary>
    /// <param name="participant">Index of who asks: keys of others are other keys.</param>
    /// <param name="entry">Its place in a list; -1 = the request is one thing.</param>
    public InstructionId IdOf(int participant, int entry = -1)
    {
        Span<byte> identity = stackalloc byte[Most + 2 * sizeof(int) + 1];
        BinaryPrimitives.WriteInt32BigEndian(identity, participant);
        int length = sizeof(int) + Encoding.ASCII.GetBytes(_text!, identity[sizeof(int)..]);
        if (entry >= 0)
        {
            identity[length++] = 0;
            BinaryPrimitives.WriteInt32BigEndian(identity[length..], entry);
            length += sizeof(int);
        }

        return InstructionId.Derive(Identity, identity[..length]);
    }
}
