using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit.Rules;

/// <summary>What the links of an arrangement move in it, held to what its members ask for.</summary>
internal sealed class LinkRules(AuditedLedger ledger)
{
    private readonly LinkedMoney[] _links =
    [
        .. ledger.Book.Arrangement.Definition.Links.Select(
            link => new LinkedMoney(link, ledger.Book.Arrangement.Systems)),
    ];

    private readonly List<(int Account, long AmountMinor)> _legs = [];
    private int _fileIn = -1;

    public bool Any => _links.Length > 0;

    /// <summary>A slice begins.</summary>
    public void Begin(ReadOnlySpan<LedgerCommand> commands)
    {
        foreach (LinkedMoney link in _links)
        {
            foreach (ref readonly LedgerCommand command in commands)
            {
                link.Order(command);
            }
        }
    }

    /// <summary>True when a payment that nobody instructed is one that a member has asked for.</summary>
    public bool TryTakeMade(int member, SettlementEvent e) => Array.Exists(_links, link => link.TryTakeMade(member, e));

    /// <summary>
    /// Money comes to an account or goes from it, and nobody ordered that; null = it is for a link's nets.
    /// </summary>
    public string? Bring(int member, SettlementEvent e)
    {
        LinkedMoney? of = Array.Find(_links, link => link.IsAccount(member, e.From));
        return of is not null ? of.Bring(e)
            : $"{e.AmountMinor} minor units come to {ledger.Book.Arrangement.Systems[member].Accounts[e.From].Id} at "
                + $"{e.Time}, and nobody ordered that";
    }

    /// <summary>What is wrong with an event; null = nothing.</summary>
    public string? Take(int member, in SettlementEvent e)
    {
        string? fault = null;
        if (_fileIn >= 0)
        {
            if (e.Kind == EventKind.NetPosted && member == _fileIn)
            {
                _legs.Add((e.From, e.AmountMinor));
                return null;
            }

            fault = EndFile();
        }

        _fileIn = e.Kind == EventKind.FilePosted ? member : -1;
        foreach (LinkedMoney link in _links)
        {
            fault ??= link.Take(member, e);
        }

        return fault;
    }

    /// <summary>What is wrong now that a slice was carried out; null = nothing.</summary>
    public string? EndSlice()
    {
        string? fault = _fileIn >= 0 ? EndFile() : null;
        foreach (LinkedMoney link in _links)
        {
            fault ??= link.EndSlice();
        }

        return fault;
    }

    private string? EndFile()
    {
        int member = _fileIn;
        bool isAsked = Array.Exists(_links, link => link.IsFile(member, _legs));
        (int Account, long AmountMinor)[] legs = [.. _legs];
        _legs.Clear();
        _fileIn = -1;
        return isAsked ? null
            : $"a file of {legs.Length} legs is posted in {ledger.Book.Arrangement.Systems[member].Name}, and they are "
                + "the nets of no member";
    }
}
