namespace Clearing.Server.Notices;

/// <summary>
/// Places in the notices of one participant that were told in this process, so that whoever comes back with the number
/// of a notice need not have them counted from where the last acknowledged one was. Lost with the process; then it
/// takes longer. Thread-safe.
/// </summary>
internal sealed class NoticeMarks
{
    private const int Most = 256;

    private readonly Lock _lock = new();
    private readonly List<(long Sequence, ulong Before)> _marks = [];
    private ulong _every = 1;

    /// <summary>The participant had so many notices up to a group.</summary>
    public void Add(long sequence, ulong before)
    {
        lock (_lock)
        {
            if (_marks.Count > 0 && (before < _marks[^1].Before + _every || sequence <= _marks[^1].Sequence))
            {
                return;
            }

            _marks.Add((sequence, before));
            if (_marks.Count > Most)
            {
                // Every second one goes, and new ones are twice as far apart.
                _every *= 2;
                List<(long, ulong)> kept = [.. _marks.Where((_, i) => i % 2 == 1)];
                _marks.Clear();
                _marks.AddRange(kept);
            }
        }
    }

    /// <summary>The last place up to which all notices up to a number were told; null = none is known.</summary>
    public (long Sequence, ulong Before)? UpTo(ulong taken)
    {
        lock (_lock)
        {
            int at = _marks.FindLastIndex(mark => mark.Before <= taken);
            return at < 0 ? null : _marks[at];
        }
    }
}
