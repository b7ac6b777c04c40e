namespace Clearing.Grains.Operating;

/// <summary>Names of the streams of audit trails, which no arrangement can have.</summary>
public static class TrailStreams
{
    private const string Suffix = "/@audit-trail";

    /// <summary>That of a world.</summary>
    public static string Of(string world) => world + Suffix;

    /// <summary>True for the name of one.</summary>
    public static bool Is(string stream) => stream.EndsWith(Suffix, StringComparison.Ordinal);
}
