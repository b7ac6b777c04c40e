using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>Adds up what is not about single payments: nets of cycles, money paid in, what is provisional.</summary>
internal sealed class MoneyRecorder(SystemDefinition system)
{
    private readonly List<NetLine> _nets = [];
    private readonly List<FundingLine> _funding = [];
    private readonly List<ClosingLine> _closings = [];
    private readonly long[] _fundedToday = new long[system.Accounts.Count];
    private Int128 _exposure;
    private bool _inCycle;

    public NetLine[] Nets => [.. _nets];

    public FundingLine[] Funding => [.. _funding];

    public ClosingLine[] Closings => [.. _closings];

    public Int128 ExposurePeakMinor { get; private set; }

    public void Record(int day, in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Released:
                _exposure += e.AmountMinor;
                ExposurePeakMinor = Int128.Max(ExposurePeakMinor, _exposure);
                break;
            case EventKind.Unwound:
                _exposure -= e.AmountMinor;
                break;
            case EventKind.CyclePosted:
                _exposure = Int128.Max(0, _exposure - e.AmountMinor);
                _inCycle = true;
                break;
            case EventKind.FilePosted:
                _inCycle = false;
                break;
            case EventKind.NetPosted when _inCycle:
                _nets.Add(new(day, e.Time, e.From, e.AmountMinor));
                break;
            case EventKind.Funded:
                Fund(day, e.From, e.AmountMinor);
                break;
            case EventKind.PhaseStarted when system.Phases[e.Payment].Actions.Contains(PhaseAction.Require):
                _closings.Add(new(day, e.Time, -1, 0));
                break;
            case EventKind.RequirementDue when e.Route == Route.Close:
                _closings.Add(new(day, e.Time, e.From, e.AmountMinor));
                break;
            case EventKind.DayOpened:
                Array.Clear(_fundedToday);
                break;
            case EventKind.DayClosed when !system.CarryQueue:
                _exposure = 0;
                break;
        }
    }

    // What comes first counts for the opening requirement, until that is met.
    private void Fund(int day, int account, long amountMinor)
    {
        long required = system.Accounts[account].OpeningRequirementMinor;
        long before = Math.Min(required, _fundedToday[account]);
        _fundedToday[account] += amountMinor;
        long opening = Math.Min(required, _fundedToday[account]) - before;
        if (_funding.Count == 0 || _funding[^1].Day != day)
        {
            _funding.Add(new(day, 0, 0));
        }

        FundingLine line = _funding[^1];
        _funding[^1] = new(day, line.OpeningMinor + opening, line.TotalMinor + amountMinor);
    }
}
