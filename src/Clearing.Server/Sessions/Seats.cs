using Clearing.Server.Access;

namespace Clearing.Server.Sessions;

/// <summary>How many sessions each participant has open, so that none takes the room of others.</summary>
/// <param name="guard">Says how many it may have; null = as many as it likes.</param>
internal sealed class Seats(SessionGuard? guard)
{
    private readonly Dictionary<int, int> _taken = [];

    /// <summary>False when the participant has as many as it may.</summary>
    public bool TryTake(int participant)
    {
        lock (_taken)
        {
            int taken = _taken.GetValueOrDefault(participant);
            if (guard is not null && taken >= guard.MostOf(participant))
            {
                return false;
            }

            _taken[participant] = taken + 1;
            return true;
        }
    }

    public void Leave(int participant)
    {
        lock (_taken)
        {
            _taken[participant]--;
        }
    }
}
