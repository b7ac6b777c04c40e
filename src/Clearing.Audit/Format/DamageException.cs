namespace Clearing.Audit.Format;

/// <summary>Octets are not what they must be.</summary>
/// <param name="octet">At which of them it shows; -1 = at none.</param>
/// <param name="what">What is wrong, as half a sentence.</param>
internal sealed class DamageException(int octet, string what) : Exception(what)
{
    public int Octet => octet;

    /// <summary>Place of the record in its group, from 1; 0 = it is none's.</summary>
    public int Record { get; init; }

    /// <summary>True for octets of a later version of the format, which this program cannot judge.</summary>
    public bool IsLaterVersion { get; init; }

    /// <summary>What is wrong and where.</summary>
    public string Sentence => octet < 0 ? Message : $"octet {octet}: {Message}";

    /// <summary>Refuses unless this holds.</summary>
    public static void Need(bool holds, int octet, string what)
    {
        if (!holds)
        {
            throw new DamageException(octet, what);
        }
    }
}
