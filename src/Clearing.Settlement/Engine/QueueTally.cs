namespace Clearing.Settlement.Engine;

/// <summary>How much waits of an account and for it; kept while payments come and go, so that to ask costs nothing.
/// </summary>
internal struct QueueTally
{
    /// <summary>Payments that it is to pay.</summary>
    public int SentCount { get; private set; }

    public Int128 SentMinor { get; private set; }

    /// <summary>Payments that it is to be paid.</summary>
    public int ReceivedCount { get; private set; }

    public Int128 ReceivedMinor { get; private set; }

    /// <param name="amountMinor">Of a payment of the account.</param>
    /// <param name="sign">1 = it begins to wait; -1 = it waits no more.</param>
    public void Sent(long amountMinor, int sign)
    {
        SentCount += sign;
        SentMinor += sign * (Int128)amountMinor;
    }

    /// <inheritdoc cref="Sent"/>
    public void Received(long amountMinor, int sign)
    {
        ReceivedCount += sign;
        ReceivedMinor += sign * (Int128)amountMinor;
    }
}
