namespace Clearing.Journal.Tests.Faults;

/// <summary>
/// One file on a simulated disk with a cache that forgets what was not flushed. Reads see the cache; what outlives a
/// power loss is what was flushed and, of the rest, any sectors in any order. Counts its operations (write, flush,
/// truncate) and stops, fills up, fails or dawdles as it is told. Thread-safe.
/// </summary>
/// <param name="time">What <see cref="Delay"/> is measured by; null = it is not used.</param>
public sealed class SimulatedDevice(TimeProvider? time = null)
{
    public const int SectorOctets = 512;

    private readonly Lock _gate = new();
    private readonly List<Operation> _unflushed = [];
    private Image _durable = new();
    private Image _cache = new();

    /// <summary>Writes, flushes and truncations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The number of the last operation that happens; null = no end.</summary>
    public int? StopAfter { get; set; }

    /// <summary>Octets that there is room for. A write that is too long writes what fits.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>
    /// The next flush fails, and what it should have flushed is never flushed by a later one, as on systems that drop
    /// what they could not write.
    /// </summary>
    public bool FailNextFlush { get; set; }

    /// <summary>Octet at which every read fails; null = none does.</summary>
    public long? BadOctet { get; set; }

    /// <summary>A read gives at most so many octets at once.</summary>
    public int MostRead { get; set; } = int.MaxValue;

    /// <summary>How long every flush takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Flushes that have begun, also those that wait.</summary>
    public int FlushesBegun { get; private set; }

    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _cache.Length;
            }
        }
    }

    /// <summary>Reads what the cache has; fewer octets than asked for at its end, or when reads are short.</summary>
    public int Read(long at, Span<byte> to)
    {
        lock (_gate)
        {
            int count = (int)Math.Min(Math.Min(to.Length, MostRead), Math.Max(0, _cache.Length - at));
            if (BadOctet is { } bad && bad >= at && bad < at + count)
            {
                throw new DeviceException(DeviceFault.ReadFailed);
            }

            _cache.Octets.Slice((int)at, count).CopyTo(to);
            return count;
        }
    }

    public void Write(long at, ReadOnlySpan<byte> octets)
    {
        lock (_gate)
        {
            Count();
            int fits = (int)Math.Clamp(Capacity - at, 0, octets.Length);
            Operation write = new(at, octets[..fits].ToArray());
            _unflushed.Add(write);
            write.On(_cache);
            if (fits < octets.Length)
            {
                throw new DeviceException(DeviceFault.Full);
            }
        }
    }

    public void Truncate(long length)
    {
        lock (_gate)
        {
            Count();
            Operation cut = new(length, null);
            _unflushed.Add(cut);
            cut.On(_cache);
        }
    }

    public void Flush()
    {
        Wait();
        lock (_gate)
        {
            Count();
            if (FailNextFlush)
            {
                FailNextFlush = false;
                _unflushed.Clear();
                throw new DeviceException(DeviceFault.FlushFailed);
            }

            _unflushed.ForEach(o => o.On(_durable));
            _unflushed.Clear();
        }
    }

    /// <summary>The device as the next process finds it after this one was killed: the cache is there.</summary>
    public SimulatedDevice AfterKill()
    {
        lock (_gate)
        {
            SimulatedDevice next = new(time) { _durable = _durable.Copy(), _cache = _cache.Copy() };
            next._unflushed.AddRange(_unflushed);
            return next;
        }
    }

    /// <summary>
    /// The device after a power loss: of each unflushed write any sectors are there, drawn from the seed.
    /// </summary>
    public SimulatedDevice AfterPowerLoss(ulong seed)
    {
        lock (_gate)
        {
            Image left = _durable.Copy();
            foreach (Operation piece in _unflushed.SelectMany(o => o.Pieces()))
            {
                if (Draw(ref seed))
                {
                    piece.On(left);
                }
            }

            return new SimulatedDevice(time) { _durable = left, _cache = left.Copy() };
        }
    }

    /// <summary>The device after a power loss that tore the unflushed writes: so many octets are there.</summary>
    public SimulatedDevice Torn(int octetsKept)
    {
        lock (_gate)
        {
            Image left = _durable.Copy();
            foreach (Operation operation in _unflushed)
            {
                Operation kept = operation.First(octetsKept);
                kept.On(left);
                octetsKept -= kept.Octets?.Length ?? 0;
            }

            return new SimulatedDevice(time) { _durable = left, _cache = left.Copy() };
        }
    }

    /// <summary>Octets written and not flushed.</summary>
    public int UnflushedOctets
    {
        get
        {
            lock (_gate)
            {
                return _unflushed.Sum(o => o.Octets?.Length ?? 0);
            }
        }
    }

    /// <summary>Turns one bit over, on the disk and in the cache.</summary>
    public void Flip(long octet, int bit)
    {
        lock (_gate)
        {
            foreach (Image image in new[] { _durable, _cache }.Where(i => octet < i.Length))
            {
                image.Octets[(int)octet] ^= (byte)(1 << bit);
            }
        }
    }

    private static bool Draw(ref ulong state)
    {
        unchecked
        {
            state = state * 6364136223846793005 + 1442695040888963407;
        }

        return (state >> 63) == 1;
    }

    private void Count()
    {
        if (Operations >= StopAfter)
        {
            throw new DeviceException(DeviceFault.Stopped);
        }

        Operations++;
    }

    private void Wait()
    {
        FlushesBegun++;
        if (Delay > TimeSpan.Zero)
        {
            using ManualResetEventSlim done = new();
            using ITimer timer = (time ?? TimeProvider.System).CreateTimer(
                _ => done.Set(), null, Delay, Timeout.InfiniteTimeSpan);
            done.Wait();
        }
    }

    /// <summary>A write, or without octets a truncation to <paramref name="At"/>.</summary>
    private sealed record Operation(long At, byte[]? Octets)
    {
        public void On(Image image)
        {
            if (Octets is null)
            {
                image.Truncate(At);
            }
            else
            {
                image.Write(At, Octets);
            }
        }

        public Operation First(int octets) =>
            Octets is null ? this : new Operation(At, Octets[..Math.Clamp(octets, 0, Octets.Length)]);

        public IEnumerable<Operation> Pieces()
        {
            if (Octets is null)
            {
                yield return this;
                yield break;
            }

            for (long at = At; at < At + Octets.Length;)
            {
                long end = Math.Min(At + Octets.Length, (at / SectorOctets + 1) * SectorOctets);
                yield return new Operation(at, Octets[(int)(at - At)..(int)(end - At)]);
                at = end;
            }
        }
    }
}
