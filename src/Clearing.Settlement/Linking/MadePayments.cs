using Clearing.Settlement.Events;

namespace Clearing.Settlement.Linking;

/// <summary>Payments that an arrangement made, and who waits to hear what became of them.</summary>
/// <param name="first">Index of the first.</param>
internal sealed class MadePayments(int first)
{
    private readonly List<Action<SettlementEvent>?> _ended = [];
    private readonly List<byte> _kinds = [];

    /// <returns>The payment's index.</returns>
    public int Add(byte kind, Action<SettlementEvent>? ended)
    {
        _kinds.Add(kind);
        _ended.Add(ended);
        return first + _ended.Count - 1;
    }

    /// <summary>The kind of a payment by its index.</summary>
    public byte KindOf(int payment) => _kinds[payment - first];

    /// <summary>Tells the maker; false when it is another's payment.</summary>
    public bool TryEnd(in SettlementEvent e)
    {
        int place = e.Payment - first;
        if (place < 0)
        {
            return false;
        }

        _ended[place]?.Invoke(e);
        _ended[place] = null;
        return true;
    }
}
