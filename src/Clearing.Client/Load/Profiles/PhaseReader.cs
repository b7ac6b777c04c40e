namespace Clearing.Client.Load.Profiles;

/// <summary>Reads the phases of a profile.</summary>
internal sealed class PhaseReader(ProfileProblems problems, LoadTraffic traffic)
{
    private readonly List<LoadPhase> _phases = [];

    public List<LoadPhase> Read(ProfileNode? node)
    {
        if (node is null)
        {
            return _phases;
        }

        if (node.Items is not { Count: > 0 } items)
        {
            problems.Add(ProfileError.WrongType, node, $"{node.Words} stands where a list of phases belongs");
            return _phases;
        }

        foreach (ProfileNode item in items)
        {
            _phases.Add(Phase(item));
        }

        return _phases;
    }

    private LoadPhase Phase(ProfileNode node)
    {
        ProfileMap map = new(node, "a phase", problems);
        ProfileNode? nameAt = map.Find("name");
        string name = map.Text(nameAt) ?? $"phase-{_phases.Count + 1}";
        if (!ProfileReader.IsName(name) || _phases.Exists(p => p.Name == name))
        {
            problems.Add(
                ProfileReader.IsName(name) ? ProfileError.Taken : ProfileError.BadName, nameAt ?? node,
                $"{ProfileText.Show(name)} is taken, or has other characters than a-z, 0-9 and -");
        }

        string? form = map.One("rate", "ramp", "burst", "random", "window", "pause");
        LoadShape shape = form is null ? new PauseShape() : Shape(form, map, map.Find(form)!);
        TimeSpan length = map.Duration(form == "pause" ? map.Find("pause") : map.Need("for"));
        LoadPhase phase = new()
        {
            Name = name,
            Shape = shape,
            Length = length,
            Traffic = new TrafficReader(problems).Read(map.Find("traffic"), traffic),
            Kills = Kills(map, map.Find("kill"), length),
        };
        map.Done();
        return phase;
    }

    private LoadShape Shape(string form, ProfileMap phase, ProfileNode node)
    {
        if (form == "pause")
        {
            return new PauseShape();
        }

        if (form == "window")
        {
            return new ClosedLoop((int)phase.Count(node, 1, 65_536, 1));
        }

        if (form == "rate" && node.Entries is null)
        {
            return new ConstantRate(phase.Rate(node));
        }

        ProfileMap map = new(node, form, problems);
        LoadShape shape = form switch
        {
            "rate" => new ConstantRate(0, map.Share(map.Need("share"), most: 100), PhaseNamed(map, map.Need("of"))),
            "ramp" => new RampingRate(map.Rate(map.Need("from")), map.Rate(map.Need("to"))),
            "burst" => new BurstingRate(
                map.Rate(map.Need("base")), map.Rate(map.Need("peak")), map.Duration(map.Need("every")),
                map.Duration(map.Need("lasting"))),
            _ => new RandomRate(
                map.Rate(map.Need("from")), map.Rate(map.Need("to")),
                map.Find("every") is { } every ? map.Duration(every) : TimeSpan.FromSeconds(1)),
        };
        map.Done();
        if (shape is RandomRate random && random.From > random.To)
        {
            problems.Add(ProfileError.OutOfRange, node, "`from` is at most `to`");
        }

        if (shape is BurstingRate burst && burst.Lasting >= burst.Every)
        {
            problems.Add(ProfileError.OutOfRange, node, "`lasting` is shorter than `every`");
        }

        return shape;
    }

    private string PhaseNamed(ProfileMap map, ProfileNode? node)
    {
        string name = map.Text(node) ?? "";
        if (node is not null && !_phases.Exists(p => p.Name == name))
        {
            problems.Add(ProfileError.UnknownPhase, node,
                $"{node.Words} is not a phase before this one{ProfileText.Hint(name, _phases.Select(p => p.Name))}");
        }

        return name;
    }

    private List<TimeSpan> Kills(ProfileMap map, ProfileNode? node, TimeSpan length)
    {
        List<TimeSpan> kills = [.. (node?.Items ?? []).Select(item => map.Duration(item))];
        if (node is not null && (node.Items is null || !kills.Order().SequenceEqual(kills) || kills[^1] >= length))
        {
            problems.Add(ProfileError.OutOfRange, node,
                "`kill` is a list of durations that rise and end before the phase does");
        }

        return kills;
    }
}
