namespace Clearing.Settlement.Model;

/// <summary>
/// The payments of a scenario as columns, in the scenario-wide order (due instant, source as listed, row).
/// The position in this table is the payment's dense index everywhere; names exist only at the edges.
/// </summary>
public sealed class PaymentTable
{
    private readonly PaymentSource[] _sources;
    private readonly byte[] _source;
    private readonly int[] _row;

    /// <param name="sources">The sources as listed; they turn a row into a payment id.</param>
    /// <param name="source">Per payment, the index of its source.</param>
    /// <param name="row">Per payment, its row in that source, from 0.</param>
    public PaymentTable(PaymentSource[] sources, byte[] source, int[] row)
    {
        _sources = sources;
        _source = source;
        _row = row;
    }

    public int Count => _row.Length;

    /// <summary>Payer, as account index (rank of the participant id by ordinal code unit).</summary>
    public required int[] From { get; init; }

    /// <summary>Payee, as account index.</summary>
    public required int[] To { get; init; }

    /// <summary>Amount in minor units of <see cref="CurrencyCode"/>, greater than zero.</summary>
    public required long[] AmountMinor { get; init; }

    /// <summary>Instant at which the payment falls due: microseconds since the Unix epoch, UTC; ascending.</summary>
    public required long[] DueAt { get; init; }

    /// <summary>Business day of the scenario, from 1; null when every payment belongs to day 1.</summary>
    public ushort[]? Day { get; init; }

    public required Priority[] Priority { get; init; }

    /// <summary>Index into <see cref="KindNames"/>.</summary>
    public required byte[] Kind { get; init; }

    public required string[] KindNames { get; init; }

    /// <summary>Instant before which the payment is not released, or null where no payment has one; 0 = none.</summary>
    public long[]? NotBefore { get; init; }

    /// <summary>Instant after which a waiting payment expires, or null where no payment has one; 0 = none.</summary>
    public long[]? NotAfter { get; init; }

    /// <summary>
    /// Settles together with the payments of the same group, or null where no payment has one; 0 = none.
    /// </summary>
    public int[]? Group { get; init; }

    /// <summary>Index of the payment this one was split from, or null where no payment has one; -1 = none.</summary>
    public int[]? Parent { get; init; }

    /// <summary>ISO 4217 code of every payment of this table that <see cref="OtherCurrency"/> does not name.</summary>
    public required string CurrencyCode { get; init; }

    /// <summary>
    /// Per payment 0 for <see cref="CurrencyCode"/>, else its place in <see cref="OtherCurrencies"/> from 1; null
    /// where all have the one currency.
    /// </summary>
    public byte[]? OtherCurrency { get; init; }

    /// <summary>The other currencies of the table.</summary>
    public IReadOnlyList<Currency> OtherCurrencies { get; init; } = [];

    /// <summary>
    /// Who pays, as participant index, where that is not the account it settles on (`via`); null where it always is.
    /// </summary>
    public int[]? Payer { get; init; }

    /// <summary>Who is paid, likewise.</summary>
    public int[]? Payee { get; init; }

    public string CurrencyOf(int payment) => OtherCurrency is null || OtherCurrency[payment] == 0
        ? CurrencyCode
        : OtherCurrencies[OtherCurrency[payment] - 1].Code;

    public IReadOnlyList<PaymentSource> Sources => _sources;

    public ReadOnlySpan<byte> SourceOf => _source;

    public ReadOnlySpan<int> RowOf => _row;

    public int DayOf(int payment) => Day is null ? 1 : Day[payment];

    /// <summary>The payment id; a generated id is computed, not stored.</summary>
    public string IdOf(int payment) => _sources[_source[payment]].IdOf(_row[payment]);

    /// <summary>Finds a payment by its id; -1 when there is none. Cost: one pass over the rows at worst.</summary>
    public int IndexOf(string id)
    {
        for (int s = 0; s < _sources.Length; s++)
        {
            int row = _sources[s].RowOf(id);
            if (row < 0)
            {
                continue;
            }

            for (int i = 0; i < _row.Length; i++)
            {
                if (_row[i] == row && _source[i] == s)
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
