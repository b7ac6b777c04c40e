using Clearing.Grains.Banks;
using Clearing.Grains.Carrying;
using Clearing.Grains.Settling;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Clearing.Grains.Conducting;

/// <summary>How far a simulation has come.</summary>
[GenerateSerializer, Immutable]
public sealed class SimulationStep
{
    [Id(0)]
    public required bool IsLast { get; init; }

    /// <summary>Instant of the last payment carried.</summary>
    [Id(1)]
    public required long Time { get; init; }

    /// <summary>Deliveries so far: a payment that goes to three arrangements counts three.</summary>
    [Id(2)]
    public required long Delivered { get; init; }
}

/// <summary>The conductor of one simulation; key: its name.</summary>
public interface ISimulationGrain : IGrainWithStringKey
{
    /// <summary>Opens arrangements, switch and banks.</summary>
    Task OpenAsync(Immutable<Scenario> scenario, SimulationOptions options);

    /// <summary>Moves the clock on by a stretch that is short on a person's clock.</summary>
    Task<SimulationStep> StepAsync();

    /// <summary>Ends the last day and collects the outcomes, in the order of the scenario.</summary>
    Task<Immutable<SystemOutcome[]>> FinishAsync();

    /// <summary>What went through the network of a run that is finished; empty where it has none.</summary>
    Task<NetworkTraffic[]> TrafficAsync();

    /// <summary>Lets go of the banks and arrangements of this simulation, however far it came.</summary>
    Task CloseAsync();
}

/// <summary>Shell of <see cref="Conductor"/>.</summary>
[PreferLocalPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class SimulationGrain : Grain, ISimulationGrain
{
    private const int WindowsPerStep = 1024;

    // Null before the open and after the end: a finished run holds on to its outcomes, not to its payments.
    private Conductor? _conductor;
    private IMessageSwitchGrain _switch = null!;
    private ISettlementGrain[] _arrangements = [];

    // The systems, by index in the scenario, in the order in which arrangements and their members list them.
    private int[] _order = [];
    private IReadOnlyList<Participant> _participants = [];
    private NetworkTraffic[] _traffic = [];

    // What the banks handed over when they opened; the first window carries it to the switch.
    private SendBatch[] _opening = [];

    // The end of the window under way; null between windows.
    private long? _until;

    private string Name => this.GetPrimaryKeyString();

    private Conductor Conductor => _conductor ?? throw new InvalidOperationException(
        $"Simulation {Name} is not under way; run it again.");

    public async Task OpenAsync(Immutable<Scenario> scenario, SimulationOptions options)
    {
        // What closing needs comes first: the conductor may refuse the options.
        _switch = GrainFactory.GetGrain<IMessageSwitchGrain>($"{Name}/main/0");
        Arrangements arrangements = new(scenario.Value);
        _arrangements = [.. arrangements.All.Select(
            arrangement => GrainFactory.GetGrain<ISettlementGrain>($"{Name}/{arrangement.Name}"))];
        _order = [.. arrangements.All.SelectMany(arrangement => arrangement.Members)];
        _participants = scenario.Value.Participants;
        _conductor = new Conductor(scenario.Value, options, Name);
        List<Task> opening = [_switch.OpenAsync(_conductor.SwitchBook)];
        for (int a = 0; a < _arrangements.Length; a++)
        {
            opening.Add(_arrangements[a].OpenAsync(_conductor.SettlementBooks[a]));
        }

        IReadOnlyList<BankBook> books = _conductor.BankBooks;
        Task<BankReply>[] replies = new Task<BankReply>[books.Count];
        for (int i = 0; i < replies.Length; i++)
        {
            replies[i] = Bank(_participants[books[i].Account].Id).OpenAsync(books[i]);
        }

        _opening = Take(await Task.WhenAll(replies), i => books[i].Account);
        await Task.WhenAll(opening);
    }

    public async Task<SimulationStep> StepAsync()
    {
        CarryReply carried;
        int windows = 0;
        do
        {
            SendBatch[] batches = _until is null ? await NextWindowAsync() : [];
            carried = await _switch.CarryAsync(batches, _until!.Value);
            Conductor.Take(carried);
            if (carried.IsComplete && _until != long.MaxValue)
            {
                _until = null;
            }
        }
        while (_until is null && ++windows < WindowsPerStep);
        return new SimulationStep
        {
            IsLast = carried.IsComplete && _until == long.MaxValue,
            Time = carried.Time,
            Delivered = carried.Delivered,
        };
    }

    public async Task<Immutable<SystemOutcome[]>> FinishAsync()
    {
        _traffic = await _switch.TrafficAsync();
        Immutable<SystemOutcome[]>[] outcomes =
            await Task.WhenAll(_arrangements.Select((arrangement, a) => arrangement.FinishAsync(RefusedIn(a))));
        await CloseBanksAsync();
        await _switch.CloseAsync();
        SystemOutcome[] bySystem = new SystemOutcome[_order.Length];
        int next = 0;
        foreach (SystemOutcome outcome in outcomes.SelectMany(members => members.Value))
        {
            bySystem[_order[next++]] = outcome;
        }

        return bySystem.AsImmutable();
    }

    public Task<NetworkTraffic[]> TrafficAsync() => Task.FromResult(_traffic);

    public async Task CloseAsync()
    {
        await CloseBanksAsync();
        await Task.WhenAll(_arrangements.Select(arrangement => arrangement.CloseAsync()));
        await _switch.CloseAsync();
        DeactivateOnIdle();
    }

    private Blob<Refusal> RefusedIn(int arrangement) =>
        Array.Find(_traffic, traffic => traffic.Arrangement == arrangement)?.Refusals ?? default;

    /// <summary>Lets go of the banks that still hold payments: those of a cancelled run, or never sent.</summary>
    private async Task CloseBanksAsync()
    {
        if (_conductor is { } conductor)
        {
            _conductor = null;
            IReadOnlyList<int> banks = conductor.UnfinishedBanks;
            await Task.WhenAll(banks.Select(account => Bank(_participants[account].Id).CloseAsync()));
        }
    }

    /// <summary>Lets the banks act in the next window; returns what they send, in the order of the banks.</summary>
    private async Task<SendBatch[]> NextWindowAsync()
    {
        Window window = Conductor.Next();
        _until = window.Until;
        SendBatch[] opening = _opening;
        _opening = [];
        if (window.Calls.Count == 0)
        {
            return opening;
        }

        Task<BankReply>[] replies = new Task<BankReply>[window.Calls.Count];
        for (int i = 0; i < replies.Length; i++)
        {
            BankCall call = window.Calls[i];
            replies[i] = Bank(_participants[call.Account].Id).ActAsync(window.Until, call.Notices);
        }

        SendBatch[] sent = Take(await Task.WhenAll(replies), i => window.Calls[i].Account);
        return opening.Length == 0 ? sent : [.. opening, .. sent];
    }

    private SendBatch[] Take(BankReply[] replies, Func<int, int> accountOf)
    {
        List<SendBatch> batches = new(replies.Length);
        for (int i = 0; i < replies.Length; i++)
        {
            Conductor.Take(accountOf(i), replies[i]);
            batches.AddRange(replies[i].Batches);
        }

        return [.. batches];
    }

    private IBankGrain Bank(string id) => GrainFactory.GetGrain<IBankGrain>($"{Name}/{id}");
}
