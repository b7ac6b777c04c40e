using Clearing.Messages;

namespace Clearing.Grains.Carrying;

/// <summary>The messages of a run in one format, as octets.</summary>
internal interface IWireFormat
{
    /// <summary>What ends a message in a file.</summary>
    ReadOnlyMemory<byte> End { get; }

    /// <summary>A message, and behind one that was sent the network's answer, where there is one.</summary>
    /// <param name="message">What was sent or delivered.</param>
    /// <param name="errors">Why it cannot be written.</param>
    /// <returns>The octets of each; none where the format has no such message.</returns>
    IReadOnlyList<byte[]> Write(WireMessage message, MessageErrors errors);
}
