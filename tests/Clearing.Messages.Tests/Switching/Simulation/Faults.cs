using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>What goes wrong, drawn from the seed.</summary>
internal sealed class Faults(World world, SimulationOptions options)
{
    private static readonly string[] Kinds =
    [
        "control processor killed", "slice stopped", "line cut", "acknowledgements lost", "duplicates on a line",
        "PDE storm", "receiver refuses", "session broken off", "centre down", "centre bypassed",
    ];

    private readonly bool[] _isToBypass = new bool[options.Centres + 1];

    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>One more fault, now.</summary>
    public void Strike()
    {
        int kind = (int)world.Dice.Below(Kinds.Length);
        Counts[Kinds[kind]] = Counts.GetValueOrDefault(Kinds[kind]) + 1;
        long nowUs = world.NowUs;
        long untilUs = nowUs + 5_000 + world.Dice.Below(200_000);
        int bank = (int)world.Dice.Below(options.Banks);
        int service = 1 + (int)world.Dice.Below(options.Centres);
        int centre = options.Banks + service - 1;
        switch (kind)
        {
            case 0:
                world.At(nowUs, () => world.Control.Kill(untilUs));
                break;
            case 1:
                int slice = (int)world.Dice.Below(options.Slices);
                world.At(nowUs, () => world.Control.Slice(SwitchInputKind.SliceDown, slice));
                world.At(untilUs, () => world.Control.Slice(SwitchInputKind.SliceUp, slice));
                break;
            case 2:
                Cut(bank, untilUs);
                break;
            case 3:
                world.DownLines[bank].DeafUntilUs = untilUs;
                break;
            case 4:
                world.UpLines[bank].StormUntilUs = untilUs;
                world.DownLines[bank].StormUntilUs = untilUs;
                break;
            case 5:
                world.Banks[bank].Storm();
                break;
            case 6:
                world.Unwilling(bank, untilUs);
                break;
            case 7:
                world.At(nowUs, world.Banks[bank].Enter);
                break;
            case 8:
                Cut(centre, untilUs + 200_000);
                break;
            default:
                Cut(centre, untilUs);
                world.At(nowUs, () => Order(service, isOn: true));
                world.At(untilUs, () => Order(service, isOn: false));
                break;
        }
    }

    private void Cut(int terminal, long untilUs)
    {
        world.UpLines[terminal].CutUntilUs = untilUs;
        world.DownLines[terminal].CutUntilUs = untilUs;
    }

    private void Order(int service, bool isOn)
    {
        _isToBypass[service] = isOn;
        Insist(service);
    }

    // An order that has not become safe, because no processor was active or one died with it, is given again.
    private void Insist(int service)
    {
        bool isOn = _isToBypass[service];
        if (world.Checker.IsBypassed[service] == isOn)
        {
            return;
        }

        SwitchInput order = new()
        {
            Kind = SwitchInputKind.Bypass,
            Number = service - 1,
            Sequence = isOn ? 1 : 0,
        };
        if (world.Flaw == Flaw.BypassNeverEnds && !isOn)
        {
            world.Checker.Safe(order);
            return;
        }

        if (!world.Control.IsDown)
        {
            world.Apply(order);
        }

        world.At(world.NowUs + 10_000, () => Insist(service));
    }
}
