namespace Clearing.Messages.Sessions;

/// <summary>How a session wants its instructions answered.</summary>
public enum AnswerForm : byte
{
    /// <summary>Records of 16 octets (<see cref="AnswerRecord"/>).</summary>
    Compact = 0,

    /// <summary>
    /// Messages of the instruction's own format: FIN F21, pacs.002. Bulk instructions are answered by records all the
    /// same.
    /// </summary>
    Native = 1,
}

/// <summary>How a session wants to be told what happens to its participant's payments.</summary>
public enum NoticeForm : byte
{
    None = 0,

    /// <summary>Records of 56 octets (<see cref="Notice"/>).</summary>
    Compact = 1,

    /// <summary>MT 900 and 910.</summary>
    Fin = 2,

    /// <summary>camt.054 and pacs.002.</summary>
    Iso20022 = 3,
}

/// <summary>What both ends of a session must share (docs/reference/sessions.md).</summary>
public static class SessionProtocol
{
    /// <summary>Version of the protocol described there.</summary>
    public const byte Version = 1;

    /// <summary>The most instructions, answers or notices of one frame.</summary>
    public const int MostInFrame = 4096;

    /// <summary>Characters of a terminal's address.</summary>
    public const int AddressLength = 12;

    /// <summary>Octets of a nonce.</summary>
    public const int NonceLength = 32;

    /// <summary>Octets of the hash of a directory.</summary>
    public const int HashLength = 32;

    /// <summary>The most octets of a text in a control frame.</summary>
    public const int MostText = 255;
}
