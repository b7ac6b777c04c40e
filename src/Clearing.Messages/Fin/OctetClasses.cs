namespace Clearing.Messages.Fin;

/// <summary>Classes of octets, and headers as templates of a class an octet.</summary>
internal static class OctetClasses
{
    public const int Digit = 1;
    public const int Letter = 2;
    public const int Hex = 4;
    public const int Colon = 8;

    private const int LowerHex = 16;
    private const int Hyphen = 32;
    private const int Four = 64;
    private const int Variant = 128;

    /// <summary>Three characters and a colon: {108:.</summary>
    public static readonly byte[] TagName = Template("ccc:");

    /// <summary>Block 1: application, service, logical terminal, session, sequence.</summary>
    public static readonly byte[] BasicHeader = Template("ann" + "ccccaacccccc" + "nnnnnnnnnn");

    /// <summary>Message input reference: date, logical terminal, session, sequence.</summary>
    public static readonly byte[] Reference = Template("nnnnnn" + "ccccaacccccc" + "nnnnnnnnnn");

    /// <summary>Address of a logical terminal: BIC of 8, code of the terminal, branch.</summary>
    public static readonly byte[] Terminal = Template("ccccaacccccc");

    /// <summary>Version-4 UUID in lower case, as <see cref="Identifiers.Uetr"/> has it, one look an octet.</summary>
    public static readonly byte[] Uetr = Template("hhhhhhhh-hhhh-4hhh-vhhh-hhhhhhhhhhhh");

    private static readonly byte[] ClassOf = MakeClasses();

    /// <summary>True when the octet is of one of the classes.</summary>
    public static bool Is(byte octet, int classes) => (ClassOf[octet] & classes) != 0;

    /// <summary>True when the text begins as the template says.</summary>
    public static bool Fits(ReadOnlySpan<byte> text, byte[] template)
    {
        if (text.Length < template.Length)
        {
            return false;
        }

        byte[] classes = ClassOf;
        for (int index = 0; index < template.Length; index++)
        {
            if ((classes[text[index]] & template[index]) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Template(string notation) => [.. notation.Select(part => (byte)(part switch
    {
        'n' => Digit,
        'a' => Letter,
        'c' => Digit | Letter,
        'h' => LowerHex,
        '-' => Hyphen,
        '4' => Four,
        'v' => Variant,
        _ => Colon,
    }))];

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        Add(classes, "0123456789", Digit | Hex | LowerHex);
        Add(classes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Letter);
        Add(classes, "ABCDEF", Hex);
        Add(classes, "abcdef", LowerHex);
        Add(classes, "4", Four);
        Add(classes, "89ab", Variant);
        Add(classes, ":", Colon);
        Add(classes, "-", Hyphen);
        return classes;
    }

    private static void Add(byte[] classes, string octets, int of)
    {
        foreach (char octet in octets)
        {
            classes[octet] |= (byte)of;
        }
    }
}
