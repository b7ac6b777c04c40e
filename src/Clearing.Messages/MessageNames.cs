namespace Clearing.Messages;

/// <summary>The words for formats and levels in what is printed; they are stable.</summary>
public static class MessageNames
{
    /// <summary>mt, iso20022, fedwire; null = none.</summary>
    public static string? Of(MessageFormat format) => format switch
    {
        MessageFormat.Mt => "mt",
        MessageFormat.Iso20022 => "iso20022",
        MessageFormat.Fedwire => "fedwire",
        _ => null,
    };

    /// <summary>envelope, wellformed, structure, namespace, format, schema, bah, semantic; null = none.</summary>
    public static string? Of(MessageLayer layer) => layer switch
    {
        MessageLayer.Envelope => "envelope",
        MessageLayer.WellFormed => "wellformed",
        MessageLayer.Structure => "structure",
        MessageLayer.Namespace => "namespace",
        MessageLayer.Format => "format",
        MessageLayer.Schema => "schema",
        MessageLayer.BusinessHeader => "bah",
        MessageLayer.Semantic => "semantic",
        _ => null,
    };
}
