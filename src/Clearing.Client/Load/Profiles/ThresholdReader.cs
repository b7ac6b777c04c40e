namespace Clearing.Client.Load.Profiles;

/// <summary>Reads what must hold.</summary>
internal sealed class ThresholdReader(ProfileProblems problems, IReadOnlyList<LoadPhase> phases)
{
    public List<LoadThreshold> Read(ProfileNode? node)
    {
        if (node is null)
        {
            return [];
        }

        if (node.Items is null)
        {
            problems.Add(ProfileError.WrongType, node, $"{node.Words} stands where a list of thresholds belongs");
            return [];
        }

        return [.. node.Items.Select(Threshold).OfType<LoadThreshold>()];
    }

    private LoadThreshold? Threshold(ProfileNode node)
    {
        ProfileMap map = new(node, "a threshold", problems);
        string? phase = PhaseNamed(map, map.Find("phase"));
        string? name = map.One([.. LoadMetrics.Names]);
        LoadThreshold? threshold = null;
        if (name is not null && LoadMetrics.Find(name) is { } metric)
        {
            ProfileMap bounds = new(map.Find(name)!, name, problems);
            string? of = PhaseNamed(bounds, bounds.Find("of"));
            LoadUnit unit = of is null ? LoadMetrics.UnitOf(metric) : LoadUnit.Share;
            threshold = new LoadThreshold(
                phase, metric, Bound(bounds, bounds.Find("at-least"), unit), Bound(bounds, bounds.Find("at-most"), unit),
                of);
            bounds.Done();
            if (threshold is { AtLeast: null, AtMost: null } && bounds.Node.Entries is not null)
            {
                problems.Add(ProfileError.MissingKey, bounds.Node, $"{name} needs `at-least` or `at-most`");
            }
        }

        map.Done();
        return threshold;
    }

    private string? PhaseNamed(ProfileMap map, ProfileNode? node)
    {
        string? name = map.Text(node);
        if (name is not null && !phases.Any(p => p.Name == name))
        {
            problems.Add(ProfileError.UnknownPhase, node!,
                $"{node!.Words} is not a phase{ProfileText.Hint(name, phases.Select(p => p.Name))}");
        }

        return name;
    }

    private static decimal? Bound(ProfileMap map, ProfileNode? node, LoadUnit unit) => node is null ? null : unit switch
    {
        LoadUnit.PerSecond => map.Rate(node),
        LoadUnit.Microseconds => map.Duration(node, mayBeZero: true).Ticks / TimeSpan.TicksPerMicrosecond,
        _ => map.Share(node, most: 100),
    };
}
