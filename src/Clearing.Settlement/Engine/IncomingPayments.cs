namespace Clearing.Settlement.Engine;

/// <summary>
/// Places of waiting payments by payee, each by (priority, entry); needed only where a ceiling is broken.
/// </summary>
internal sealed class IncomingPayments
{
    private readonly RankOrder _order = new();
    private int[] _end = [];
    private int[] _places = [];

    public void Build(ReadOnlySpan<WaitingPayment> items, int accounts)
    {
        _end = new int[accounts + 1];
        if (_places.Length < items.Length)
        {
            _places = new int[items.Length];
        }

        foreach (ref readonly WaitingPayment item in items)
        {
            _end[item.To + 1]++;
        }

        for (int account = 0; account < accounts; account++)
        {
            _end[account + 1] += _end[account];
        }

        // Filling moves each start to its end, which is where Last begins.
        foreach (int place in _order.Sort(items))
        {
            _places[_end[items[place].To]++] = place;
        }
    }

    /// <summary>Place of the payee's last payment that is left; there is one.</summary>
    public int Last(int payee) => _places[_end[payee] - 1];

    public void DropLast(int payee) => _end[payee]--;
}
