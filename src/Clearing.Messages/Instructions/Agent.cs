namespace Clearing.Messages.Instructions;

/// <summary>A financial institution as a message names it; at least one of its parts is given.</summary>
public sealed record Agent
{
    /// <summary>BIC of 8 or 11 characters.</summary>
    public string? Bic { get; init; }

    /// <summary>ISO 20022 code of the scheme of <see cref="MemberId"/>: USABA, USPID, CUID, GBDSC ...</summary>
    public string? MemberScheme { get; init; }

    /// <summary>Number within the scheme: an ABA routing number, a CHIPS participant.</summary>
    public string? MemberId { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string> Address { get; init; } = [];

    /// <summary>Parts of a structured address but town and country: StrtNm, BldgNb, PstCd ...</summary>
    public IReadOnlyList<AddressPart> AddressParts { get; init; } = [];

    /// <summary>ISO 3166 code where it is told apart from the address lines.</summary>
    public string? Country { get; init; }

    public string? Town { get; init; }

    public string? Lei { get; init; }

    /// <summary>Place of a branch, of option B.</summary>
    public string? Location { get; init; }

    /// <summary>The account that stands beside the institution in the message, if any.</summary>
    public string? Account { get; init; }

    /// <summary>True when nothing tells which institution it is.</summary>
    internal bool NamesNobody() => Bic is null && MemberId is null && Name is null;
}
