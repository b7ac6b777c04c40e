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

    /// <summary>The account that stands beside the institution in the message, if any.</summary>
    public string? Account { get; init; }
}
