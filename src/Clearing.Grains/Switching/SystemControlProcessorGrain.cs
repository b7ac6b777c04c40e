using System.Collections.Concurrent;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;

namespace Clearing.Grains.Switching;

/// <summary>One control processor of a message switch (SW-2); key: simulation/network/number.</summary>
public interface ISystemControlProcessorGrain : IGrainWithStringKey
{
    /// <summary>Gives it its place in a network that opens; harmless when repeated.</summary>
    /// <returns>False when it lives on another silo than the book says; it lets go of itself, so ask again.</returns>
    Task<bool> OpenAsync(ControlBook book, int number);

    /// <inheritdoc cref="ControlProcessor.ApplyAsync"/>
    Task<ControlReply> ApplyAsync(Blob<SwitchInput> inputs, long nowUs);

    /// <inheritdoc cref="ControlProcessor.Follow"/>
    Task<ControlStanding> ReplicateAsync(ReplicaBatch batch);

    /// <summary>To one without a past, or too far behind: the active one's state, and the records after it.</summary>
    Task<ControlStanding> ImportAsync(ControlBook book, int number, Blob<byte> state, ReplicaBatch tail);

    /// <inheritdoc cref="ControlProcessor.Promise"/>
    Task<ControlStanding> PromiseAsync(int epoch);

    /// <inheritdoc cref="ControlProcessor.TakeOverAsync"/>
    Task<ControlReply> TakeOverAsync(int epoch, SiloAddress[] places, bool[] answered, long nowUs);

    /// <inheritdoc cref="ControlProcessor.AdmitAsync"/>
    Task<ControlReply> AdmitAsync(SiloAddress[] places, long nowUs);

    /// <inheritdoc cref="ControlProcessor.Digest"/>
    Task<byte[]> DigestAsync();

    /// <summary>Forgets everything; harmless when repeated.</summary>
    Task CloseAsync();
}

/// <summary>Finds a control processor by its number and the silo where it lives, or shall live.</summary>
public delegate ISystemControlProcessorGrain ControlMember(int number, SiloAddress place);

/// <summary>
/// Shell of <see cref="ControlProcessor"/>, which lives in the silo's memory: an activation may be moved out of the
/// way, as Orleans does when the silo with its directory entry dies, and the next one finds the processor again.
/// </summary>
[PreferLocalPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class SystemControlProcessorGrain(ILocalSiloDetails silo, ControlMemory memory)
    : Grain, ISystemControlProcessorGrain
{
    private ControlMember _member = null!;

    private ControlProcessor? Processor
    {
        get => memory.Processors.GetValueOrDefault(this.GetPrimaryKeyString());
        set => memory.Processors[this.GetPrimaryKeyString()] = value!;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string key = this.GetPrimaryKeyString();
        _member = SwitchControl.Members(GrainFactory, key[..key.LastIndexOf('/')]);
        return Task.CompletedTask;
    }

    public Task<bool> OpenAsync(ControlBook book, int number)
    {
        bool isHere = IsHere(book, number);
        if (isHere)
        {
            Processor ??= new ControlProcessor(book, number);
        }
        else
        {
            DeactivateOnIdle();
        }

        return Task.FromResult(isHere);
    }

    public Task<ControlReply> ApplyAsync(Blob<SwitchInput> inputs, long nowUs) =>
        Processor?.ApplyAsync(inputs, nowUs, _member) ?? NotActive();

    public Task<ControlStanding> ReplicateAsync(ReplicaBatch batch) =>
        Task.FromResult(Processor?.Follow(batch) ?? Blank());

    public Task<ControlStanding> ImportAsync(ControlBook book, int number, Blob<byte> state, ReplicaBatch tail)
    {
        if (!IsHere(book, number))
        {
            return Task.FromResult(Blank());
        }

        if (Processor is { } known && !known.Heeds(tail.Epoch))
        {
            return Task.FromResult(known.Follow(tail));
        }

        Processor = ControlProcessor.Import(book, number, state.Span);
        return Task.FromResult(Processor.Follow(tail));
    }

    public Task<ControlStanding> PromiseAsync(int epoch) =>
        Task.FromResult(Processor?.Promise(epoch) ?? Blank());

    public Task<ControlReply> TakeOverAsync(int epoch, SiloAddress[] places, bool[] answered, long nowUs) =>
        Processor?.TakeOverAsync(epoch, places, answered, nowUs, _member) ?? NotActive();

    public Task<ControlReply> AdmitAsync(SiloAddress[] places, long nowUs) =>
        Processor?.AdmitAsync(places, nowUs, _member) ?? NotActive();

    public Task<byte[]> DigestAsync() => Task.FromResult(Processor?.Digest() ?? []);

    public Task CloseAsync()
    {
        memory.Processors.TryRemove(this.GetPrimaryKeyString(), out _);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private static Task<ControlReply> NotActive() =>
        Task.FromResult(new ControlReply { Status = ControlStatus.NotActive });

    private bool IsHere(ControlBook book, int number) => book.Places[number].Equals(silo.SiloAddress);

    // Without a past it may be in the wrong place: it gives way, and the next call places it where it shall live.
    private ControlStanding Blank()
    {
        DeactivateOnIdle();
        return default;
    }
}

/// <summary>The control processors in a silo's memory, by key; gone with the silo.</summary>
public sealed class ControlMemory
{
    internal ConcurrentDictionary<string, ControlProcessor> Processors { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a silo needs to carry control processors.</summary>
public static class ControlHosting
{
    public static ISiloBuilder AddControlProcessors(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ControlMemory>();
        return silo;
    }
}
