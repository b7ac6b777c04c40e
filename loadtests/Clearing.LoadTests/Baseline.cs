using System.Globalization;
using System.Text.Json;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;

namespace Clearing.LoadTests;

/// <summary>
/// The result of each profile that was accepted last, with the machine that it was measured on. Only ratios are shown:
/// the machine may be another one, or busier.
/// </summary>
internal static class Baseline
{
    /// <summary>The result beside its baseline.</summary>
    public static IEnumerable<string> Lines(LoadResult result, string folder)
    {
        string path = PathOf(result, folder);
        yield return "";
        yield return "BASELINE";
        if (!File.Exists(path))
        {
            yield return $"  none in {folder}; --accept keeps this result";
            yield break;
        }

        using JsonDocument baseline = JsonDocument.Parse(File.ReadAllBytes(path));
        string machine = baseline.RootElement.GetProperty("machine").GetProperty("processor").GetString()!;
        yield return $"  on {machine}{(machine == result.Machine.Processor ? "" : ", another machine than this one")}";
        foreach (JsonElement phase in baseline.RootElement.GetProperty("phases").EnumerateArray())
        {
            string name = phase.GetProperty("name").GetString()!;
            if (result.Phases.FirstOrDefault(p => p.Phase.Name == name) is { } now)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name}: rate {Ratio(now, LoadMetric.Rate, phase, "rate_per_second")} of the baseline's, ")
                    + $"p99 {Ratio(now, LoadMetric.P99, phase, "p99_us")}";
            }
        }
    }

    /// <summary>Keeps a result.</summary>
    public static void Save(LoadResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        using FileStream file = File.Create(PathOf(result, folder));
        LoadJson.Write(result, file, isIndented: true);
    }

    private static string PathOf(LoadResult result, string folder) =>
        Path.Combine(folder, result.Profile.Name + ".json");

    private static string Ratio(PhaseResult now, LoadMetric metric, JsonElement phase, string key)
    {
        // A repeat in which nothing was taken has no latency.
        double[] repeats = [.. phase.GetProperty("repeats").EnumerateArray()
            .Select(r => r.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : 0)];
        double before = Spread.Of(repeats).Median;
        return now.Of(metric) is { } found && before > 0
            ? (found.Median / before).ToString("0.00", CultureInfo.InvariantCulture) : "-";
    }
}
