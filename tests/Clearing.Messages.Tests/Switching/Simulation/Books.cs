using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>What a terminal has sent: payment and flags by session and ISN.</summary>
internal sealed class Inputs
{
    public const byte Consumed = 1;
    public const byte Acked = 2;
    public const byte Delivered = 4;
    public const byte Pde = 8;

    /// <summary>Taken in while an operator let messages pass its centre.</summary>
    public const byte MayPass = 16;

    // Where each session begins; the sessions of a terminal follow one another.
    private readonly List<int> _starts = [0];

    public int[] Payments { get; private set; } = new int[1024];

    public byte[] Flags { get; private set; } = new byte[1024];

    private int Count { get; set; }

    public int Open(int session, int isn)
    {
        while (_starts.Count <= session)
        {
            _starts.Add(Count);
        }

        int place = _starts[session] + isn - 1;
        Count = Math.Max(Count, place + 1);
        if (Count > Flags.Length)
        {
            int[] payments = new int[Count * 2];
            Payments.CopyTo(payments, 0);
            Payments = payments;
            byte[] flags = new byte[Count * 2];
            Flags.CopyTo(flags, 0);
            Flags = flags;
        }

        return place;
    }

    public int Find(int session, int isn)
    {
        if (session < 1 || session >= _starts.Count || isn < 1)
        {
            return -1;
        }

        int place = _starts[session] + isn - 1;
        int end = session + 1 < _starts.Count ? _starts[session + 1] : Count;
        return place < end ? place : -1;
    }
}

/// <summary>What a terminal was sent, by OSN; checked in the order of OSN, whatever the order of arrival.</summary>
internal sealed class Outputs(int terminals)
{
    private const int Window = 4096;

    private readonly (int Osn, Mir Mir, int Flow)[] _seen = new (int, Mir, int)[Window];

    // Last place of each flow in its sender's order: sender and priority, then the network itself.
    private readonly (int Session, int Sequence)[] _last = new (int, int)[(terminals * 2) + 1];
    private int _checked;
    private int _highest;

    public bool HasGap => _checked != _highest;

    public bool Has(int osn, out Mir mir)
    {
        (int seen, mir, _) = _seen[osn % Window];
        return seen == osn;
    }

    /// <returns>What is wrong, or null.</returns>
    public string? Add(in SwitchOutput output, Traffic traffic)
    {
        int osn = output.Sequence;
        if (osn <= _checked || osn - _checked >= Window)
        {
            return $"OSN {osn} comes when {_checked} was the last without a gap";
        }

        _highest = Math.Max(_highest, osn);
        _seen[osn % Window] = (osn, output.Mir, FlowOf(output, traffic));
        string? wrong = null;
        while (_seen[(_checked + 1) % Window].Osn == _checked + 1)
        {
            _checked++;
            (_, Mir mir, int flow) = _seen[_checked % Window];
            if (flow < 0)
            {
                continue;
            }

            (int session, int sequence) = _last[flow];
            if (mir.Session < session || (mir.Session == session && mir.Sequence <= sequence))
            {
                wrong = $"OSN {_checked} overtakes: {mir}";
            }

            _last[flow] = (mir.Session, mir.Sequence);
        }

        return wrong;
    }

    // Messages that their centre released come in its order, and are in no flow.
    private static int FlowOf(in SwitchOutput output, Traffic traffic) =>
        output.Mir.Terminal < 0 ? 0
        : traffic.IsAsked((int)output.Message.Payload) ? -1
        : 1 + (output.Mir.Terminal * 2) + (output.Message.Priority == MessagePriority.Urgent ? 1 : 0);
}
