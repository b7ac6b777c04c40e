using Clearing.Grains.Wire;
using Clearing.Messages.Switching;
using Orleans.Runtime.Placement;

namespace Clearing.Grains.Switching;

/// <summary>
/// The way of a slice to the control processors of its network: it knows them, calls the active one, and when that is
/// lost has the standby that knows most take over and gives it the batch again. A repeat harms nothing, because the
/// switch answers what it has seen as before (docs/reference/switch.md); only a broadcast and a report of the
/// undelivered are made twice.
/// </summary>
public sealed class SwitchControl
{
    private const int Rounds = 3;

    private readonly ControlMember _member;
    private readonly SiloAddress[] _places;
    private int _active;
    private int _epoch = 1;

    /// <param name="member">Finds a control processor.</param>
    /// <param name="places">By number the silo of each; at least two, the first is active.</param>
    /// <exception cref="ArgumentException">With one processor nothing is ever safe.</exception>
    public SwitchControl(ControlMember member, SiloAddress[] places)
    {
        if (places.Length < 2)
        {
            throw new ArgumentException("A network has at least two control processors (SW-3).", nameof(places));
        }

        _member = member;
        _places = [.. places];
    }

    /// <summary>Number of the processor believed to be the active one.</summary>
    public int Active => _active;

    /// <summary>Finds the control processors of a network by key: simulation/network/number.</summary>
    public static ControlMember Members(IGrainFactory grains, string network) => (number, place) =>
    {
        // Placed where it is told to live; the directory remembers.
        RequestContext.Set(IPlacementDirector.PlacementHintKey, place);
        return grains.GetGrain<ISystemControlProcessorGrain>($"{network}/{number}");
    };

    /// <summary>The active silos in their order, dealt out to a number of processors.</summary>
    public static async Task<SiloAddress[]> PlacesAsync(IGrainFactory grains, int processors)
    {
        SiloAddress[] silos = await SilosAsync(grains);
        return [.. Enumerable.Range(0, processors).Select(number => silos[number % silos.Length])];
    }

    /// <summary>True for what means that an answer was lost: what was asked may have happened, or not.</summary>
    public static bool IsLoss(Exception e) => e is OrleansException or TimeoutException;

    /// <summary>Opens all processors; harmless when repeated.</summary>
    /// <exception cref="OrleansException">One cannot be reached, or lives elsewhere.</exception>
    public async Task OpenAsync(SwitchOptions options)
    {
        ControlBook book = new() { Options = options, Places = _places };
        for (int number = 0; number < _places.Length; number++)
        {
            bool isOpen = false;
            for (int round = 0; !isOpen && round < Rounds; round++)
            {
                isOpen = await _member(number, _places[number]).OpenAsync(book, number);
            }

            if (!isOpen)
            {
                throw new OrleansException($"Control processor {number} does not live on {_places[number]}.");
            }
        }
    }

    /// <summary>
    /// Gives the active processor inputs, each at its instant, and takes what follows from them; promotes a standby
    /// when the active one is lost. Anything but <see cref="ControlStatus.Done"/>: the same batch may come again.
    /// </summary>
    /// <param name="inputs">In the order in which they are to be taken.</param>
    /// <param name="nowUs">When answers leave; microseconds since 1970-01-01 UTC.</param>
    public async Task<ControlReply> ApplyAsync(Blob<SwitchInput> inputs, long nowUs)
    {
        ControlReply? reply = await AskAsync(_active, active => active.ApplyAsync(inputs, nowUs));
        if (reply is { Status: not ControlStatus.NotActive })
        {
            return reply;
        }

        ControlReply promoted = await PromoteAsync(reply is null ? _active : -1, nowUs);
        if (promoted.Status != ControlStatus.Done)
        {
            return promoted;
        }

        reply = await AskAsync(_active, active => active.ApplyAsync(inputs, nowUs));
        return reply is null || reply.Status == ControlStatus.NotActive
            ? new ControlReply { Status = ControlStatus.Unavailable, Outputs = promoted.Outputs }
            : With(promoted.Outputs, reply);
    }

    /// <summary>Gives processors whose silo is gone a place on another, where the active one brings them up.</summary>
    public async Task<ControlReply> RestoreAsync(IGrainFactory grains, long nowUs)
    {
        Replace(await SilosAsync(grains));
        return await AskAsync(_active, active => active.AdmitAsync([.. _places], nowUs))
            ?? new ControlReply { Status = ControlStatus.Unavailable };
    }

    private static async Task<SiloAddress[]> SilosAsync(IGrainFactory grains)
    {
        Dictionary<SiloAddress, SiloStatus> silos =
            await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return [.. silos.Keys.Order()];
    }

    private static ControlReply With(Blob<SwitchOutput> before, ControlReply reply) => new()
    {
        Status = reply.Status,
        Epoch = reply.Epoch,
        LastApplied = reply.LastApplied,
        Standbys = reply.Standbys,
        NextDueUs = reply.NextDueUs,
        Outputs = new(new[] { before, reply.Outputs }.SelectMany(part => part.ToArray()).ToArray()),
    };

    /// <summary>A missing silo's processors go to the silo that has fewest, the first of these.</summary>
    private void Replace(SiloAddress[] silos)
    {
        for (int number = 0; number < _places.Length; number++)
        {
            if (!silos.Contains(_places[number]))
            {
                _places[number] = silos.MinBy(silo => _places.Count(place => place.Equals(silo)))!;
            }
        }
    }

    /// <summary>
    /// Looks for the active processor, or makes one: all but one must promise the next epoch, and the one that knows
    /// most takes over, the first of these in their order.
    /// </summary>
    /// <param name="lost">The one that did not answer, which is not waited for again; -1 = none.</param>
    /// <param name="nowUs">When what follows leaves.</param>
    private async Task<ControlReply> PromoteAsync(int lost, long nowUs)
    {
        for (int round = 0; round < Rounds; round++)
        {
            int epoch = _epoch + 1;
            ControlStanding?[] standings = await Task.WhenAll(Enumerable.Range(0, _places.Length)
                .Select(number => PromiseAsync(number, lost, epoch)));
            int holders = standings.Count(standing => standing is { Verdict: ControlVerdict.Follows });
            int next = Best(standings, standing => standing.IsActive);
            if (next >= 0)
            {
                // Another slice was faster.
                _active = next;
                _epoch = standings[next]!.Value.Epoch;
                return new ControlReply { Status = ControlStatus.Done };
            }

            if (holders >= _places.Length - 1)
            {
                next = Best(standings, standing => standing.Verdict == ControlVerdict.Follows);
                bool[] answered = [.. standings.Select(standing => standing is not null)];
                _active = next;
                _epoch = epoch;
                return await AskAsync(
                    next, chosen => chosen.TakeOverAsync(epoch, [.. _places], answered, nowUs))
                    ?? new ControlReply { Status = ControlStatus.Unavailable };
            }

            // Promised to a slice that did not come to an end, or not enough are left.
            _epoch = standings.Max(standing => standing?.Promised ?? 0) is var promised && promised >= epoch
                ? promised
                : _epoch;
            if (_epoch < epoch)
            {
                break;
            }
        }

        return new ControlReply { Status = ControlStatus.Unavailable };
    }

    private static int Best(ControlStanding?[] standings, Func<ControlStanding, bool> isEligible)
    {
        int best = -1;
        for (int number = 0; number < standings.Length; number++)
        {
            if (standings[number] is { } standing && isEligible(standing)
                && (best < 0 || Knows(standing).CompareTo(Knows(standings[best]!.Value)) > 0))
            {
                best = number;
            }
        }

        return best;
    }

    private static (int Epoch, long LastRecord) Knows(in ControlStanding standing) =>
        (standing.Epoch, standing.LastRecord);

    private async Task<ControlStanding?> PromiseAsync(int number, int lost, int epoch)
    {
        if (number == lost)
        {
            return null;
        }

        try
        {
            return await _member(number, _places[number]).PromiseAsync(epoch);
        }
        catch (Exception e) when (IsLoss(e))
        {
            return null;
        }
    }

    private async Task<ControlReply?> AskAsync(int number, Func<ISystemControlProcessorGrain, Task<ControlReply>> ask)
    {
        try
        {
            return await ask(_member(number, _places[number]));
        }
        catch (Exception e) when (IsLoss(e))
        {
            return null;
        }
    }
}
