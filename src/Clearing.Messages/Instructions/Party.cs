namespace Clearing.Messages.Instructions;

/// <summary>Somebody who pays or is paid, and is no institution of the chain.</summary>
public sealed record Party
{
    public string? Name { get; init; }

    public IReadOnlyList<string> Address { get; init; } = [];

    /// <summary>ISO 3166 code where it is told apart from the address lines.</summary>
    public string? Country { get; init; }

    public string? Town { get; init; }

    /// <summary>IBAN or other account number, without a leading slash.</summary>
    public string? Account { get; init; }

    /// <summary>BIC of a party that has one.</summary>
    public string? Bic { get; init; }

    public string? Lei { get; init; }

    /// <summary>Parts of a structured address but town and country: StrtNm, BldgNb, PstCd ...</summary>
    public IReadOnlyList<AddressPart> AddressParts { get; init; } = [];

    /// <summary>Numbers that authorities, employers or banks gave it.</summary>
    public IReadOnlyList<PartyId> Ids { get; init; } = [];
}
