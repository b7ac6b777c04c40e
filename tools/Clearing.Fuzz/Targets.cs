namespace Clearing.Fuzz;

/// <summary>Every target by name.</summary>
public static class Targets
{
    private static readonly (string Name, Func<Target> Make)[] All = [("canary", () => new CanaryTarget())];

    /// <summary>All names but the canary, whose planted defect is meant to be found.</summary>
    public static IEnumerable<string> Names => All.Select(t => t.Name).Where(n => n != "canary");

    public static bool IsKnown(string name) => Array.Exists(All, t => t.Name == name);

    public static Target Make(string name) => Array.Find(All, t => t.Name == name).Make();
}
