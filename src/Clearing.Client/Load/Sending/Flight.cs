using Clearing.Client.Load.Measuring;

namespace Clearing.Client.Load.Sending;

/// <summary>A frame without all its answers.</summary>
internal struct FlightFrame
{
    public long First;
    public int Count;
    public int Answered;
    public long Due;
    public PaymentPlan Plan;
    public PhaseTally Tally;

    /// <summary>Who waits for this frame; null = nobody, as in the loops of a schedule.</summary>
    public TaskCompletionSource<bool>? Waiter;
}

/// <summary>The frames of a session that are not answered yet, in the order in which they were sent.</summary>
internal sealed class Flight
{
    private FlightFrame[] _frames = new FlightFrame[64];
    private int _head;

    public int Count { get; private set; }

    public ref FlightFrame Head => ref _frames[_head];

    public void Add(in FlightFrame frame)
    {
        if (Count == _frames.Length)
        {
            FlightFrame[] larger = new FlightFrame[_frames.Length * 2];
            for (int i = 0; i < Count; i++)
            {
                larger[i] = _frames[(_head + i) % _frames.Length];
            }

            (_frames, _head) = (larger, 0);
        }

        _frames[(_head + Count++) % _frames.Length] = frame;
    }

    public void RemoveHead()
    {
        _frames[_head] = default;
        _head = (_head + 1) % _frames.Length;
        Count--;
    }
}
