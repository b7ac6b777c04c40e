namespace Clearing.Messages;

/// <summary>The wire formats that are read and written.</summary>
public enum MessageFormat
{
    None = 0,

    /// <summary>SWIFT FIN: MT messages, system messages and service messages.</summary>
    Mt = 1,

    /// <summary>ISO 20022 XML.</summary>
    Iso20022 = 2,

    /// <summary>Fedwire tags, the format before 14 July 2025 (FW-4).</summary>
    Fedwire = 3,
}
