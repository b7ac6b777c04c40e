using Clearing.Grains.Storage;
using Clearing.Grains.Worlds;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Participants;

/// <summary>A participant of a world that is served; key WORLD/PARTICIPANT.</summary>
public interface IParticipantGrain : IGrainWithStringKey
{
    /// <summary>Who it is; null when the world has no such participant.</summary>
    Task<ParticipantProfile?> ProfileAsync();

    /// <summary>Takes note of the keys that its terminals prove themselves with from now on.</summary>
    /// <returns>Those that had another secret before.</returns>
    Task<TerminalKey[]> EnrolAsync(TerminalKey[] keys);
}

/// <summary>What a participant must keep besides what the scenario says of it.</summary>
public sealed class ParticipantRecord
{
    public List<TerminalKey> Keys { get; init; } = [];
}

/// <summary>
/// Its profile is the scenario's; what is kept is which keys it was given and since when. Secrets are not: they stay in
/// the file that the operator keeps.
/// </summary>
public sealed class ParticipantGrain(
    World world,
    [PersistentState("participant", GrainStore.Provider)] IPersistentState<ParticipantRecord> record)
    : Grain, IParticipantGrain
{
    public Task<ParticipantProfile?> ProfileAsync()
    {
        int index = world.IndexOf(this.GetPrimaryKeyString()[(world.Name.Length + 1)..]);
        return Task.FromResult(index < 0 ? null : ProfileOf(world.Scenario.Participants, index));
    }

    public async Task<TerminalKey[]> EnrolAsync(TerminalKey[] keys)
    {
        List<TerminalKey> changed = [];
        List<TerminalKey> known = record.State.Keys;
        bool isNew = false;
        foreach (TerminalKey key in keys)
        {
            int at = known.FindIndex(k => k.Terminal == key.Terminal && k.Number == key.Number);
            if (at < 0)
            {
                known.Add(key);
                isNew = true;
            }
            else if (known[at].Print != key.Print)
            {
                known[at] = key;
                changed.Add(key);
            }
        }

        if (isNew || changed.Count > 0)
        {
            await record.WriteStateAsync();
        }

        return [.. changed];
    }

    private ParticipantProfile ProfileOf(IReadOnlyList<Participant> participants, int index) => new()
    {
        Id = participants[index].Id,
        Name = participants[index].Name,
        Bic = participants[index].Bic,
        RoutingNumber = participants[index].RoutingNumber,
        Account = participants[participants[index].Via < 0 ? index : participants[index].Via].Id,
        Keys = [.. record.State.Keys],
    };
}
