using System.Threading.Channels;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Submitting;

/// <summary>
/// Notices on their way to the bank's program: each once and in order, whatever is sent again. The service sends no
/// further than its window ahead of what was acknowledged, which bounds what waits here.
/// </summary>
internal sealed class NoticeInbox
{
    private readonly Channel<NumberedNotice> _notices = Channel.CreateUnbounded<NumberedNotice>();
    private ulong? _received;
    private ulong _acknowledged;

    /// <param name="last">The last that is safe with the program; null = the service knows.</param>
    public NoticeInbox(ulong? last)
    {
        _received = last;
        Taken = last;
    }

    /// <summary>The last that the program is done with; null = it has said nothing yet.</summary>
    public ulong? Taken { get; private set; }

    public ChannelReader<NumberedNotice> Reader => _notices.Reader;

    /// <returns>False when one is missing.</returns>
    public bool TryReceive(ulong first, ReadOnlySpan<byte> records)
    {
        for (ulong number = first; records.Length >= Notice.Length; number++, records = records[Notice.Length..])
        {
            if (_received is { } received && number <= received)
            {
                continue;
            }

            if (_received is { } before && number != before + 1)
            {
                return false;
            }

            _received = number;
            _notices.Writer.TryWrite(new NumberedNotice(number, Notice.Read(records)));
        }

        return records.IsEmpty;
    }

    /// <summary>The program is done with all up to this one.</summary>
    /// <returns>True when the service should be told.</returns>
    public bool Take(ulong number, int window)
    {
        Taken = number;
        return number - _acknowledged >= (ulong)Math.Max(1, window / 4) || _notices.Reader.Count == 0;
    }

    /// <summary>What to tell the service; null = nothing new.</summary>
    public NoticesTaken? Acknowledge()
    {
        if (Taken is not { } taken || taken <= _acknowledged)
        {
            return null;
        }

        _acknowledged = taken;
        return new NoticesTaken(taken);
    }

    /// <summary>No more will come.</summary>
    public void Complete(Exception? why) => _notices.Writer.TryComplete(why);
}
