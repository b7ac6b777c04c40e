using System.CommandLine;
using System.Globalization;
using Clearing.Fuzz;
using SharpFuzz;

Option<string> targets = new("--targets")
{
    Description = "Targets to run, parted by commas, or all: " + string.Join(", ", Targets.Names) + ".",
    DefaultValueFactory = _ => "all",
};
Option<long> bytes = new("--bytes")
{
    Description = "Octets of mutated input in all, shared evenly among the targets.",
    DefaultValueFactory = _ => 20_000_000,
};
Option<ulong> seed = new("--seed") { Description = "Names the run.", DefaultValueFactory = _ => 1 };
Option<DirectoryInfo?> samples = new("--samples")
{
    Description = "Folder of sample messages (mt, iso20022, fedwire) to start from, besides the generated ones.",
};
Option<DirectoryInfo?> crashers = new("--crashers") { Description = "Where inputs that show a defect are written." };
Option<string?> fuzz = new("--fuzz") { Description = "Serve one target to an outside fuzzer, through SharpFuzz." };
Option<string> engine = new("--engine")
{
    Description = "The outside fuzzer: libfuzzer or afl.",
    DefaultValueFactory = _ => "libfuzzer",
};
engine.AcceptOnlyFromAmong("libfuzzer", "afl");
Option<DirectoryInfo?> writeSeeds = new("--write-seeds")
{
    Description = "Write the seeds of the targets, one folder each, and end: the start of an outside fuzzer.",
};
RootCommand root = new("Feeds the message readers with mutated messages and holds them to their properties: nothing "
    + "but a declared rejection comes out, memory is bounded, and what was accepted is written and read again the "
    + "same.\n\n"
    + "Example: clearing-fuzz --bytes 1000000000 --crashers out/crashers")
{
    targets, bytes, seed, samples, crashers, fuzz, engine, writeSeeds,
};
root.SetAction(parsed =>
{
    if (parsed.GetValue(fuzz) is { } served)
    {
        return Serve(served, parsed.GetRequiredValue(engine));
    }

    string list = parsed.GetRequiredValue(targets);
    string[] names = list == "all" ? [.. Targets.Names] : list.Split(',');
    if (names.FirstOrDefault(n => !Targets.IsKnown(n)) is { } unknown)
    {
        Console.Error.WriteLine($"'{unknown}' is no target; there are {string.Join(", ", Targets.Names)}.");
        return 2;
    }

    Seeds from = new(perType: 3, parsed.GetValue(samples)?.FullName);
    return parsed.GetValue(writeSeeds) is { } folder
        ? WriteSeeds(names, from, folder.FullName)
        : Run(names, from, parsed.GetValue(seed), parsed.GetValue(bytes), parsed.GetValue(crashers)?.FullName);
});
ParseResult parsed = root.Parse(args);
int exit = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : exit;

static int Serve(string name, string engine)
{
    if (!Targets.IsKnown(name))
    {
        Console.Error.WriteLine($"'{name}' is no target; there are {string.Join(", ", Targets.Names)}.");
        return 2;
    }

    // Instrumented code may only run within the fuzzer's call, so the target is made there.
    Target? target = null;
    if (engine == "libfuzzer")
    {
        Fuzzer.LibFuzzer.Run(input =>
        {
            target ??= Targets.Make(name);
            target.Run(input.Length <= target.MostBytes ? input : input[..target.MostBytes]);
        });
    }
    else
    {
        Fuzzer.Run(stream =>
        {
            target ??= Targets.Make(name);
            using MemoryStream input = new();
            stream.CopyTo(input);
            target.Run(input.GetBuffer().AsSpan(0, (int)Math.Min(input.Length, target.MostBytes)));
        });
    }

    return 0;
}

static int WriteSeeds(string[] names, Seeds from, string folder)
{
    foreach (Target target in names.Select(Targets.Make))
    {
        string own = Directory.CreateDirectory(Path.Combine(folder, target.Name)).FullName;
        int number = 0;
        foreach (byte[] octets in from.Of(target.Family).Where(s => s.Length <= target.MostBytes))
        {
            File.WriteAllBytes(Path.Combine(own, $"{number++:0000}"), octets);
        }
    }

    return 0;
}

static int Run(string[] names, Seeds from, ulong seed, long bytes, string? crashers)
{
    int found = 0;
    Console.WriteLine(
        "target                 inputs          bytes     rejected  kinds  slowest input        most memory");
    foreach (Target target in names.Select(Targets.Make))
    {
        Campaign campaign = new(target, from.Of(target.Family), seed);
        using Watchdog watchdog = new(campaign, crashers);
        campaign.RunSeeds();
        campaign.Run(long.MaxValue / 2, bytes / names.Length);
        CampaignReport report = campaign.Report;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Target,-16}{report.Inputs,13:N0}{report.Bytes,15:N0}{report.Rejections,13:N0}{report.Kinds,7:N0}"
            + $"{report.SlowestUs,9:N0} us ({report.SlowestLength:N0} B){report.MostAllocatedBytes,12:N0} B"));
        foreach (Defect defect in report.Defects)
        {
            found++;
            Console.WriteLine($"  DEFECT {defect.What}");
            if (crashers is not null)
            {
                Crashers.Write(crashers, defect.Target, defect.Input);
            }
        }
    }

    Console.WriteLine(found == 0 ? "No defect." : $"{found} defects.");
    return found == 0 ? 0 : 6;
}
