namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>One direction of a bank's line: loses, repeats, delays, and mostly keeps the order.</summary>
internal sealed class Line(Dice dice)
{
    private long _lastUs;

    public long CutUntilUs { get; set; }

    public long StormUntilUs { get; set; }

    /// <summary>Answers to messages get lost until then.</summary>
    public long DeafUntilUs { get; set; }

    /// <summary>When copies of what is put in now come out: none, one or several.</summary>
    public int Carry(long nowUs, bool isAnswer, Span<long> arrivals)
    {
        ulong draw = dice.Next();
        if (nowUs < CutUntilUs || (isAnswer && nowUs < DeafUntilUs) || draw % 2_048 == 0)
        {
            return 0;
        }

        long arrival = Math.Max(_lastUs + 1, nowUs + 1_000 + (long)((draw >> 16) % 1_000));
        _lastUs = arrival;
        bool isLate = (draw >> 32) % 2_048 == 0;
        arrivals[0] = isLate ? arrival + dice.Below(5_000) : arrival;
        int copies = 1;
        if (nowUs < StormUntilUs || (draw >> 48) % 4_096 == 0)
        {
            for (int more = 1 + (int)dice.Below(3); more > 0; more--)
            {
                arrivals[copies++] = arrival + dice.Below(20_000);
            }
        }

        return copies;
    }
}
