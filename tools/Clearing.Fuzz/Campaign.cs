using System.Diagnostics;
using System.Globalization;
using Clearing.Messages.Generation;

namespace Clearing.Fuzz;

/// <summary>A defect: an exception, a property that does not hold, or memory over its bound.</summary>
/// <param name="Target">Whose.</param>
/// <param name="What">The exception with its place, or the property.</param>
/// <param name="Input">The smallest input found that shows it.</param>
public sealed record Defect(string Target, string What, byte[] Input);

/// <summary>What a campaign did and found.</summary>
public sealed record CampaignReport
{
    public required string Target { get; init; }

    public long Inputs { get; set; }

    public long Bytes { get; set; }

    public long Rejections { get; set; }

    /// <summary>Kinds of verdicts seen.</summary>
    public int Kinds { get; set; }

    /// <summary>Longest time for one input, in microseconds.</summary>
    public long SlowestUs { get; set; }

    public int SlowestLength { get; set; }

    /// <summary>Most octets that one input allocated.</summary>
    public long MostAllocatedBytes { get; set; }

    public List<Defect> Defects { get; } = [];
}

/// <summary>
/// Feeds a target with mutated seeds. Guided by verdicts: an input whose verdict is of a new kind becomes a seed too.
/// The same seeds and the same number give the same inputs on every machine.
/// </summary>
public sealed class Campaign
{
    private const int MostSeeds = 5000;
    private const int MostDefects = 10;

    private readonly Target _target;
    private readonly List<byte[]> _corpus;
    private readonly Mutator _mutator;
    private readonly HashSet<ulong> _kinds = [];
    private readonly ulong _seed;
    private byte[] _current = [];

    public Campaign(Target target, IReadOnlyList<byte[]> seeds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(seeds);
        _target = target;
        _corpus = [.. seeds.Where(s => s.Length <= target.MostBytes)];
        _mutator = new Mutator(Tokens.Of(target.Family), target.MostBytes);
        _seed = seed;
        Report = new CampaignReport { Target = target.Name };
    }

    public CampaignReport Report { get; }

    /// <summary>A copy of the input that is being read: what a watchdog writes down.</summary>
    public byte[] Current => _current;

    /// <summary>Reads every seed as it is.</summary>
    public void RunSeeds()
    {
        foreach (byte[] input in _corpus.ToArray())
        {
            Feed(input);
        }
    }

    /// <summary>Reads mutated seeds until so many inputs or so many octets were read.</summary>
    public void Run(long inputs, long bytes)
    {
        long inputsGoal = checked(Report.Inputs + inputs);
        long bytesGoal = checked(Report.Bytes + bytes);
        while (Report.Inputs < inputsGoal && Report.Bytes < bytesGoal && Report.Defects.Count < MostDefects)
        {
            Draw draw = new(_seed, Report.Inputs);
            byte[] parent = _corpus[draw.Below(_corpus.Count)];
            byte[] other = _corpus[draw.Below(_corpus.Count)];
            Feed(_mutator.Mutate(draw, parent, other));
        }
    }

    private void Feed(ReadOnlySpan<byte> input)
    {
        _current = input.ToArray();
        Report.Inputs++;
        Report.Bytes += input.Length;
        string? wrong = Judge(_current, out Verdict verdict, out long allocated, out long us);
        if (us > Report.SlowestUs)
        {
            (Report.SlowestUs, Report.SlowestLength) = (us, input.Length);
        }

        Report.MostAllocatedBytes = Math.Max(Report.MostAllocatedBytes, allocated);
        Report.Rejections += verdict.IsAccepted || wrong is not null ? 0 : 1;
        if (wrong is not null)
        {
            Keep(wrong);
        }
        else if (_kinds.Add(verdict.Signature))
        {
            Report.Kinds++;
            if (_corpus.Count < MostSeeds && input.Length <= _target.MostBytes / 4)
            {
                _corpus.Add(_current);
            }
        }
    }

    /// <summary>What is wrong; null when all properties hold.</summary>
    private string? Judge(byte[] input, out Verdict verdict, out long allocated, out long us)
    {
        verdict = default;
        (allocated, us) = (0, 0);
        try
        {
            // What a table costs when it is first used is nobody's fault: over the bound counts when it is so again.
            for (int attempt = 0; attempt < 2; attempt++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long started = Stopwatch.GetTimestamp();
                verdict = _target.Read(input);
                us = (long)Stopwatch.GetElapsedTime(started).TotalMicroseconds;
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (allocated <= _target.MemoryBound(input.Length))
                {
                    break;
                }

                if (attempt == 1)
                {
                    return string.Create(CultureInfo.InvariantCulture,
                        $"Memory: {allocated} octets allocated, at most {_target.MemoryBound(input.Length)} allowed");
                }
            }

            if (verdict.IsAccepted)
            {
                _target.Check(input);
            }

            return null;
        }
#pragma warning disable CA1031 // Any exception that leaves a reader is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e is PropertyException ? e.Message : $"{e.GetType().Name} {PlaceOf(e)}: {e.Message}";
        }
    }

    private void Keep(string wrong)
    {
        string kind = KindOf(wrong);
        if (!Report.Defects.Exists(d => KindOf(d.What) == kind))
        {
            Report.Defects.Add(new Defect(_target.Name, wrong, Shrink(_current, kind)));
        }
    }

    /// <summary>Leaves out what can be left out, ever smaller pieces, while the same is wrong.</summary>
    private byte[] Shrink(byte[] input, string kind)
    {
        for (int size = Math.Max(1, input.Length / 2); size >= 1; size /= 2)
        {
            for (int at = 0; at < input.Length;)
            {
                byte[] less = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + size))];
                if (Judge(less, out _, out _, out _) is { } wrong && KindOf(wrong) == kind)
                {
                    input = less;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }

    /// <summary>The same defect shows itself with other figures and texts.</summary>
    private static string KindOf(string wrong) => wrong.Split(':')[0];

    private static string PlaceOf(Exception e)
    {
        string line = (e.StackTrace ?? "").Split('\n')
            .FirstOrDefault(l => l.Contains("Clearing.", StringComparison.Ordinal)) ?? "";
        return line.Split(" in ")[0].Trim();
    }
}
