using Clearing.Client.Load.Measuring;
using Clearing.Messages.Sessions;

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

    /// <summary>Payments without an answer.</summary>
    public long Unanswered
    {
        get
        {
            long payments = 0;
            for (int i = 0; i < Count; i++)
            {
                ref FlightFrame frame = ref _frames[(_head + i) % _frames.Length];
                payments += frame.Count - frame.Answered;
            }

            return payments;
        }
    }

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

    /// <summary>Takes answers to the frames that were sent first.</summary>
    /// <param name="records">Records of answers.</param>
    /// <param name="now">When they came.</param>
    /// <param name="book">Where each is noted.</param>
    public void Answer(ReadOnlySpan<byte> records, long now, StatusBook book)
    {
        while (!records.IsEmpty && Count > 0)
        {
            ref FlightFrame frame = ref _frames[_head];
            int count = Math.Min(records.Length / AnswerRecord.Length, frame.Count - frame.Answered);
            int octets = count * AnswerRecord.Length;
            Answer(ref frame, records[..octets], now, book);
            records = records[octets..];
            if (frame.Answered == frame.Count)
            {
                frame.Waiter?.SetResult(true);
                RemoveHead();
            }
        }
    }

    /// <summary>The connection has ended: no more answers will come. The audit asks what became of the payments.
    /// </summary>
    public void Lose()
    {
        while (Count > 0)
        {
            ref FlightFrame frame = ref _frames[_head];
            frame.Tally.Lose(frame.Count - frame.Answered);
            frame.Waiter?.SetResult(false);
            RemoveHead();
        }
    }

    /// <summary>Counts answers to a frame.</summary>
    public static void Answer(ref FlightFrame frame, ReadOnlySpan<byte> records, long now, StatusBook book)
    {
        int taken = 0;
        Span<int> outcomes = stackalloc int[(int)LoadOutcome.Error + 1];
        outcomes.Clear();
        for (; !records.IsEmpty; records = records[AnswerRecord.Length..])
        {
            LoadOutcome outcome = Outcomes.Of(
                AnswerRecord.Read(records), frame.Plan, frame.First + frame.Answered, frame.First, book);
            outcomes[(int)outcome]++;
            taken += outcome is LoadOutcome.Busy or LoadOutcome.InDoubt or LoadOutcome.Error ? 0 : 1;
            frame.Answered++;
        }

        frame.Tally.Answer(outcomes, taken, frame.Due, now);
    }

    private void RemoveHead()
    {
        _frames[_head] = default;
        _head = (_head + 1) % _frames.Length;
        Count--;
    }
}
