namespace Clearing.Messages.Fedwire;

/// <summary>An element as the reader checks it: <see cref="FedwireElement"/> without names, codes as numbers.</summary>
internal readonly struct FedwireForm(FedwireElement element)
{
    public int Length { get; } = element.Length;

    public bool IsVariable { get; } = element.IsVariable;

    public bool IsOptional { get; } = element.IsOptional;

    public FedwireContent Content { get; } = element.Content;

    private readonly ulong[] _codes =
        [.. element.Codes.Select(code => Packed(System.Text.Encoding.ASCII.GetBytes(code)))];

    /// <summary>True when a text of <see cref="Length"/> octets is one of the codes.</summary>
    public bool IsCode(ReadOnlySpan<byte> text) => _codes.AsSpan().Contains(Packed(text));

    /// <summary>At most eight octets as a number.</summary>
    public static ulong Packed(ReadOnlySpan<byte> text)
    {
        ulong packed = 0;
        foreach (byte octet in text)
        {
            packed = packed << 8 | octet;
        }

        return packed;
    }
}
