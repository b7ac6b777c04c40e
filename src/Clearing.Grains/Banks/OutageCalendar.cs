namespace Clearing.Grains.Banks;

/// <summary>What outages do to a message.</summary>
public static class OutageCalendar
{
    /// <summary>
    /// The instant at which a message of <paramref name="time"/> goes: that instant itself, or the end of the outage
    /// it falls in, and so on where that end lies in another outage.
    /// </summary>
    public static long Defer(ReadOnlySpan<Outage> outages, long time)
    {
        bool moved = outages.Length > 0;
        while (moved)
        {
            moved = false;
            foreach (Outage outage in outages)
            {
                if (outage.From <= time && time < outage.Until)
                {
                    time = outage.Until;
                    moved = true;
                }
            }
        }

        return time;
    }
}
