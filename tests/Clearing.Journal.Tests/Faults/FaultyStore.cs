using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Faults;

/// <summary>
/// A journal store on a <see cref="SimulatedDevice"/>: for tests of what must hold when disks and processes fail. After
/// any fault of the device it forgets what it knew and begins from the device again.
/// </summary>
public sealed class FaultyStore(SimulatedDevice device) : IJournalStore
{
    private readonly Lock _gate = new();
    private FaultyState? _state;

    public string Location => "simulated device";

    public IReadOnlyList<string> Weaknesses => ["Everything is in memory."];

    public SimulatedDevice Device { get; } = device;

    public async Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default)
    {
        StreamRow row = Write(committing: false, state =>
        {
            StreamRow before = state.Row(stream) ?? new StreamRow(0, GroupPlace.Start, GroupPlace.Start);
            state.Open(stream, before.Epoch + 1);
            return state.Row(stream)!.Value;
        });
        return await StreamJournal.OpenAsync(stream, new FaultyTables(this, stream), row, cancellation);
    }

    public IJournalReader Reader(string stream) => StreamJournal.Reader(stream, new FaultyTables(this, stream));

    public Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default) =>
        Task.FromResult(Read<IReadOnlyList<string>>(state => [.. state.Streams.Order(StringComparer.Ordinal)]));

    public Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default) =>
        Task.FromResult(Read(state => state.Facts.GetValueOrDefault(key)));

    public Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default) =>
        Task.FromResult(Write(committing: true, state =>
        {
            byte[]? there = state.Facts.GetValueOrDefault(key);
            if (there is null != expected is null || !there.AsSpan().SequenceEqual(expected))
            {
                return false;
            }

            state.PutFact(key, value);
            return true;
        }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal T Read<T>(Func<FaultyState, T> work) => Write(committing: false, work);

    internal T Write<T>(bool committing, Func<FaultyState, T> work)
    {
        lock (_gate)
        {
            try
            {
                _state ??= new FaultyState(Device);
                return work(_state);
            }
            catch (DeviceException fault)
            {
                _state = null;
                throw new JournalException(
                    fault.Fault switch
                    {
                        DeviceFault.Full => JournalFault.Full,
                        DeviceFault.ReadFailed => JournalFault.Unavailable,
                        _ when committing => JournalFault.Unknown,
                        _ => JournalFault.Unavailable,
                    },
                    fault.Message,
                    fault);
            }
        }
    }
}
