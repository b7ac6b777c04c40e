using System.Net;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Tests.Switching;

/// <summary>What befalls one call between processors, or to one.</summary>
public enum ControlFault
{
    None = 0,

    /// <summary>It does not arrive.</summary>
    CallIsLost = 1,

    /// <summary>It is done, and nobody hears.</summary>
    AnswerIsLost = 2,

    /// <summary>Its target dies before it, and starts anew without a past.</summary>
    DiesBefore = 3,

    /// <summary>Its target dies after it, and starts anew without a past.</summary>
    DiesAfter = 4,

    /// <summary>Its target hears nothing from now on, until woken.</summary>
    FallsAsleep = 5,
}

/// <summary>Control processors without a cluster, one of whose calls meets with a fault.</summary>
internal sealed class FaultyGroup
{
    private readonly Local[] _members;
    private readonly int _faultAt;
    private readonly ControlFault _fault;

    public FaultyGroup(int processors, int faultAt = 0, ControlFault fault = ControlFault.None)
    {
        _faultAt = faultAt;
        _fault = fault;
        _members = [.. Enumerable.Range(0, processors).Select(number => new Local(this, number))];
        Places = [.. Enumerable.Range(1, processors).Select(port => SiloAddress.New(IPAddress.Loopback, port, 1))];
    }

    public SiloAddress[] Places { get; }

    public int Calls { get; private set; }

    /// <summary>True when nothing befalls anyone any more.</summary>
    public bool IsQuiet { get; set; }

    public int? Sleeper { get; set; }

    public ISystemControlProcessorGrain Member(int number, SiloAddress place) => _members[number];

    public async Task<SwitchControl> OpenAsync()
    {
        SwitchControl control = new(Member, Places);
        await control.OpenAsync(SwitchTraffic.Options);
        Calls = 0;
        return control;
    }

    /// <summary>The digests of those that have a state.</summary>
    public string[] Digests() =>
        [.. _members.Where(member => member.Processor is not null && member.Number != Sleeper)
            .Select(member => Convert.ToHexString(member.Processor!.Digest()))];

    private sealed class Local(FaultyGroup group, int number) : ISystemControlProcessorGrain
    {
        public int Number => number;

        public ControlProcessor? Processor { get; private set; }

        public Task<bool> OpenAsync(ControlBook book, int number)
        {
            Processor = new ControlProcessor(book, number);
            return Task.FromResult(true);
        }

        public Task<ControlReply> ApplyAsync(Blob<SwitchInput> inputs, long nowUs) =>
            Meet(() => Processor?.ApplyAsync(inputs, nowUs, group.Member) ?? NotActive());

        public Task<ControlStanding> ReplicateAsync(ReplicaBatch batch) =>
            Meet(() => Task.FromResult(Processor?.Follow(batch) ?? default));

        public Task<ControlStanding> ImportAsync(ControlBook book, int number, Blob<byte> state, ReplicaBatch tail) =>
            Meet(() =>
            {
                Processor = Processor?.Heeds(tail.Epoch) == false
                    ? Processor
                    : ControlProcessor.Import(book, number, state.Span);
                return Task.FromResult(Processor.Follow(tail));
            });

        public Task<ControlStanding> PromiseAsync(int epoch) =>
            Meet(() => Task.FromResult(Processor?.Promise(epoch) ?? default));

        public Task<ControlReply> TakeOverAsync(int epoch, SiloAddress[] places, bool[] answered, long nowUs) =>
            Meet(() => Processor?.TakeOverAsync(epoch, places, answered, nowUs, group.Member) ?? NotActive());

        public Task<ControlReply> AdmitAsync(SiloAddress[] places, long nowUs) =>
            Meet(() => Processor?.AdmitAsync(places, nowUs, group.Member) ?? NotActive());

        public Task<byte[]> DigestAsync() => Task.FromResult(Processor!.Digest());

        public Task CloseAsync() => Task.CompletedTask;

        private static Task<ControlReply> NotActive() =>
            Task.FromResult(new ControlReply { Status = ControlStatus.NotActive });

        private async Task<T> Meet<T>(Func<Task<T>> call)
        {
            ControlFault fault = ++group.Calls == group._faultAt && !group.IsQuiet ? group._fault : ControlFault.None;
            if (fault == ControlFault.FallsAsleep)
            {
                group.Sleeper = number;
            }

            Processor = fault == ControlFault.DiesBefore ? null : Processor;
            if (group.Sleeper == number || fault is ControlFault.CallIsLost or ControlFault.DiesBefore)
            {
                throw new TimeoutException();
            }

            T answer = await call();
            Processor = fault == ControlFault.DiesAfter ? null : Processor;
            return fault is ControlFault.None ? answer : throw new TimeoutException();
        }
    }
}
