using Clearing.Messages.Fin;

namespace Clearing.Fuzz;

/// <summary>Every target by name.</summary>
public static class Targets
{
    private static readonly (string Name, Func<Target> Make)[] All =
    [
        ("fin", () => new FinTarget()),
        ("fin-body", () => new FinBodyTarget()),
        ("fin-tree", () => new TreeTarget("fin-tree", SeedFamily.Fin, FinReader.MostOctets + 1000)),
        ("iso", () => new IsoTarget()),
        ("iso-tree", () => new TreeTarget("iso-tree", SeedFamily.Iso20022, 1_100_000)),
        ("fedwire", () => new FedwireTarget()),
        ("fedwire-tree", () => new TreeTarget("fedwire-tree", SeedFamily.Fedwire, 20_000)),
        ("file", () => new FileTarget()),
        ("frame", () => new FrameTarget("frame", SeedFamily.Frame)),
        ("session", () => new FrameTarget("session", SeedFamily.Session)),
        ("convert-fin", () => new ConvertTarget("convert-fin", SeedFamily.Fin, 12_000)),
        ("convert-iso", () => new ConvertTarget("convert-iso", SeedFamily.Iso20022, 60_000)),
        ("convert-fedwire", () => new ConvertTarget("convert-fedwire", SeedFamily.Fedwire, 18_000)),
        ("canary", () => new CanaryTarget()),
    ];

    /// <summary>All names but the canary, whose planted defect is meant to be found.</summary>
    public static IEnumerable<string> Names => All.Select(t => t.Name).Where(n => n != "canary");

    public static bool IsKnown(string name) => Array.Exists(All, t => t.Name == name);

    public static Target Make(string name) => Array.Find(All, t => t.Name == name).Make();
}
