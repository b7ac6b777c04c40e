namespace Clearing.Messages.Files;

/// <summary>What stands between the messages of a file and belongs to none.</summary>
internal static class Separators
{
    /// <summary>Start of a message in a DOS-PCC file; after its end blanks fill the sector.</summary>
    public const byte PccStart = 0x01;

    /// <summary>End of a message in a DOS-PCC file.</summary>
    public const byte PccEnd = 0x03;

    /// <summary>Between the messages of an RJE file.</summary>
    public const byte Rje = (byte)'$';

    /// <summary>White space and the marks of both.</summary>
    public static ReadOnlySpan<byte> OfMessages => " \t\r\n$\u0001\u0003"u8;

    public static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    public static bool IsHard(byte octet) => octet is Rje or PccStart or PccEnd;
}
