namespace Clearing.Messages.Fin;

/// <summary>Field tags as one small number: the digits times 32, and the option letter (A = 1, none = 0).</summary>
internal static class Tags
{
    /// <summary>One more than the largest tag of a text.</summary>
    public const int Most = 100 * 32;

    public static int Of(int number, char option = '@') => number * 32 + (option - '@');

    public static int Number(int tag) => tag >> 5;

    /// <summary>The tag as people write it: 32A.</summary>
    public static string Text(int tag) =>
        $"{tag >> 5:00}{((tag & 31) == 0 ? "" : ((char)('@' + (tag & 31))).ToString())}";
}
