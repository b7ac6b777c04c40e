namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Of each payer the sum of its payments that are not at their end. All together stay below 2^62 minor units, so that
/// whatever systems add up fits 64 bits; each payer has the same part of that, so that nobody can take the room of
/// others.
/// </summary>
/// <param name="accounts">How many payers.</param>
internal sealed class PayerRoom(int accounts)
{
    private readonly long _share = (1L << 62) / accounts;
    private readonly long[] _taken = new long[accounts];

    public bool Has(int payer, long amountMinor) => amountMinor <= _share - _taken[payer];

    public void Take(int payer, long amountMinor) => _taken[payer] += amountMinor;

    public void GiveBack(int payer, long amountMinor) => _taken[payer] -= amountMinor;

    public void Save(StateWriter to) => to.Write<long>(_taken);

    public void Load(ref StateReader from) => from.Read<long>(_taken);
}
