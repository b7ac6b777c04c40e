namespace Clearing.Messages.Fin;

/// <summary>A tag with its value in a header, a trailer or a system message: {108:REF}.</summary>
public sealed record FinTag(string Tag, string Value);

/// <summary>A field of block 4.</summary>
/// <param name="Tag">With its option: 32A, 50K.</param>
/// <param name="Value">Lines parted by LF, without the last line's end.</param>
public sealed record FinField(string Tag, string Value);

/// <summary>
/// A FIN message taken apart, as it stands on the wire and without a judgement: what converters, writers and people
/// work with. The hot path reads <see cref="MessageFacts"/> instead.
/// </summary>
public sealed record FinMessage
{
    /// <summary>Content of block 1: F01, LT, session and sequence; null for a body without headers.</summary>
    public string? BasicHeader { get; init; }

    /// <summary>Content of block 2: I103... or O103...; null where there is none.</summary>
    public string? ApplicationHeader { get; init; }

    /// <summary>Block 3, in order.</summary>
    public IReadOnlyList<FinTag> UserHeader { get; init; } = [];

    /// <summary>Block 4 of a user message, in order.</summary>
    public IReadOnlyList<FinField> Fields { get; init; } = [];

    /// <summary>Block 4 of a system or service message, in order; then <see cref="Fields"/> is empty.</summary>
    public IReadOnlyList<FinTag> SystemFields { get; init; } = [];

    /// <summary>Block 5, in order.</summary>
    public IReadOnlyList<FinTag> Trailers { get; init; } = [];

    /// <summary>
    /// Takes a message apart, whatever it is worth: a full message or a body without headers. Never throws.
    /// </summary>
    /// <returns>Null for what is neither, and for more than <see cref="FinReader.MostOctets"/> octets.</returns>
    public static FinMessage? Parse(ReadOnlySpan<byte> message) => FinParser.Parse(message);
}
