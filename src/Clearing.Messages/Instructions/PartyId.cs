namespace Clearing.Messages.Instructions;

/// <summary>A number by which a party is known.</summary>
/// <param name="Id">The number.</param>
/// <param name="Scheme">Code of what it is: ARNU CCPT CUST DRLC EMPL NIDN SOSE TXID; null = not told.</param>
/// <param name="Issuer">Who gave it: a country or a name.</param>
/// <param name="IsOrganisation">True of an organisation, false of a person (or not told).</param>
public sealed record PartyId(string Id, string? Scheme = null, string? Issuer = null, bool IsOrganisation = false);
