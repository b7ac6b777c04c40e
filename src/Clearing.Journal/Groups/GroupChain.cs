namespace Clearing.Journal.Groups;

/// <summary>
/// Follows a stream from group to group and lets none pass that does not belong there: checksum, hash of the group
/// before, sequence, records, instants, epoch, stream, world. For stores and for whoever has groups in a row.
/// </summary>
/// <param name="stream">Name of the stream.</param>
/// <param name="after">The place that the first group must follow.</param>
/// <param name="world">When given, the only world whose groups may pass.</param>
public sealed class GroupChain(string stream, GroupPlace after, Hash256? world = null)
{
    private readonly Hash256 _stream = GroupFormat.StreamHash(stream);
    private long _epoch;

    /// <summary>Behind the last group that passed.</summary>
    public GroupPlace Place { get; private set; } = after;

    /// <summary>Verifies the next group. After an exception the chain has not moved.</summary>
    public JournalGroup Follow(ReadOnlyMemory<byte> body)
    {
        long due = checked(Place.Sequence + 1);
        GroupHead head = GroupFormat.Read(stream, due, body.Span);
        Demand(head.Stream == _stream, due, GroupFormat.StreamAt, "it belongs to another stream");
        Demand(head.Sequence == due, due, GroupFormat.SequenceAt, $"it is group {head.Sequence}");
        Demand(head.Before == Place.Hash, due, GroupFormat.BeforeAt,
            $"the group before has the hash {Place.Hash}, this one names {head.Before}");
        Demand(head.FirstRecord == Place.Records && head.Records >= 0, due, GroupFormat.FirstRecordAt,
            $"record {head.FirstRecord} comes where {Place.Records} is due");
        Demand(head.Slices > 0, due, GroupFormat.SlicesAt, "it has no slice");
        Demand(head.FirstInstant > Place.Instant && head.LastInstant >= head.FirstInstant, due,
            GroupFormat.FirstInstantAt, "its instants do not follow those before");
        Demand(head.Epoch >= Math.Max(_epoch, 1), due, GroupFormat.EpochAt,
            $"epoch {head.Epoch} comes after epoch {_epoch}");
        if (world is { } expected && head.Stamp.World != expected)
        {
            throw new JournalException(
                JournalFault.World,
                $"Stream {stream}, group {due} was written for the world {head.Stamp.World}, not for {expected}. "
                + "Start with the scenario it was written with, or with another store.");
        }

        _epoch = head.Epoch;
        Place = new GroupPlace(due, checked(Place.Records + head.Records), head.LastInstant, Hash256.Of(body.Span));
        return new JournalGroup(head, Place, body);
    }

    private void Demand(bool holds, long sequence, int octet, string what)
    {
        if (!holds)
        {
            throw JournalException.Corrupt(stream, sequence, octet, what);
        }
    }
}
