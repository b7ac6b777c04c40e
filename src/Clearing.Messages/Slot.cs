namespace Clearing.Messages;

/// <summary>A stretch of a message's octets: what a reader found there, without a copy.</summary>
/// <param name="Offset">First octet, from the start of the message.</param>
/// <param name="Length">Number of octets; 0 = absent.</param>
public readonly record struct Slot(int Offset, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message) => message.Slice(Offset, Length);
}
