using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Audit.Rules;

/// <summary>What is held of one system of a ledger: its money, its bounds, its sets.</summary>
internal sealed class SystemRules(SystemDefinition system, Func<int, byte> kindOf)
{
    private readonly MoneyAudit _money = new(system);
    private readonly SetAudit _releases = new(system, kindOf, judgesAll: true);
    private readonly PostingRule _postings = new(system);
    private readonly LossRule _losses = new(system);
    private string? _lossFault;

    public SystemDefinition System => system;

    /// <summary>What all accounts hold; minor units.</summary>
    public Int128 HeldMinor => _money.HeldMinor;

    /// <summary>Movements that were held to bounds and limits.</summary>
    public long Movements => _releases.Releases + _postings.Judged;

    public long Sets => _releases.Sets;

    public string? BoundFault { get; private set; }

    public string? SetFault => _releases.Violation;

    public void Take(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            if (e.Kind is EventKind.NetPosted or EventKind.Funded or EventKind.CreditSet or EventKind.CyclePosted
                or EventKind.FilePosted)
            {
                long before = e.From >= 0 ? _money.BalanceOf(e.From) : 0;
                BoundFault ??= _postings.Take(e, before);
            }

            _lossFault ??= _losses.Take(e);
            _money.Record(e);
        }

        _releases.Record(events);
        BoundFault ??= _releases.BoundViolation;
    }

    /// <summary>What is wrong with the money, now that an instant is complete; null = nothing.</summary>
    public string? MoneyFault() => _lossFault ?? _money.CheckTouched();
}
