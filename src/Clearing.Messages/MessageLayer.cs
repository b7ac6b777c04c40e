namespace Clearing.Messages;

/// <summary>
/// At which level a message fails. A message is judged level by level and stops at the first that finds an error:
/// envelope, structure, format, semantic for MT and Fedwire; well-formedness, namespace, schema, business application
/// header, semantic for XML. The order of the values is the order of judging.
/// </summary>
public enum MessageLayer
{
    None = 0,

    /// <summary>MT: headers and trailers, blocks 1, 2, 3 and 5.</summary>
    Envelope = 1,

    /// <summary>XML that is no XML, or uses what is refused: DTDs, entities, too much depth.</summary>
    WellFormed = 2,

    /// <summary>MT and Fedwire: fields that lack, are unknown or stand in the wrong place.</summary>
    Structure = 3,

    /// <summary>XML whose document or header is of no known schema.</summary>
    Namespace = 4,

    /// <summary>MT and Fedwire: a field whose content is not of its format.</summary>
    Format = 5,

    /// <summary>XML that breaks its schema.</summary>
    Schema = 6,

    /// <summary>A business application header that contradicts its document.</summary>
    BusinessHeader = 7,

    /// <summary>Rules between fields, and what content means: currencies, check digits.</summary>
    Semantic = 8,
}
