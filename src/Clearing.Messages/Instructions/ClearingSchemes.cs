namespace Clearing.Messages.Instructions;

/// <summary>National clearing codes: two letters in a party line of MT, a scheme of ISO 20022.</summary>
internal static class ClearingSchemes
{
    // The length tells apart what shares its letters; 0 = any.
    private static readonly (string Letters, int Length, string Scheme)[] Table =
    [
        ("FW", 9, "USABA"), ("CP", 4, "USPID"), ("CH", 6, "CUID"), ("SC", 6, "GBDSC"), ("BL", 8, "DEBLZ"),
        ("SW", 6, "CHSIC"), ("SW", 0, "CHBCC"), ("AT", 5, "ATBLZ"), ("AU", 6, "AUBSB"), ("CC", 9, "CACPA"),
        ("CN", 0, "CNAPS"), ("ES", 0, "ESNCC"), ("GR", 7, "GRBIC"), ("HK", 3, "HKNCC"), ("IE", 6, "IENCC"),
        ("IN", 11, "INFSC"), ("IT", 10, "ITNCC"), ("NZ", 6, "NZNCC"), ("PL", 8, "PLKNR"), ("PT", 8, "PTNCC"),
        ("RU", 9, "RUCBC"), ("ZA", 6, "ZANCC"),
    ];

    /// <summary>Scheme and number of a line such as //FW021000021; null for another line, also for //RT.</summary>
    public static (string Scheme, string Id)? Read(string line)
    {
        if (!line.StartsWith("//", StringComparison.Ordinal) || line.Length < 5)
        {
            return null;
        }

        string letters = line[2..4];
        string id = line[4..];
        foreach ((string code, int length, string scheme) in Table)
        {
            if (code == letters && (length == 0 || length == id.Length))
            {
                return (scheme, id);
            }
        }

        return null;
    }

    /// <summary>The party line of a member id; null where MT has no letters for the scheme.</summary>
    public static string? Write(string? scheme, string id)
    {
        foreach ((string letters, int length, string name) in Table)
        {
            if (name == scheme && (length == 0 || length == id.Length))
            {
                return $"//{letters}{id}";
            }
        }

        return null;
    }
}
