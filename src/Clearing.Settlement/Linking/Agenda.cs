namespace Clearing.Settlement.Linking;

/// <summary>When in an instant something on the agenda is done.</summary>
internal enum Turn : byte
{
    /// <summary>Before anything else.</summary>
    First = 0,

    /// <summary>After the script, before the payments.</summary>
    Commands = 1,

    /// <summary>After the payments of the scenario.</summary>
    Payments = 2,
}

/// <summary>
/// What the members of an arrangement still have to do to each other, in the order of
/// docs/reference/linked-systems.md: instant, turn, instant of the cause, member of the cause, order in which it was
/// noted.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, Place> _queue = new();
    private int _noted;

    /// <summary>Instant of the next thing to do; <see cref="long.MaxValue"/> = none.</summary>
    public long NextTime => _queue.TryPeek(out _, out Place place) ? place.Time : long.MaxValue;

    public void Note(long time, Turn turn, long causeTime, int causeMember, Action act) =>
        _queue.Enqueue(act, new Place(time, turn, causeTime, causeMember, _noted++));

    /// <summary>Does what is noted for this turn of this instant; what that notes for it as well.</summary>
    public void Run(long time, Turn turn)
    {
        while (_queue.TryPeek(out Action? act, out Place place) && place.Time == time && place.Turn == turn)
        {
            _queue.Dequeue();
            act();
        }
    }

    private readonly record struct Place(long Time, Turn Turn, long CauseTime, int CauseMember, int Order)
        : IComparable<Place>
    {
        public int CompareTo(Place other) =>
            (Time, Turn, CauseTime, CauseMember, Order).CompareTo(
                (other.Time, other.Turn, other.CauseTime, other.CauseMember, other.Order));
    }
}
