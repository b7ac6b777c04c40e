namespace Clearing.Messages.Fedwire;

/// <summary>What an element is made of.</summary>
public enum FedwireContent
{
    /// <summary>The alphabet of the format.</summary>
    Text = 1,

    Digits = 2,

    /// <summary>One of <see cref="FedwireElement.Codes"/>.</summary>
    Code = 3,

    /// <summary>CCYYMMDD.</summary>
    Date = 4,

    /// <summary>MMDD.</summary>
    Day = 5,

    /// <summary>HHMM.</summary>
    Time = 6,

    /// <summary>Letters and digits.</summary>
    Alphanumeric = 7,
}

/// <summary>An element of a tag.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Length">Octets: exactly so many, or at most so many where it is variable.</param>
/// <param name="IsVariable">True for an element that ends with <c>*</c>.</param>
/// <param name="Content">What it is made of.</param>
/// <param name="Codes">The codes that are allowed; empty for other content.</param>
public sealed record FedwireElement(
    string Name, int Length, bool IsVariable, FedwireContent Content, IReadOnlyList<string> Codes)
{
    /// <summary>True for a code that may be left out: then the next element follows at once.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>A tag of the format, with its elements in order (FW-4).</summary>
/// <param name="Tag">Four digits.</param>
/// <param name="Name">What it is, in words.</param>
/// <param name="Elements">In order; those of a fixed length come first.</param>
public sealed record FedwireTagDefinition(string Tag, string Name, IReadOnlyList<FedwireElement> Elements);
