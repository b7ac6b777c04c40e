namespace Clearing.Messages.Fedwire;

/// <summary>The tags of one message where they stand in it.</summary>
/// <param name="message">The message.</param>
/// <param name="values">Value of each tag, by its place among all tags.</param>
/// <param name="present">A bit for each tag that is there.</param>
internal readonly ref struct FedwireTagSet(ReadOnlySpan<byte> message, ReadOnlySpan<Slot> values, ulong present)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private readonly ReadOnlySpan<Slot> _values = values;

    public ulong Present { get; } = present;

    public bool Has(int place) => (Present & (1UL << place)) != 0;

    /// <summary>Value of a tag; empty when it is not there.</summary>
    public ReadOnlySpan<byte> Of(int place) => Has(place) ? _values[place].Of(_message) : default;
}
