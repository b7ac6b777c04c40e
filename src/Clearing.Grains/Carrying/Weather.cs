using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>The faults that hold at present.</summary>
/// <param name="terminals">Number of terminals.</param>
internal sealed class Weather(int terminals)
{
    private readonly int[] _cuts = new int[terminals];
    private readonly int[] _losses = new int[terminals];
    private readonly int[] _copies = new int[terminals];
    private readonly List<NetworkFault> _refusals = [];

    /// <summary>True while nothing passes between a terminal and the switch.</summary>
    public bool IsCut(int terminal) => _cuts[terminal] > 0;

    /// <summary>How many more times a terminal sends each message.</summary>
    public int CopiesOf(int terminal) => _copies[terminal];

    /// <summary>True for an answer that will not arrive.</summary>
    public bool Loses(in SwitchOutput output) =>
        _losses[output.Terminal] > 0 && output.Kind is SwitchOutputKind.Ack or SwitchOutputKind.Nak;

    /// <summary>Why the system refuses a payment of this payer; empty = it does not.</summary>
    public AnswerCode RefusalOf(int payer)
    {
        foreach (NetworkFault fault in _refusals)
        {
            if (fault.Account < 0 || fault.Account == payer)
            {
                return AnswerCode.Of(fault.Code);
            }
        }

        return default;
    }

    /// <summary>A fault begins or ends.</summary>
    public void Turn(NetworkFault fault, bool isEnd)
    {
        int step = isEnd ? -1 : 1;
        switch (fault.Kind)
        {
            case NetworkFaultKind.Cut:
                _cuts[fault.Account] += step;
                break;
            case NetworkFaultKind.LoseAcknowledgements:
                _losses[fault.Account] += step;
                break;
            case NetworkFaultKind.Duplicates:
                _copies[fault.Account] += step * fault.Copies;
                break;
            case NetworkFaultKind.Refuse when isEnd:
                _refusals.Remove(fault);
                break;
            case NetworkFaultKind.Refuse:
                _refusals.Add(fault);
                break;
        }
    }
}
