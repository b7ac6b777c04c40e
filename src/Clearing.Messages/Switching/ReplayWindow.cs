namespace Clearing.Messages.Switching;

/// <summary>
/// Which sequence numbers of one sender have been seen: a bitmap behind the highest one. Numbers may come out of order
/// within the window; none is taken twice, and none that is older than the window.
/// </summary>
public sealed class ReplayWindow
{
    /// <summary>How far behind the highest number another may come.</summary>
    public const int Width = 1_024;

    private readonly ulong[] _seen = new ulong[Width / 64];

    /// <param name="highest">What was seen before a restart: all up to it counts as seen.</param>
    public ReplayWindow(long highest = 0)
    {
        Highest = highest;
        Array.Fill(_seen, ulong.MaxValue);
    }

    /// <summary>The highest number taken.</summary>
    public long Highest { get; private set; }

    /// <summary>Takes a number, from 1.</summary>
    /// <returns>False when it was seen, or is too old to tell.</returns>
    public bool Take(long sequence)
    {
        if (sequence < 1 || sequence <= Highest - Width || (sequence <= Highest && IsSeen(sequence)))
        {
            return false;
        }

        if (sequence - Highest >= Width)
        {
            Array.Clear(_seen);
            Highest = sequence;
        }

        while (Highest < sequence)
        {
            Highest++;
            _seen[Word(Highest)] &= ~Bit(Highest);
        }

        _seen[Word(sequence)] |= Bit(sequence);
        return true;
    }

    private static int Word(long sequence) => (int)(sequence % Width / 64);

    private static ulong Bit(long sequence) => 1UL << (int)(sequence % 64);

    private bool IsSeen(long sequence) => (_seen[Word(sequence)] & Bit(sequence)) != 0;
}
