using Clearing.Settlement.Events;

namespace Clearing.Settlement.Results;

/// <summary>Folds the events of failure procedures into lines: who failed, who paid what, what was taken out.</summary>
internal sealed class FailureRecorder(int accounts)
{
    private readonly List<FailureLine> _lines = [];

    // Per account the round in which it failed in the procedure under way; 0 = it has not.
    private readonly int[] _failedIn = new int[accounts];
    private long _startedAt;
    private int _round;
    private bool _isOver;

    public FailureLine[] Lines => [.. _lines];

    public void Record(int day, in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.NetFailed:
                Begin(isNew: e.Payment == 1 && e.Time != _startedAt);
                _startedAt = e.Payment == 1 ? e.Time : _startedAt;
                _round = e.Payment;
                _failedIn[e.From] = e.Payment;
                _lines.Add(new(day, e.Time, e.Payment, FailureEvent.Failed, -1, e.From, -1, e.AmountMinor));
                break;
            case EventKind.LossCovered:
                int round = Math.Max(1, _failedIn[e.To]);
                _lines.Add(
                    new(day, e.Time, round, FailureEvent.Covered, e.Payment, e.To, e.From, e.AmountMinor));
                break;
            case EventKind.Unwound:
                Unwind(day, in e);
                break;
            case EventKind.CyclePostponed:
                int last = _isOver ? 1 : Math.Max(1, _round);
                _lines.Add(new(day, e.Time, last, FailureEvent.Postponed, -1, e.From, -1, e.AmountMinor));
                _isOver = true;
                break;
            case EventKind.CyclePosted or EventKind.DayClosed:
                // The losses of a posted cycle are told after it: what is known of the procedure is kept till the next.
                _isOver = true;
                break;
        }
    }

    // A posting that is tried again after a grace is a procedure of its own too.
    private void Begin(bool isNew = false)
    {
        if (_isOver || isNew)
        {
            Array.Clear(_failedIn);
            _round = 0;
            _isOver = false;
        }
    }

    // One line for what was taken out because of one account in one round.
    private void Unwind(int day, in SettlementEvent e)
    {
        Begin();
        int failed = _failedIn[e.From] > 0 ? e.From : _failedIn[e.To] > 0 ? e.To : -1;
        for (int i = _lines.Count - 1; i >= 0 && _lines[i].Event == FailureEvent.Unwound
            && _lines[i].Time == e.Time; i--)
        {
            if (_lines[i].Failed == failed)
            {
                _lines[i] = _lines[i] with { AmountMinor = _lines[i].AmountMinor + e.AmountMinor };
                return;
            }
        }

        _lines.Add(
            new(day, e.Time, Math.Max(1, _round), FailureEvent.Unwound, -1, failed, -1, e.AmountMinor));
    }
}
