namespace Clearing.Settlement.Ledgers;

/// <summary>Octets that should be slices of a ledger are none.</summary>
/// <param name="octet">Where it shows, from the first octet given.</param>
/// <param name="what">What is wrong there.</param>
public sealed class LedgerFormatException(int octet, string what)
    : FormatException($"These are no slices of a ledger: octet {octet}: {what}.")
{
    public int Octet => octet;
}
