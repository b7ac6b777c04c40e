using Clearing.Grains.Banks;
using Clearing.Grains.Settling;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Orleans.Placement;

namespace Clearing.Grains.Switching;

/// <summary>One slice of the message switch; key: simulation/network/slice.</summary>
public interface IMessageSwitchGrain : IGrainWithStringKey
{
    Task OpenAsync(SwitchBook book);

    /// <summary>
    /// Takes what banks sent and carries what enters before <paramref name="until"/> to the systems, which are then
    /// complete up to that instant. <see cref="long.MaxValue"/> means to the end.
    /// </summary>
    Task<CarryReply> CarryAsync([Immutable] SendBatch[] batches, long until);

    /// <summary>What went through the network; empty where there is none.</summary>
    Task<NetworkTraffic[]> TrafficAsync();

    /// <summary>Forgets everything; harmless when repeated.</summary>
    Task CloseAsync();
}

/// <summary>Shell of <see cref="Switchboard"/>; feeds the systems side by side.</summary>
[HashBasedPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class MessageSwitchGrain : Grain, IMessageSwitchGrain
{
    private const int BatchSize = 32 * 1024;
    private const int BatchesPerCall = 16;

    // Buffers of the batches of one call, used again by the next: nobody holds a batch once the systems answered.
    private readonly List<(SettlementCommand[] Commands, ulong[] Arrangements)> _buffers = [];
    private Switchboard _board = null!;
    private ISettlementGrain[] _systems = [];
    private long[] _nextInstant = [];
    private long _time;

    public Task OpenAsync(SwitchBook book)
    {
        _board = new Switchboard(book);
        _systems = [.. book.Arrangements.Select(
            name => GrainFactory.GetGrain<ISettlementGrain>($"{book.Simulation}/{name}"))];
        _nextInstant = new long[_systems.Length];
        Array.Fill(_nextInstant, long.MinValue);
        return Task.CompletedTask;
    }

    public async Task<CarryReply> CarryAsync(SendBatch[] batches, long until)
    {
        foreach (SendBatch batch in batches)
        {
            _board.Accept(batch);
        }

        List<Notice>[] refused = _board.AdvanceTo(until);
        List<PaymentBatch> payments = [];
        while (payments.Count < BatchesPerCall && Next(payments.Count, until) is { } next)
        {
            payments.Add(next);
        }

        bool isComplete = _board.NextInstant >= until;
        long advanceTo = isComplete ? until : long.MinValue;
        Task<Blob<Notice>>[] feeding = new Task<Blob<Notice>>[_systems.Length];
        for (int system = 0; system < feeding.Length; system++)
        {
            feeding[system] = FeedAsync(system, payments, advanceTo);
        }

        Blob<Notice>[] notices = Switchboard.Merge(await Task.WhenAll(feeding), refused);
        return new CarryReply
        {
            IsComplete = isComplete,
            Notices = notices,
            NextInstant = Math.Min(_board.NextInstant, _nextInstant.Min()),
            Time = _time,
            Delivered = _board.Delivered,
        };
    }

    public Task<NetworkTraffic[]> TrafficAsync() => Task.FromResult(_board.Traffic);

    public Task CloseAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private PaymentBatch? Next(int index, long until)
    {
        if (_board.NextInstant >= until)
        {
            return null;
        }

        if (index == _buffers.Count)
        {
            _buffers.Add((new SettlementCommand[BatchSize], new ulong[BatchSize]));
        }

        (SettlementCommand[] commands, ulong[] systems) = _buffers[index];
        int count = _board.Take(until, commands, systems, out ulong anyOf, out bool isUniform);
        _time = commands[count - 1].Time;
        return new PaymentBatch
        {
            Commands = new(commands.AsMemory(0, count)),
            Arrangements = isUniform ? default(Blob<ulong>) : new(systems.AsMemory(0, count)),
            AnyOf = anyOf,
        };
    }

    /// <summary>One system's share, batch after batch; systems do not wait for each other.</summary>
    private async Task<Blob<Notice>> FeedAsync(int system, List<PaymentBatch> payments, long advanceTo)
    {
        List<Notice>? notices = null;
        Blob<Notice> only = default;
        int last = payments.FindLastIndex(batch => (batch.AnyOf & (1UL << system)) != 0);
        for (int i = 0; i <= last; i++)
        {
            if ((payments[i].AnyOf & (1UL << system)) != 0)
            {
                Keep(await CallAsync(system, payments[i], i == last ? advanceTo : long.MinValue));
            }
        }

        if (last < 0 && _nextInstant[system] < advanceTo)
        {
            Keep(await CallAsync(system, null, advanceTo));
        }

        return notices is null ? only : new Blob<Notice>(notices.ToArray());

        void Keep(Blob<Notice> blob)
        {
            if (only.Count > 0 && blob.Count > 0)
            {
                (notices ??= [.. only.Span]).AddRange(blob.Span);
            }
            else if (blob.Count > 0)
            {
                only = blob;
            }
        }
    }

    private async Task<Blob<Notice>> CallAsync(int system, PaymentBatch? payments, long advanceTo)
    {
        SettlementReply reply = await _systems[system].ExecuteAsync(payments, advanceTo);
        _nextInstant[system] = reply.NextInstant;
        return reply.Notices;
    }
}
