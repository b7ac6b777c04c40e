using System.Globalization;
using HdrHistogram;

namespace Clearing.Peers;

/// <summary>What was measured, as Markdown on standard output.</summary>
public static class Report
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static void Facts(IReadOnlyList<string> facts, Pace pace)
    {
        foreach (string fact in facts)
        {
            Console.WriteLine(fact);
        }

        string run = pace.Run.TotalSeconds.ToString("0.#", Plain);
        string warmUp = pace.WarmUp.TotalSeconds.ToString("0.#", Plain);
        Console.WriteLine($"- {pace.Runs} runs of {run} s after {warmUp} s that do not count: median (least–most). "
            + "~ marks a range wider than a tenth of the median.");
        Console.WriteLine();
    }

    public static void RowsHead()
    {
        string share = Row.LatencyShare.ToString("0 %", Plain);
        Console.WriteLine("| peer | accounts | clients | payments/s | not settled | processors of this process "
            + $"| ms at {share} of it: p50 / p99 / p99.9 / most | sent late: p99 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
    }

    public static void Print(Row row)
    {
        string refused = row.RefusedShare.ToString("0.## %", Plain);
        string processors = row.ProcessorsBusy.ToString("0.0", Plain);
        string latencies = string.Join(" / ", new double[] { 50, 99, 99.9, 100 }.Select(p => Ms(row.LatencyUs, p)));
        Console.WriteLine($"| {row.Peer.Name} | {row.World.Accounts} | {row.World.Clients} | {Rate(row.PerSecond)} "
            + $"| {refused} | {processors} | {latencies} | {Ms(row.LagUs, 99)} |");
    }

    public static void Honestly(IEnumerable<IPeer> peers)
    {
        Console.WriteLine();
        Console.WriteLine("All of them leave out: messages and their checks, sessions and networks beyond the "
            + "database's own, a queue of what is not covered and its release, limits, hours, notices to the payee, a "
            + "hash over what was written.");
        Console.WriteLine();
        foreach (IPeer peer in peers)
        {
            Console.WriteLine($"- **{peer.Name}**: {peer.Honestly}");
        }
    }

    /// <summary>Prints the ratios; says whether every aim was met.</summary>
    public static bool Print(Spread ours, IReadOnlyList<Standing> standings)
    {
        Console.WriteLine("| | clients | payments/s | ours against it | aim |");
        Console.WriteLine("|---|---|---|---|---|");
        Console.WriteLine($"| ours | | {Rate(ours)} | | |");
        bool allMet = true;
        foreach ((Contender contender, Spread perSecond, Spread ratio) in standings)
        {
            string aim = "";
            if (contender.AimRatio is { } least)
            {
                bool met = ratio.Median >= least;
                allMet &= met;
                aim = least.ToString("0 x", Plain) + (met ? ", met" : ", **missed**");
            }

            Console.WriteLine($"| {contender.Peer.Name} | {contender.World.Clients} | {Rate(perSecond)} "
                + $"| {Times(ratio.Median)} ({Times(ratio.Least)}–{Times(ratio.Most)}) | {aim} |");
        }

        return allMet;
    }

    private static string Times(double ratio) => ratio.ToString("#,0.0 x", Plain);

    private static string Rate(Spread spread) =>
        $"{Whole(spread.Median)} ({Whole(spread.Least)}–{Whole(spread.Most)}){(spread.IsSteady ? "" : " ~")}";

    private static string Whole(double number) => number.ToString("#,0", Plain);

    private static string Ms(LongHistogram latencyUs, double percentile) => latencyUs.TotalCount == 0
        ? "–"
        : (latencyUs.GetValueAtPercentile(percentile) / 1_000.0).ToString("0.0", Plain);
}
